using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>What answers of the server say.</summary>
internal static class S3Answers
{
    private const string Meta = "x-amz-meta-";

    /// <summary>How texts are read. Servers repeat names as they are, with characters that XML does not know.</summary>
    public static XmlReaderSettings Settings { get; } = new() { CheckCharacters = false, IgnoreWhitespace = true, IgnoreComments = true };

    /// <summary>A text as its elements.</summary>
    /// <exception cref="XmlException">It is no such text, or cut off.</exception>
    public static XElement Read(string text)
    {
        // A server that needs long keeps the line open by blanks.
        using var reader = XmlReader.Create(new StringReader(text.TrimStart()), Settings);
        return XElement.Load(reader);
    }

    /// <summary>An object by the headers of an answer.</summary>
    /// <param name="key">The object.</param>
    /// <param name="response">The answer.</param>
    /// <param name="offset">Bytes before the answer's body.</param>
    public static ObjectHead Head(string key, HttpResponseMessage response, long offset = 0)
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in response.Headers.NonValidated)
        {
            if (name.StartsWith(Meta, StringComparison.OrdinalIgnoreCase)) words[name[Meta.Length..].ToLowerInvariant()] = values.ToString();
        }
        var content = response.Content.Headers;
        var size = offset + (content.ContentLength ?? throw new IOException("the answer tells no length"));
        return new ObjectHead(key, size, ETag(response), content.LastModified ?? DateTimeOffset.UnixEpoch, words) { HasMd5 = HasMd5(response), HasTags = Header(response, "x-amz-tagging-count") is { Length: > 0 } and not "0" };
    }

    /// <summary>The ETag an answer tells, without its quotes; empty for none.</summary>
    public static string ETag(HttpResponseMessage response) => ObjectMetadata.Bare(Header(response, "ETag") ?? "");

    /// <summary>What a header of an answer says; null when there is none.</summary>
    public static string? Header(HttpResponseMessage response, string name) => response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    /// <summary>A word of an answer; empty when it is not there.</summary>
    public static string Word(this XElement answer, string name) => answer.Child(name)?.Value ?? "";

    /// <summary>An element right below one; null when there is none. Servers differ in whether names are in a space.</summary>
    public static XElement? Child(this XElement answer, string name) => answer.Elements().FirstOrDefault(element => element.Name.LocalName == name);

    /// <summary>All elements of a name right below one.</summary>
    public static IEnumerable<XElement> All(this XElement answer, string name) => answer.Elements().Where(element => element.Name.LocalName == name);

    /// <summary>A number of an answer; 0 when it is not there.</summary>
    public static long Number(this XElement answer, string name) => answer.Word(name) is { Length: > 0 } text ? long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    /// <summary>A moment of an answer; 1970 when it is not there.</summary>
    public static DateTimeOffset Moment(this XElement answer, string name) => Moment(answer.Word(name));

    /// <summary>A moment as texts tell it; 1970 for nothing.</summary>
    public static DateTimeOffset Moment(string text) => text.Length == 0 ? DateTimeOffset.UnixEpoch : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    // Where the server encrypts with keys of others, or made the object of parts, its ETag is something else.
    private static bool HasMd5(HttpResponseMessage response) =>
        ETag(response) is { Length: 32 } etag && etag.All(char.IsAsciiHexDigit) && !(Header(response, "x-amz-server-side-encryption")?.StartsWith("aws:", StringComparison.Ordinal) ?? false)
        && Header(response, "x-amz-server-side-encryption-customer-algorithm") is null;
}
