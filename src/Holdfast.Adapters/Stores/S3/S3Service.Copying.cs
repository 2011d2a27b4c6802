using System.Globalization;
using System.Net;
using System.Xml.Linq;
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
            var request = Described(From(new S3Request(HttpMethod.Put, to), from, bare), words).Say("x-amz-metadata-directive", "REPLACE");
            return ObjectMetadata.Bare((await _wire.AskAsync(request, token)).Word("ETag"));
        }), cancellation);
    }

    private async Task<string> CopyInPartsAsync(ObjectHead from, string to, TreePath path, IReadOnlyDictionary<string, string> words, CancellationToken cancellation)
    {
        var upload = await BeginAsync(to, path, words, cancellation);
        try
        {
            var size = Math.Min(CopyPart, _options.LargestCopy);
            var parts = new SentPart[(from.Size + size - 1) / size];
            await Parallel.ForAsync(0, parts.Length, new ParallelOptions { MaxDegreeOfParallelism = CopyPartsAtOnce, CancellationToken = cancellation }, async (index, token) =>
            {
                var (first, last) = (index * size, Math.Min(from.Size, (index + 1) * size) - 1);
                parts[index] = await CallAsync("copy", path, size / 64, (_, inner) => ConditionallyAsync(Condition.Match(from.ETag), async bare =>
                {
                    var range = string.Create(CultureInfo.InvariantCulture, $"bytes={first}-{last}");
                    var answer = await _wire.AskAsync(From(OfPart(to, upload, index + 1), from, bare).Say("x-amz-copy-source-range", range), inner);
                    return new SentPart(index + 1, ObjectMetadata.Bare(answer.Word("ETag")), null);
                }), token);
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
        var request = Described(new S3Request(HttpMethod.Post, key).Ask("uploads"), words).Say("x-amz-checksum-algorithm", _options.SendsChecksums ? "SHA256" : null);
        return (await _wire.AskAsync(request, token)).Word("UploadId") is { Length: > 0 } id ? id : throw new IOException("the server tells no name of the upload it began");
    }, cancellation);

    /// <summary>Writes one part.</summary>
    public Task<SentPart> PutPartAsync(string key, TreePath path, string upload, int number, ArraySegment<byte> content, byte[] sha256, CancellationToken cancellation) => CallAsync("write a part of", path, content.Count, async (_, token) =>
    {
        await Bandwidth.TakeAsync(content.Count, token);
        var request = OfPart(key, upload, number).Carry(content, sha256);
        var told = Check(request, sha256);
        using var response = await _wire.SendAsync(request, token);
        return new SentPart(number, S3Answers.ETag(response), told);
    }, cancellation);

    /// <summary>Parts the server has of an upload, by number; null when it knows of no such upload.</summary>
    public async Task<Dictionary<int, ListedPart>?> PartsAsync(string key, TreePath path, string upload, CancellationToken cancellation)
    {
        var parts = new Dictionary<int, ListedPart>();
        for (string? marker = null; ;)
        {
            var page = await CallAsync("list parts of", path, 0, async (_, token) =>
            {
                var request = new S3Request(HttpMethod.Get, key).Ask("uploadId", upload);
                if (marker is not null) request.Ask("part-number-marker", marker);
                try { return await _wire.AskAsync(request, token); }
                catch (S3RefusedException e) when (e.ErrorCode == "NoSuchUpload") { return null; }
            }, cancellation);
            if (page is null) return null;
            foreach (var part in page.All("Part")) parts[(int)part.Number("PartNumber")] = new ListedPart(ObjectMetadata.Bare(part.Word("ETag")), part.Number("Size"), part.Word("ChecksumSHA256"));
            marker = page.Word("NextPartNumberMarker");
            if (page.Word("IsTruncated") != "true" || marker.Length == 0) return parts;
        }
    }

    /// <summary>Uploads that were begun and not ended.</summary>
    public async Task<IReadOnlyList<ListedUpload>> UploadsAsync(string prefix, CancellationToken cancellation)
    {
        var uploads = new List<ListedUpload>();
        for (var (key, upload) = ("", ""); ;)
        {
            var page = await CallAsync("list uploads", TreePath.Root, 0, (_, token) =>
            {
                var request = new S3Request(HttpMethod.Get, "").Ask("uploads").Ask("encoding-type", "url").Ask("prefix", prefix);
                if (key.Length > 0) request.Ask("key-marker", key).Ask("upload-id-marker", upload);
                return _wire.AskAsync(request, token);
            }, cancellation);
            var isEncoded = page.Word("EncodingType") == "url";
            string Plain(string name) => isEncoded ? S3Page.Decoded(name) : name;
            uploads.AddRange(page.All("Upload").Select(found => new ListedUpload(Plain(found.Word("Key")), found.Word("UploadId"), found.Moment("Initiated"))));
            (key, upload) = (Plain(page.Word("NextKeyMarker")), page.Word("NextUploadIdMarker"));
            if (page.Word("IsTruncated") != "true" || key.Length == 0) return uploads;
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
    public Task<string> CompleteAsync(string key, TreePath path, string upload, IReadOnlyList<SentPart> parts, Condition? condition, IReadOnlyDictionary<string, string> words, CancellationToken cancellation) => CallAsync("finish", path, parts.Count * (1L << 20), async (number, token) =>
    {
        try
        {
            return await ConditionallyAsync(condition ?? Condition.Absent, async bare =>
            {
                var request = new S3Request(HttpMethod.Post, key).Ask("uploadId", upload).Carry(S3Request.Element("CompleteMultipartUpload", parts.Select(Part)));
                if (HonoursConditions) Demand(request, condition, bare);
                var made = ObjectMetadata.Bare((await _wire.AskAsync(request, token)).Word("ETag"));
                return made.Length > 0 ? made : await FindMadeAsync(key, path, parts, words, token);
            });
        }
        catch (S3RefusedException e) when (number.MayHaveBeenDone && (e.ErrorCode == "NoSuchUpload" || e.StatusCode == HttpStatusCode.PreconditionFailed))
        {
            var found = await HeadOnceAsync(key, token);
            if (found.Words.GetValueOrDefault(ObjectMetadata.Upload) is { } own && own == words.GetValueOrDefault(ObjectMetadata.Upload)) return found.ETag;
            throw;
        }
    }, cancellation);

    /// <summary>The ETag of what was just made of parts, where the server does not tell it; only of an object that is known to be ours.</summary>
    private async Task<string> FindMadeAsync(string key, TreePath path, IReadOnlyList<SentPart> parts, IReadOnlyDictionary<string, string> words, CancellationToken cancellation)
    {
        var found = await HeadOnceAsync(key, cancellation);
        if (words.TryGetValue(ObjectMetadata.Upload, out var own) && found.Words.GetValueOrDefault(ObjectMetadata.Upload) == own) return found.ETag;
        // An upload that was taken up bears the word it was begun with; its parts tell what it must be.
        return found.ETag == ObjectMetadata.OfParts(parts.Select(part => part.ETag)) ? found.ETag : throw new WorldChangedException(_name, path, "something else stands there");
    }

    /// <summary>Gives an upload up; one that is gone is as wanted.</summary>
    public Task AbortAsync(string key, TreePath path, string upload, CancellationToken cancellation) => CallAsync("give up", path, 0, async (_, token) =>
    {
        try { (await _wire.SendAsync(new S3Request(HttpMethod.Delete, key).Ask("uploadId", upload), token)).Dispose(); }
        catch (S3RefusedException e) when (e.ErrorCode == "NoSuchUpload" || e.StatusCode == HttpStatusCode.NotFound) { return false; }
        return true;
    }, cancellation);

    /// <summary>Whether the bucket keeps versions; null where it does not tell.</summary>
    public Task<bool?> VersionsAsync(CancellationToken cancellation) => CallAsync<bool?>("look at", TreePath.Root, 0, async (_, token) =>
    {
        try { return (await _wire.AskAsync(new S3Request(HttpMethod.Get, "").Ask("versioning"), token)).Word("Status") == "Enabled"; }
        catch (S3RefusedException e) when (e.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotImplemented or HttpStatusCode.MethodNotAllowed) { return null; }
    }, cancellation);

    /// <summary>How the bucket's lock holds what is written; null where it does not tell, an empty text where there is none, else in words.</summary>
    public Task<string?> LockedAsync(CancellationToken cancellation) => CallAsync("look at", TreePath.Root, 0, async (_, token) =>
    {
        try
        {
            var told = await _wire.AskAsync(new S3Request(HttpMethod.Get, "").Ask("object-lock"), token);
            if (told.Word("ObjectLockEnabled") != "Enabled") return "";
            return told.Child("Rule")?.Child("DefaultRetention") is not { } rule || rule.Word("Mode") is not { Length: > 0 } mode ? "for what is locked by itself"
                : $"{mode}, {(rule.Number("Years") is > 0 and var years ? Counted(years, "year") : Counted(rule.Number("Days"), "day"))}";
        }
        catch (S3RefusedException e) when (e.ErrorCode == "ObjectLockConfigurationNotFoundError" || e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket") { return ""; }
        catch (S3RefusedException e) when (e.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotImplemented or HttpStatusCode.MethodNotAllowed or HttpStatusCode.BadRequest) { return null; }
    }, cancellation);

    private static string Counted(long number, string unit) => string.Create(CultureInfo.InvariantCulture, $"{number} {unit}{(number == 1 ? "" : "s")}");

    /// <summary>Notes the hash of an object's whole content as a tag; false where the server knows no tags or lets us set none.</summary>
    public Task<bool> TagAsync(string key, TreePath path, string sha256, CancellationToken cancellation) => CallAsync("tag", path, 0, async (_, token) =>
    {
        var tag = S3Request.Element("Tag", S3Request.Element("Key", ObjectMetadata.Sha256), S3Request.Element("Value", sha256));
        try { (await _wire.SendAsync(new S3Request(HttpMethod.Put, key).Ask("tagging").Carry(S3Request.Element("Tagging", S3Request.Element("TagSet", tag))), token)).Dispose(); }
        catch (S3RefusedException e) when (e.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotImplemented or HttpStatusCode.MethodNotAllowed or HttpStatusCode.BadRequest) { return false; }
        return true;
    }, cancellation);

    /// <summary>The hash of an object's content that its tags tell; null when they tell none.</summary>
    public Task<string?> TagOfAsync(string key, TreePath path, CancellationToken cancellation) => CallAsync("look at the tags of", path, 0, async (_, token) =>
    {
        var answer = await _wire.AskAsync(new S3Request(HttpMethod.Get, key).Ask("tagging"), token);
        return answer.Child("TagSet")?.All("Tag").FirstOrDefault(tag => tag.Word("Key") == ObjectMetadata.Sha256)?.Word("Value");
    }, cancellation);

    private static S3Request OfPart(string key, string upload, int number) => new S3Request(HttpMethod.Put, key).Ask("partNumber", number.ToString(CultureInfo.InvariantCulture)).Ask("uploadId", upload);

    /// <summary>Takes content from an object inside the server.</summary>
    private S3Request From(S3Request request, ObjectHead from, bool bare) => request
        .Say("x-amz-copy-source", S3Address.InPath(_options.Bucket, from.Key))
        .Say("x-amz-copy-source-if-match", bare ? from.ETag : Quoted(from.ETag));

    private static XElement Part(SentPart part)
    {
        var element = S3Request.Element("Part", S3Request.Element("PartNumber", part.Number), S3Request.Element("ETag", Quoted(part.ETag)));
        if (part.Sha256 is { } told) element.Add(S3Request.Element("ChecksumSHA256", told));
        return element;
    }
}
