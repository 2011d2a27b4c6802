using System.Globalization;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.S3;

/// <content>Copies inside the server, and uploads in parts.</content>
internal sealed partial class S3Service
{
    private const long CopyPart = 1L << 30;
    private const int CopyPartsAtOnce = 4;

    /// <summary>Copies an object inside the server if it is still the one that was seen.</summary>
    /// <param name="from">The object, as it was seen.</param>
    /// <param name="to">The key of the copy; what stands there is replaced.</param>
    /// <param name="path">The name, for messages.</param>
    /// <param name="words">User metadata of the copy.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The copy's ETag.</returns>
    public async Task<string> CopyAsync(ObjectHead from, string to, TreePath path, IReadOnlyDictionary<string, string> words, CancellationToken cancellation)
    {
        if (from.Size > _options.LargestCopy) return await CopyInPartsAsync(from, to, path, words, cancellation);
        return await CallAsync("copy", path, from.Size / 64, (_, token) => ConditionallyAsync(Condition.Match(from.ETag), async bare =>
        {
            var request = new CopyObjectRequest
            {
                SourceBucket = _options.Bucket,
                SourceKey = from.Key,
                DestinationBucket = _options.Bucket,
                DestinationKey = to,
                ETagToMatch = bare ? from.ETag : Quoted(from.ETag),
                MetadataDirective = S3MetadataDirective.REPLACE,
                ContentType = "application/octet-stream",
                StorageClass = _options.StorageClass is { } kind ? S3StorageClass.FindValue(kind) : null,
                ServerSideEncryptionMethod = Encryption,
                ServerSideEncryptionKeyManagementServiceKeyId = _options.EncryptionKey,
            };
            foreach (var (word, value) in words) request.Metadata[word] = value;
            return ObjectMetadata.Bare((await _client.CopyObjectAsync(request, token)).ETag);
        }), cancellation);
    }

