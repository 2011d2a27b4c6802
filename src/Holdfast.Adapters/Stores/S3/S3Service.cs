using System.Globalization;
using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Holdfast.Adapters.Networking;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>The server: one method a kind of request, each stacked on <see cref="NetworkCalls"/>. Objects are named by key; names of the store are for messages.</summary>
internal sealed partial class S3Service : IDisposable
{
    private readonly string _name;
    private readonly S3StoreOptions _options;
    private readonly S3Transport _transport;
    private readonly AmazonS3Client _client;
    private readonly SemaphoreSlim _inFlight;

    // Bytes of a body handed to the network at once: with the library's 8 KiB both sides spend more on waking up than on bytes.
    private const int Piece = 128 << 10;

    // Some older servers compare conditions with the bare ETag; found out at the first refusal.
    private volatile bool _bareETags;

    public S3Service(string name, S3StoreOptions options)
    {
        (_name, _options) = (name, options);
        _transport = new S3Transport(options.Transport?.Invoke(), options.Endpoint.Url?.Host, options.Parallel);
        _client = Connect(options, _transport);
        _inFlight = new SemaphoreSlim(options.Parallel);
        Calls = new NetworkCalls(name, options.Rules.Under(options.BytesPerSecond, options.Parallel), S3Errors.Classify, options.Time, options.Random, options.Note);
        Bandwidth = new Bandwidth(options.BytesPerSecond, options.Time);
    }

    /// <summary>Name of the store, for errors.</summary>
    public string Store => _name;

    /// <summary>Every request goes through here.</summary>
    public NetworkCalls Calls { get; }

    /// <summary>Limits bytes to and from the server.</summary>
    public Bandwidth Bandwidth { get; }

    /// <summary>Whether the server refuses a write whose condition does not hold; found out when the lock is taken.</summary>
    public bool HonoursConditions { get; set; } = true;

