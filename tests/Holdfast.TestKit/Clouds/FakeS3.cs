using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using System.Xml.Linq;

namespace Holdfast.TestKit.Clouds;

/// <summary>
/// A server that speaks S3, inside the process, in the place of the network. It is strict where a mistake would cost data: bodies
/// are compared with the hash that was signed and with the checksum sent, conditions hold at every call, parts have a least size, a
/// listing is in the order of bytes. It is simpler than a real one in that signatures are not computed again, there is one bucket,
/// and no versions, rights or lifecycle. What it promises beyond that, the same tests ask of real servers.
/// </summary>
public sealed class FakeS3(TimeProvider time) : HttpMessageHandler
{
    private const int LeastPart = 5 << 20;
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, StoredObject> _objects = new(Utf8Order.Instance);
    private readonly Dictionary<string, StoredUpload> _uploads = new(StringComparer.Ordinal);
    private int _lastUpload;

    /// <summary>Parts other than the last have at least so many bytes.</summary>
    public int SmallestPart { get; init; } = LeastPart;

    /// <summary>Whether it tells the ETag of an object that was made of parts: Ceph 16 leaves it empty.</summary>
    public bool TellsETagOfParts { get; set; } = true;

    /// <summary>Whether it knows tags.</summary>
    public bool KeepsTags { get; init; } = true;

    /// <summary>Requests answered.</summary>
    public int Requests { get; private set; }

    /// <summary>What is stored, by key.</summary>
    public IReadOnlyDictionary<string, byte[]> Contents
    {
        get { lock (_gate) return _objects.ToDictionary(pair => pair.Key, pair => pair.Value.Content, StringComparer.Ordinal); }
    }

    /// <summary>What stands for the content of each object.</summary>
    public IReadOnlyDictionary<string, string> ETags
    {
        get { lock (_gate) return _objects.ToDictionary(pair => pair.Key, pair => pair.Value.ETag, StringComparer.Ordinal); }
    }

    /// <summary>Puts an object there, as another program would.</summary>
    public void Plant(string key, byte[] content)
    {
        lock (_gate) _objects[key] = new StoredObject(content, Md5(content), new Dictionary<string, string>(), time.GetUtcNow());
    }

    /// <summary>Turns a bit of an object's content over, as rot does: nothing else tells of it.</summary>
    public void Rot(string key, int at)
    {
        lock (_gate)
        {
            var content = _objects[key].Content.ToArray();
            content[at] ^= 1;
            _objects[key] = _objects[key] with { Content = content };
        }
    }

    /// <summary>Puts something else in the place of an object's content, and says nothing of it but in the ETag.</summary>
    public void Spoil(string key)
    {
        lock (_gate)
        {
            var content = (byte[])_objects[key].Content.Clone();
            content[0] ^= 1;
            _objects[key] = _objects[key] with { Content = content, ETag = Md5(content) };
        }
    }

    /// <summary>Uploads that were begun and not ended.</summary>
    public int Uploads
    {
        get { lock (_gate) return _uploads.Count; }
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        lock (_gate)
        {
            Requests++;
            var call = new FakeCall(request, body);
            return Body(call) ?? (call.Key.Length == 0 ? OfBucket(call) : call.UploadId is { } upload ? OfUpload(call, upload) : OfObject(call));
        }
    }

    private static HttpResponseMessage? Body(FakeCall call)
    {
        var signed = call.Header("x-amz-content-sha256");
        if (signed is { Length: 64 } && signed != Convert.ToHexStringLower(SHA256.HashData(call.Body))) return Fault(HttpStatusCode.BadRequest, "XAmzContentSHA256Mismatch");
        return call.Header("x-amz-checksum-sha256") is { } sum && sum != Convert.ToBase64String(SHA256.HashData(call.Body)) ? Fault(HttpStatusCode.BadRequest, "BadDigest") : null;
    }