    private async Task<string> CopyInPartsAsync(ObjectHead from, string to, TreePath path, IReadOnlyDictionary<string, string> words, CancellationToken cancellation)
    {
        var upload = await BeginAsync(to, path, words, cancellation);
        try
        {
            var size = Math.Min(CopyPart, _options.LargestCopy);
            var parts = new PartETag[(from.Size + size - 1) / size];
            await Parallel.ForAsync(0, parts.Length, new ParallelOptions { MaxDegreeOfParallelism = CopyPartsAtOnce, CancellationToken = cancellation }, async (index, token) =>
            {
                var (first, last) = (index * size, Math.Min(from.Size, (index + 1) * size) - 1);
                parts[index] = await CallAsync("copy", path, size / 64, (_, inner) => ConditionallyAsync(Condition.Match(from.ETag), async bare => new PartETag(index + 1, (await _client.CopyPartAsync(new CopyPartRequest
                {
                    SourceBucket = _options.Bucket, SourceKey = from.Key, DestinationBucket = _options.Bucket, DestinationKey = to, UploadId = upload, PartNumber = index + 1,
                    FirstByte = first, LastByte = last, ETagToMatch = [bare ? from.ETag : Quoted(from.ETag)],
                }, inner)).ETag)), token);
            });
            return await CompleteAsync(to, path, upload, parts, null, words, cancellation);
        }
        catch
        {
            await AbortAsync(to, path, upload, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Begins an upload in parts.</summary>
    public Task<string> BeginAsync(string key, TreePath path, IReadOnlyDictionary<string, string> words, CancellationToken cancellation) => CallAsync("begin to write", path, 0, async (_, token) =>
    {
        var request = new InitiateMultipartUploadRequest
        {
            BucketName = _options.Bucket,
            Key = key,
            ContentType = "application/octet-stream",
            ChecksumAlgorithm = _options.SendsChecksums ? ChecksumAlgorithm.SHA256 : null,
            StorageClass = _options.StorageClass is { } kind ? S3StorageClass.FindValue(kind) : null,
            ServerSideEncryptionMethod = Encryption,
            ServerSideEncryptionKeyManagementServiceKeyId = _options.EncryptionKey,
        };
        foreach (var (word, value) in words) request.Metadata[word] = value;
        return (await _client.InitiateMultipartUploadAsync(request, token)).UploadId;
    }, cancellation);

    /// <summary>Writes one part.</summary>
    public Task<PartETag> PutPartAsync(string key, TreePath path, string upload, int number, ArraySegment<byte> content, byte[] sha256, CancellationToken cancellation) => CallAsync("write a part of", path, content.Count, async (_, token) =>
    {
        await Bandwidth.TakeAsync(content.Count, token);
        var checksum = _options.SendsChecksums ? Convert.ToBase64String(sha256) : null;
        var response = await _client.UploadPartAsync(new UploadPartRequest
        {
            BucketName = _options.Bucket, Key = key, UploadId = upload, PartNumber = number, PartSize = content.Count, ChecksumAlgorithm = checksum is null ? null : ChecksumAlgorithm.SHA256, ChecksumSHA256 = checksum, UseChunkEncoding = false, DisableDefaultChecksumValidation = true,
            InputStream = new MemoryStream(content.Array!, content.Offset, content.Count, writable: false),
        }, token);
        return new PartETag(number, response.ETag) { ChecksumSHA256 = checksum };
    }, cancellation);

    /// <summary>Parts the server has of an upload, by number; null when it knows of no such upload.</summary>
    public async Task<Dictionary<int, PartDetail>?> PartsAsync(string key, TreePath path, string upload, CancellationToken cancellation)
    {
        var parts = new Dictionary<int, PartDetail>();
        for (string? marker = null; ;)
        {
            var page = await CallAsync("list parts of", path, 0, async (_, token) =>
            {
                try { return await _client.ListPartsAsync(new ListPartsRequest { BucketName = _options.Bucket, Key = key, UploadId = upload, PartNumberMarker = marker }, token); }
                catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchUpload") { return null; }
            }, cancellation);
            if (page is null) return null;
            foreach (var part in page.Parts ?? []) parts[part.PartNumber ?? 0] = part;
            if (page.IsTruncated != true || page.NextPartNumberMarker is null) return parts;
            marker = page.NextPartNumberMarker.Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Uploads that were begun and not ended.</summary>
    public async Task<IReadOnlyList<MultipartUpload>> UploadsAsync(string prefix, CancellationToken cancellation)
    {
        var uploads = new List<MultipartUpload>();
        for (var (key, upload) = ((string?)null, (string?)null); ;)
        {
            var page = await CallAsync("list uploads", TreePath.Root, 0, (_, token) => _client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest
            {
                BucketName = _options.Bucket, Prefix = prefix, KeyMarker = key, UploadIdMarker = upload, Encoding = EncodingType.Url,
            }, token), cancellation);
            foreach (var found in page.MultipartUploads ?? [])
            {
                found.Key = Decoded(found.Key);
                uploads.Add(found);
            }
            if (page.IsTruncated != true || string.IsNullOrEmpty(page.NextKeyMarker)) return uploads;
            (key, upload) = (Decoded(page.NextKeyMarker), page.NextUploadIdMarker);
        }
    }

    /// <summary>Makes an object of its parts.</summary>
    /// <param name="key">The object.</param>
    /// <param name="path">Its name.</param>
    /// <param name="upload">The upload.</param>
    /// <param name="parts">All its parts in order.</param>
    /// <param name="condition">What must stand there; null for anything.</param>
    /// <param name="words">The user metadata the upload was begun with.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The object's ETag.</returns>
    public Task<string> CompleteAsync(string key, TreePath path, string upload, IReadOnlyList<PartETag> parts, Condition? condition, IReadOnlyDictionary<string, string> words, CancellationToken cancellation) => CallAsync("finish", path, parts.Count * (1L << 20), async (number, token) =>
    {
        try
        {
            return await ConditionallyAsync(condition ?? Condition.Absent, async bare =>
            {
                var request = new CompleteMultipartUploadRequest { BucketName = _options.Bucket, Key = key, UploadId = upload, PartETags = [.. parts] };
                if (HonoursConditions && condition is { ETag: { } etag }) request.IfMatch = bare ? etag : Quoted(etag);
                else if (HonoursConditions && condition is not null) request.IfNoneMatch = "*";
                var made = ObjectMetadata.Bare((await _client.CompleteMultipartUploadAsync(request, token)).ETag ?? "");
                return made.Length > 0 ? made : await FindMadeAsync(key, path, parts, words, token);
            });
        }
        catch (AmazonS3Exception e) when (number.MayHaveBeenDone && (e.ErrorCode == "NoSuchUpload" || e.StatusCode == HttpStatusCode.PreconditionFailed))
        {
            var found = await _client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = _options.Bucket, Key = key }, token);
            if (Words(found.Metadata).GetValueOrDefault(ObjectMetadata.Upload) is { } own && own == words.GetValueOrDefault(ObjectMetadata.Upload)) return ObjectMetadata.Bare(found.ETag);
            throw;
        }
    }, cancellation);

    /// <summary>The ETag of what was just made of parts, where the server does not tell it; only of an object that is known to be ours.</summary>
    private async Task<string> FindMadeAsync(string key, TreePath path, IReadOnlyList<PartETag> parts, IReadOnlyDictionary<string, string> words, CancellationToken cancellation)
    {
        var found = await _client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = _options.Bucket, Key = key }, cancellation);
        var etag = ObjectMetadata.Bare(found.ETag);
        if (words.TryGetValue(ObjectMetadata.Upload, out var own) && Words(found.Metadata).GetValueOrDefault(ObjectMetadata.Upload) == own) return etag;
        // An upload that was taken up bears the word it was begun with; its parts tell what it must be.
        return etag == ObjectMetadata.OfParts(parts.Select(part => part.ETag)) ? etag : throw new WorldChangedException(_name, path, "something else stands there");
    }

