using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>A request as it is meant, before it is signed.</summary>
/// <param name="method">Its method.</param>
/// <param name="key">The object; empty for the bucket.</param>
internal sealed class S3Request(HttpMethod method, string key)
{
    private static readonly XNamespace Space = "http://s3.amazonaws.com/doc/2006-03-01/";
    private static readonly byte[] NothingsHash = SHA256.HashData([]);
    private readonly SortedDictionary<string, string> _query = new(StringComparer.Ordinal);

    /// <summary>Its method.</summary>
    public HttpMethod Method => method;

    /// <summary>The object; empty for the bucket.</summary>
    public string Key => key;

    /// <summary>Its headers, all of which are signed, by name in lower case.</summary>
    public SortedDictionary<string, string> Headers { get; } = new(StringComparer.Ordinal);

    /// <summary>Its body; null for none.</summary>
    public ArraySegment<byte>? Body { get; private set; }

    /// <summary>SHA-256 of the body.</summary>
    public byte[] BodyHash { get; private set; } = NothingsHash;

    /// <summary>Its parameters as they go over the line: escaped, in order of their names.</summary>
    public string Query => string.Join('&', _query.Select(pair => $"{S3Signature.Escaped(pair.Key)}={S3Signature.Escaped(pair.Value)}"));

    /// <summary>Adds a parameter.</summary>
    public S3Request Ask(string name, string value = "")
    {
        _query[name] = value;
        return this;
    }

    /// <summary>Adds a header, if there is anything to say.</summary>
    /// <param name="name">Its name in lower case.</param>
    /// <param name="value">What it says; null to leave it out.</param>
    public S3Request Say(string name, string? value)
    {
        if (value is not null) Headers[name] = value;
        return this;
    }

    /// <summary>Adds user metadata.</summary>
    public S3Request Describe(IReadOnlyDictionary<string, string> words)
    {
        foreach (var (word, value) in words) Headers[$"x-amz-meta-{word}"] = value;
        return this;
    }

    /// <summary>Gives it a body.</summary>
    /// <param name="body">The body; not changed until the answer is there.</param>
    /// <param name="sha256">Its hash, if that is known already.</param>
    public S3Request Carry(ArraySegment<byte> body, byte[]? sha256 = null)
    {
        (Body, BodyHash) = (body, sha256 ?? SHA256.HashData(body));
        return this;
    }

    /// <summary>Gives it a text as its body.</summary>
    public S3Request Carry(XElement text)
    {
        var body = Encoding.UTF8.GetBytes(text.ToString(SaveOptions.DisableFormatting));
#pragma warning disable CA5351 // Older servers want this hash of texts; that of the signature is the one that counts.
        Say("content-md5", Convert.ToBase64String(MD5.HashData(body)));
#pragma warning restore CA5351
        return Say("content-type", "application/xml").Carry(body, null);
    }

    /// <summary>An element of a text.</summary>
    public static XElement Element(string name, params object[] content) => new(Space + name, content);
}