    private HttpResponseMessage OfBucket(FakeCall call)
    {
        if (call.Method == HttpMethod.Put) return Fine();
        if (call.Has("uploads")) return Xml("ListMultipartUploadsResult", _uploads.Where(pair => pair.Value.Key.StartsWith(call.Query("prefix") ?? "", StringComparison.Ordinal)).OrderBy(pair => pair.Value.Key, Utf8Order.Instance)
            .Select(pair => new XElement("Upload", new XElement("Key", Escaped(pair.Value.Key)), new XElement("UploadId", pair.Key), new XElement("Initiated", Stamp(pair.Value.Begun)))).Prepend(new XElement("IsTruncated", "false")).Prepend(new XElement("EncodingType", "url")));
        if (call.Has("object-lock")) return Fault(HttpStatusCode.NotFound, "ObjectLockConfigurationNotFoundError");
        if (call.Has("versioning")) return Xml("VersioningConfiguration", []);
        if (call.Method == HttpMethod.Post && call.Has("delete"))
        {
            foreach (var key in XDocument.Parse(Encoding.UTF8.GetString(call.Body)).Descendants().Where(node => node.Name.LocalName == "Key")) _objects.Remove(key.Value);
            return Xml("DeleteResult", []);
        }
        return List(call);
    }

    private HttpResponseMessage List(FakeCall call)
    {
        var (prefix, after, most) = (call.Query("prefix") ?? "", call.Query("start-after") ?? call.Query("marker") ?? "", int.Parse(call.Query("max-keys") ?? "1000", CultureInfo.InvariantCulture));
        var found = _objects.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal) && Utf8Order.Instance.Compare(pair.Key, after) > 0).Take(most + 1).ToArray();
        var more = found.Length > most;
        var isEscaped = call.Query("encoding-type") == "url";
        return Xml("ListBucketResult", found.Take(most).Select(pair => new XElement("Contents", new XElement("Key", isEscaped ? Escaped(pair.Key) : pair.Key), new XElement("Size", pair.Value.Content.Length),
            new XElement("ETag", $"\"{pair.Value.ETag}\""), new XElement("LastModified", Stamp(pair.Value.Modified)))).Concat(isEscaped ? [new XElement("EncodingType", "url")] : []).Prepend(new XElement("IsTruncated", more ? "true" : "false")));
    }

    private HttpResponseMessage OfObject(FakeCall call)
    {
        var there = _objects.GetValueOrDefault(call.Key);
        if (call.Has("tagging")) return OfTags(call, there);
        if (call.Method == HttpMethod.Post && call.Has("uploads"))
        {
            var id = $"upload-{++_lastUpload}";
            _uploads[id] = new StoredUpload(call.Key, call.Words(), time.GetUtcNow());
            return Xml("InitiateMultipartUploadResult", [new XElement("Key", call.Key), new XElement("UploadId", id)]);
        }
        if (call.Method == HttpMethod.Put) return Put(call, there);
        if (call.Method == HttpMethod.Delete)
        {
            if (there is not null && call.Header("If-Match") is { } expected && !Is(expected, there)) return Fault(HttpStatusCode.PreconditionFailed, "PreconditionFailed");
            _objects.Remove(call.Key);
            return new HttpResponseMessage(HttpStatusCode.NoContent);
        }
        if (there is null) return Fault(HttpStatusCode.NotFound, call.Method == HttpMethod.Head ? null : "NoSuchKey");
        return call.Header("If-Match") is { } match && !Is(match, there) ? Fault(HttpStatusCode.PreconditionFailed, "PreconditionFailed") : Get(call, there);
    }

    private HttpResponseMessage OfTags(FakeCall call, StoredObject? there)
    {
        if (!KeepsTags) return Fault(HttpStatusCode.NotImplemented, "NotImplemented");
        if (there is null) return Fault(HttpStatusCode.NotFound, "NoSuchKey");
        if (call.Method == HttpMethod.Get) return Xml("Tagging", [new XElement("TagSet", there.Tags.Select(tag => new XElement("Tag", new XElement("Key", tag.Key), new XElement("Value", tag.Value))))]);
        var tags = XDocument.Parse(Encoding.UTF8.GetString(call.Body)).Descendants().Where(node => node.Name.LocalName == "Tag").Select(tag => tag.Elements().ToDictionary(node => node.Name.LocalName, node => node.Value));
        _objects[call.Key] = there with { Tags = tags.ToDictionary(tag => tag["Key"], tag => tag["Value"], StringComparer.Ordinal) };
        return Fine();
    }

    private static HttpResponseMessage Get(FakeCall call, StoredObject there)
    {
        var from = call.Header("Range") is { } range ? int.Parse(range["bytes=".Length..].Split('-')[0], CultureInfo.InvariantCulture) : 0;
        var response = new HttpResponseMessage(from > 0 ? HttpStatusCode.PartialContent : HttpStatusCode.OK)
        {
            Content = call.Method == HttpMethod.Head ? new EmptyContent(there.Content.Length) : new ByteArrayContent(there.Content, from, there.Content.Length - from),
        };
        response.Content.Headers.TryAddWithoutValidation("Last-Modified", there.Modified.ToString("R", CultureInfo.InvariantCulture));
        response.Headers.TryAddWithoutValidation("ETag", $"\"{there.ETag}\"");
        if (there.Tags.Count > 0) response.Headers.TryAddWithoutValidation("x-amz-tagging-count", there.Tags.Count.ToString(CultureInfo.InvariantCulture));
        foreach (var (word, value) in there.Words) response.Headers.TryAddWithoutValidation($"x-amz-meta-{word}", value);
        return response;
    }

    private HttpResponseMessage Put(FakeCall call, StoredObject? there)
    {
        if (Refuses(call, there) is { } refusal) return refusal;
        if (call.Source is not { } source)
        {
            _objects[call.Key] = new StoredObject(call.Body, Md5(call.Body), call.Words(), time.GetUtcNow());
            return Tagged(Fine(), _objects[call.Key].ETag);
        }
        if (_objects.GetValueOrDefault(source) is not { } original) return Fault(HttpStatusCode.NotFound, "NoSuchKey");
        if (call.Header("x-amz-copy-source-if-match") is { } expected && !Is(expected, original)) return Fault(HttpStatusCode.PreconditionFailed, "PreconditionFailed");
        _objects[call.Key] = new StoredObject(original.Content, Md5(original.Content), call.Header("x-amz-metadata-directive") == "REPLACE" ? call.Words() : original.Words, time.GetUtcNow()) { Tags = original.Tags };
        return Xml("CopyObjectResult", [new XElement("ETag", $"\"{_objects[call.Key].ETag}\"")]);
    }

    private HttpResponseMessage OfUpload(FakeCall call, string id)
    {
        if (!_uploads.TryGetValue(id, out var upload) || upload.Key != call.Key) return Fault(HttpStatusCode.NotFound, "NoSuchUpload");
        if (call.Method == HttpMethod.Delete)
        {
            _uploads.Remove(id);
            return new HttpResponseMessage(HttpStatusCode.NoContent);
        }
        if (call.Method == HttpMethod.Get) return Xml("ListPartsResult", upload.Parts.Select(part => new XElement("Part", new XElement("PartNumber", part.Key), new XElement("ETag", $"\"{Md5(part.Value)}\""), new XElement("Size", part.Value.Length))).Prepend(new XElement("IsTruncated", "false")));
        if (call.Method == HttpMethod.Post) return Complete(call, id, upload);
        var content = call.Body;
        if (call.Source is { } source)
        {
            var bounds = call.Header("x-amz-copy-source-range")!["bytes=".Length..].Split('-');
            content = _objects[source].Content[int.Parse(bounds[0], CultureInfo.InvariantCulture)..(int.Parse(bounds[1], CultureInfo.InvariantCulture) + 1)];
        }
        upload.Parts[int.Parse(call.Query("partNumber")!, CultureInfo.InvariantCulture)] = content;
        return call.Source is null ? Tagged(Fine(), Md5(content)) : Xml("CopyPartResult", [new XElement("ETag", $"\"{Md5(content)}\"")]);
    }

    private HttpResponseMessage Complete(FakeCall call, string id, StoredUpload upload)
    {
        if (Refuses(call, _objects.GetValueOrDefault(call.Key)) is { } refusal) return refusal;
        var named = XDocument.Parse(Encoding.UTF8.GetString(call.Body)).Descendants().Where(node => node.Name.LocalName == "Part")
            .Select(part => (Number: int.Parse(part.Elements().First(node => node.Name.LocalName == "PartNumber").Value, CultureInfo.InvariantCulture), ETag: part.Elements().First(node => node.Name.LocalName == "ETag").Value.Trim('"'))).ToArray();
        if (Array.Exists(named, part => !upload.Parts.TryGetValue(part.Number, out var content) || Md5(content) != part.ETag)) return Fault(HttpStatusCode.BadRequest, "InvalidPart");
        if (named[..^1].Any(part => upload.Parts[part.Number].Length < SmallestPart)) return Fault(HttpStatusCode.BadRequest, "EntityTooSmall");
        var whole = named.SelectMany(part => upload.Parts[part.Number]).ToArray();
        var etag = $"{Md5([.. named.SelectMany(part => Convert.FromHexString(part.ETag))])}-{named.Length}";
        _objects[call.Key] = new StoredObject(whole, etag, upload.Words, time.GetUtcNow());
        _uploads.Remove(id);
        return Xml("CompleteMultipartUploadResult", [new XElement("ETag", TellsETagOfParts ? $"\"{etag}\"" : "")]);
    }

    private static HttpResponseMessage? Refuses(FakeCall call, StoredObject? there) =>
        (call.Header("If-None-Match") == "*" && there is not null) || (call.Header("If-Match") is { } expected && (there is null || !Is(expected, there)))
            ? Fault(there is null ? HttpStatusCode.NotFound : HttpStatusCode.PreconditionFailed, there is null ? "NoSuchKey" : "PreconditionFailed") : null;

    /// <summary>An answer that tells of a fault.</summary>
    public static HttpResponseMessage Fault(HttpStatusCode status, string? code) => new(status)
    {
        Content = code is null ? new ByteArrayContent([]) : new StringContent($"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>scripted</Message></Error>", Encoding.UTF8, "application/xml"),
    };

    private static HttpResponseMessage Fine() => new(HttpStatusCode.OK) { Content = new ByteArrayContent([]) };

    private static HttpResponseMessage Tagged(HttpResponseMessage response, string etag)
    {
        response.Headers.TryAddWithoutValidation("ETag", $"\"{etag}\"");
        return response;
    }

    private static HttpResponseMessage Xml(string root, IEnumerable<XElement> parts) =>
        new(HttpStatusCode.OK) { Content = new StringContent(new XElement(root, parts).ToString(), Encoding.UTF8, "application/xml") };

    private static bool Is(string expected, StoredObject there) => expected.Trim('"') == there.ETag;

    private static string Escaped(string key) => HttpUtility.UrlEncode(key);

    private static string Stamp(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

#pragma warning disable CA5351 // What S3 calls an ETag.
    private static string Md5(byte[] content) => Convert.ToHexStringLower(MD5.HashData(content));
#pragma warning restore CA5351

    private sealed record StoredObject(byte[] Content, string ETag, IReadOnlyDictionary<string, string> Words, DateTimeOffset Modified)
    {
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    private sealed record StoredUpload(string Key, IReadOnlyDictionary<string, string> Words, DateTimeOffset Begun)
    {
        public SortedDictionary<int, byte[]> Parts { get; } = [];
    }
}