    /// <summary>An object's metadata; null when there is none.</summary>
    public Task<ObjectHead?> HeadAsync(string key, TreePath path, CancellationToken cancellation) => CallAsync("look at", path, 0, async (_, token) =>
    {
        try
        {
            var response = await _client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = _options.Bucket, Key = key }, token);
            return new ObjectHead(key, response.ContentLength, ObjectMetadata.Bare(response.ETag ?? ""), Moment(response.LastModified), Words(response.Metadata));
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket") { return null; }
    }, cancellation);

    /// <summary>Opens content from an offset on; null when there is none, or no longer this one.</summary>
    /// <param name="key">The object.</param>
    /// <param name="path">Its name.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="etag">What it must still be; null for anything.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<(ObjectHead Head, Stream Content)?> OpenAsync(string key, TreePath path, long offset, string? etag, CancellationToken cancellation) => CallAsync<(ObjectHead, Stream)?>("read", path, 0, async (_, token) =>
    {
        var request = new GetObjectRequest { BucketName = _options.Bucket, Key = key, EtagToMatch = etag is null ? null : Quoted(etag) };
        if (offset > 0) request.ByteRange = new ByteRange($"bytes={offset.ToString(CultureInfo.InvariantCulture)}-");
        try
        {
            var response = await _client.GetObjectAsync(request, token);
            var head = new ObjectHead(key, offset + response.ContentLength, ObjectMetadata.Bare(response.ETag ?? ""), Moment(response.LastModified), Words(response.Metadata));
            return (head, response.ResponseStream);
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.PreconditionFailed && e.ErrorCode != "NoSuchBucket") { return null; }
    }, cancellation);

    /// <summary>A page of keys in ascending order of their bytes.</summary>
    /// <param name="prefix">What they begin with.</param>
    /// <param name="after">Keys after this one; empty for all.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<(IReadOnlyList<ListedObject> Objects, bool More)> ListAsync(string prefix, string after, int limit, CancellationToken cancellation) => CallAsync("list", TreePath.Root, 0, async (_, token) =>
    {
        var response = await _client.ListObjectsV2Async(new ListObjectsV2Request
        {
            BucketName = _options.Bucket, Prefix = prefix, StartAfter = after.Length == 0 ? null : after, MaxKeys = limit, Encoding = EncodingType.Url,
        }, token);
        var encoded = response.Encoding == EncodingType.Url;
        var objects = (response.S3Objects ?? []).ConvertAll(found => new ListedObject(encoded ? Decoded(found.Key) : found.Key, found.Size ?? 0, ObjectMetadata.Bare(found.ETag ?? ""), Moment(found.LastModified)));
        if (response.IsTruncated == true && objects.Count == 0) throw new IOException("a page of the listing is empty and not the last");
        return ((IReadOnlyList<ListedObject>)objects, response.IsTruncated == true);
    }, cancellation);

    /// <summary>Writes an object in one request.</summary>
    /// <returns>Its ETag.</returns>
    /// <exception cref="WorldChangedException">The condition does not hold.</exception>
    public Task<string> PutAsync(string key, TreePath path, ArraySegment<byte> content, byte[]? sha256, IReadOnlyDictionary<string, string> words, Condition? condition, CancellationToken cancellation) =>
        CallAsync("write", path, content.Count, async (number, token) =>
        {
            await Bandwidth.TakeAsync(content.Count, token);
            try { return await ConditionallyAsync(condition ?? Condition.Absent, bare => PutOnceAsync(key, content, sha256, words, condition, bare, token)); }
            catch (AmazonS3Exception e) when (number.MayHaveBeenDone && e.StatusCode == HttpStatusCode.PreconditionFailed)
            {
                // An earlier try may have written it, and only its answer was lost.
                return await FindOwnAsync(key, path, content.Count, words, token);
            }
        }, cancellation);

    /// <summary>Deletes an object if it is still the one that was seen; one that is gone is as wanted.</summary>
    public Task<bool> DeleteAsync(string key, TreePath path, string? etag, CancellationToken cancellation) => CallAsync("delete", path, 0, async (_, token) =>
    {
        var condition = etag is null || !HonoursConditions ? (Condition?)null : Condition.Match(etag);
        try
        {
            await ConditionallyAsync(condition ?? Condition.Absent, async bare =>
            {
                await _client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = _options.Bucket, Key = key, IfMatch = condition is null ? null : bare ? etag : Quoted(etag!) }, token);
                return "";
            });
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket") { return false; }
        return true;
    }, cancellation);

    /// <summary>Deletes objects of our own, whatever they are by now.</summary>
    public Task DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancellation) => CallAsync("delete", TreePath.Root, 0, async (_, token) =>
    {
        var response = await _client.DeleteObjectsAsync(new DeleteObjectsRequest { BucketName = _options.Bucket, Quiet = true, Objects = [.. keys.Select(key => new KeyVersion { Key = key })] }, token);
        return response.DeleteErrors is { Count: > 0 } errors ? throw new AmazonS3Exception(errors[0].Message) { ErrorCode = errors[0].Code } : true;
    }, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _transport.Dispose();
        _inFlight.Dispose();
    }

    /// <summary>Makes a call, and translates what it throws.</summary>
    private async Task<T> CallAsync<T>(string what, TreePath path, long bytes, Func<Try, CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        try
        {
            await _inFlight.WaitAsync(cancellation);
            try { return await Calls.CallAsync(what, path, bytes, call, cancellation); }
            finally { _inFlight.Release(); }
        }
        catch (Exception e) when (S3Errors.Translate(_name, path, e) is var translated && translated != e) { throw translated; }
    }

    private async Task<string> PutOnceAsync(string key, ArraySegment<byte> content, byte[]? sha256, IReadOnlyDictionary<string, string> words, Condition? condition, bool bare, CancellationToken cancellation)
    {
        var request = new PutObjectRequest
        {
            BucketName = _options.Bucket,
            Key = key,
            InputStream = new MemoryStream(content.Array!, content.Offset, content.Count, writable: false),
            UseChunkEncoding = false,
            // The signature covers SHA-256 of the body; MD5 beside it would only cost time.
            DisableDefaultChecksumValidation = true,
            ContentType = "application/octet-stream",
            ChecksumAlgorithm = sha256 is null || !_options.SendsChecksums ? null : ChecksumAlgorithm.SHA256,
            ChecksumSHA256 = sha256 is null || !_options.SendsChecksums ? null : Convert.ToBase64String(sha256),
            StorageClass = _options.StorageClass is { } kind && !key.Contains($"{KeyNames.Own}/", StringComparison.Ordinal) ? S3StorageClass.FindValue(kind) : null,
            ServerSideEncryptionMethod = Encryption,
            ServerSideEncryptionKeyManagementServiceKeyId = _options.EncryptionKey,
        };
        if (condition is { ETag: { } etag }) request.IfMatch = bare ? etag : Quoted(etag);
        else if (condition is not null) request.IfNoneMatch = "*";
        if (!HonoursConditions) (request.IfMatch, request.IfNoneMatch) = (null, null);
        foreach (var (word, value) in words) request.Metadata[word] = value;
        return ObjectMetadata.Bare((await _client.PutObjectAsync(request, cancellation)).ETag);
    }

    /// <summary>Runs a request with a condition, with the bare ETag where the server wants it so. Neither form lets anything through that has changed.</summary>
    private async Task<T> ConditionallyAsync<T>(Condition condition, Func<bool, Task<T>> request)
    {
        var bare = _bareETags;
        try { return await request(bare); }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.PreconditionFailed && condition.ETag is not null)
        {
            var result = await request(!bare);
            _bareETags = !bare;
            return result;
        }
    }

    private async Task<string> FindOwnAsync(string key, TreePath path, long size, IReadOnlyDictionary<string, string> words, CancellationToken cancellation)
    {
        var found = await _client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = _options.Bucket, Key = key }, cancellation);
        var there = Words(found.Metadata);
        return found.ContentLength == size && words.All(word => there.GetValueOrDefault(word.Key) == word.Value) ? ObjectMetadata.Bare(found.ETag)
            : throw new WorldChangedException(_name, path, "something else stands there");
    }

    private ServerSideEncryptionMethod? Encryption => _options.Encryption is { } method ? ServerSideEncryptionMethod.FindValue(method) : null;

    private static string Quoted(string etag) => $"\"{etag}\"";

    // In a listing a blank comes as a plus sign, and a plus sign escaped.
    private static string Decoded(string key) => Uri.UnescapeDataString(key.Replace('+', ' '));

    private static DateTimeOffset Moment(DateTime? time) => time is { } known ? new DateTimeOffset(DateTime.SpecifyKind(known.ToUniversalTime(), DateTimeKind.Utc)) : DateTimeOffset.UnixEpoch;

    private static Dictionary<string, string> Words(MetadataCollection metadata)
    {
        const string prefix = "x-amz-meta-";
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in metadata.Keys) words[key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? key[prefix.Length..].ToLowerInvariant() : key] = metadata[key];
        return words;
    }

    private static AmazonS3Client Connect(S3StoreOptions options, S3Transport transport)
    {
        var config = new AmazonS3Config
        {
            HttpClientFactory = transport,
            ForcePathStyle = options.Endpoint.PathStyle,
            AuthenticationRegion = options.Endpoint.Region,
            MaxErrorRetry = 0,
            ThrottleRetries = false,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            DisableLogging = true,
            BufferSize = Piece,
        };
        if (options.Endpoint.Url is { } url) config.ServiceURL = url.AbsoluteUri;
        else config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(options.Endpoint.Region);
        if (options.Keys is not { } keys) return new AmazonS3Client(config);
        return new AmazonS3Client(keys.SessionToken is { } token ? new SessionAWSCredentials(keys.AccessKey, keys.SecretKey, token) : new BasicAWSCredentials(keys.AccessKey, keys.SecretKey), config);
    }
}
