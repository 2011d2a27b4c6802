using System.Collections.Specialized;
using System.Net;
using System.Text;
using System.Web;

namespace Holdfast.TestKit.Clouds;

/// <summary>One request, taken apart.</summary>
internal sealed class FakeCall
{
    private readonly HttpRequestMessage _request;
    private readonly NameValueCollection _query;

    public FakeCall(HttpRequestMessage request, byte[] body)
    {
        (_request, Body) = (request, body);
        _query = HttpUtility.ParseQueryString(request.RequestUri!.Query);
        var path = request.RequestUri.AbsolutePath[1..];
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        Key = slash < 0 ? "" : Uri.UnescapeDataString(path[(slash + 1)..]);
    }

    public HttpMethod Method => _request.Method;

    public byte[] Body { get; }

    /// <summary>The key; empty for the bucket.</summary>
    public string Key { get; }

    public string? UploadId => _query["uploadId"];

    /// <summary>The key an object is copied from; null for none.</summary>
    public string? Source => Header("x-amz-copy-source") is { } source ? Uri.UnescapeDataString(source).TrimStart('/').Split('/', 2)[1] : null;

    public string? Query(string name) => _query[name];

    // A name without a value is filed under null.
    public bool Has(string name) => _query.AllKeys.Contains(name) || (_query.GetValues(null)?.Contains(name) ?? false);

    public string? Header(string name) =>
        _request.Headers.TryGetValues(name, out var values) || (_request.Content?.Headers.TryGetValues(name, out values) ?? false) ? string.Join(",", values) : null;

    /// <summary>User metadata.</summary>
    public Dictionary<string, string> Words() => _request.Headers.Where(header => header.Key.StartsWith("x-amz-meta-", StringComparison.OrdinalIgnoreCase))
        .ToDictionary(header => header.Key["x-amz-meta-".Length..].ToLowerInvariant(), header => header.Value.First(), StringComparer.Ordinal);
}

/// <summary>No content, of which only the length is told.</summary>
internal sealed class EmptyContent : HttpContent
{
    public EmptyContent(long length) => Headers.ContentLength = length;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => Task.CompletedTask;

    protected override bool TryComputeLength(out long length)
    {
        length = Headers.ContentLength ?? 0;
        return true;
    }
}

/// <summary>The order of keys: that of their bytes.</summary>
internal sealed class Utf8Order : IComparer<string>
{
    public static readonly Utf8Order Instance = new();

    public int Compare(string? x, string? y) => Encoding.UTF8.GetBytes(x ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y ?? ""));
}