    /// <summary>Gives an upload up; one that is gone is as wanted.</summary>
    public Task AbortAsync(string key, TreePath path, string upload, CancellationToken cancellation) => CallAsync("give up", path, 0, async (_, token) =>
    {
        try { await _client.AbortMultipartUploadAsync(new AbortMultipartUploadRequest { BucketName = _options.Bucket, Key = key, UploadId = upload }, token); }
        catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchUpload" || e.StatusCode == HttpStatusCode.NotFound) { return false; }
        return true;
    }, cancellation);

    /// <summary>Whether the bucket keeps versions; null where it does not tell.</summary>
    public Task<bool?> VersionsAsync(CancellationToken cancellation) => CallAsync<bool?>("look at", TreePath.Root, 0, async (_, token) =>
    {
        try { return (await _client.GetBucketVersioningAsync(new GetBucketVersioningRequest { BucketName = _options.Bucket }, token)).VersioningConfig?.Status == VersionStatus.Enabled; }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotImplemented or HttpStatusCode.MethodNotAllowed) { return null; }
    }, cancellation);

    /// <summary>How the bucket's lock holds what is written; null where it does not tell, an empty text where there is none, else in words.</summary>
    public Task<string?> LockedAsync(CancellationToken cancellation) => CallAsync("look at", TreePath.Root, 0, async (_, token) =>
    {
        try
        {
            var told = (await _client.GetObjectLockConfigurationAsync(new GetObjectLockConfigurationRequest { BucketName = _options.Bucket }, token)).ObjectLockConfiguration;
            if (told?.ObjectLockEnabled != ObjectLockEnabled.Enabled) return "";
            var (mode, time) = (told.Rule?.DefaultRetention?.Mode, told.Rule?.DefaultRetention);
            return mode is null ? "for what is locked by itself" : $"{mode}, {(time?.Years is > 0 and var years ? Counted(years, "year") : Counted(time?.Days ?? 0, "day"))}";
        }
        catch (AmazonS3Exception e) when (e.ErrorCode == "ObjectLockConfigurationNotFoundError" || e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket") { return ""; }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotImplemented or HttpStatusCode.MethodNotAllowed or HttpStatusCode.BadRequest) { return null; }
    }, cancellation);

    private static string Counted(int number, string unit) => string.Create(CultureInfo.InvariantCulture, $"{number} {unit}{(number == 1 ? "" : "s")}");

    /// <summary>Notes the hash of an object's whole content as a tag; false where the server knows no tags or lets us set none.</summary>
    public Task<bool> TagAsync(string key, TreePath path, string sha256, CancellationToken cancellation) => CallAsync("tag", path, 0, async (_, token) =>
    {
        try { await _client.PutObjectTaggingAsync(new PutObjectTaggingRequest { BucketName = _options.Bucket, Key = key, Tagging = new Tagging { TagSet = [new Tag { Key = ObjectMetadata.Sha256, Value = sha256 }] } }, token); }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotImplemented or HttpStatusCode.MethodNotAllowed or HttpStatusCode.BadRequest) { return false; }
        return true;
    }, cancellation);
}
