using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>
/// Signs requests as version 4 of Amazon's signatures says, in a header:
/// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html.
/// </summary>
/// <param name="region">The region signatures are made for.</param>
internal sealed class S3Signature(string region)
{
    private const string Method = "AWS4-HMAC-SHA256";

    // Good for a day, and made by four hashes.
    private sealed record DayKey(string Secret, string Day, byte[] Key);

    private volatile DayKey? _last;

    /// <summary>What a request says of its time, in the header <c>x-amz-date</c>.</summary>
    public static string Stamp(DateTimeOffset now) => now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A text as addresses carry it: all but letters, digits and <c>-_.~</c> as bytes in hexadecimal.</summary>
    public static string Escaped(string text) => Uri.EscapeDataString(text);

    /// <summary>The header <c>Authorization</c>.</summary>
    /// <param name="method">The request's method.</param>
    /// <param name="path">Its path as it goes over the line.</param>
    /// <param name="query">Its parameters as they go over the line, in order of their names.</param>
    /// <param name="headers">The headers that are signed, by name in lower case; the host, the time and the body's hash among them.</param>
    /// <param name="keys">Who signs.</param>
    public string Sign(string method, string path, string query, SortedDictionary<string, string> headers, S3Keys keys)
    {
        var stamp = headers["x-amz-date"];
        var day = stamp[..8];
        var names = string.Join(';', headers.Keys);
        var canonical = new StringBuilder(512).Append(method).Append('\n').Append(path).Append('\n').Append(query).Append('\n');
        foreach (var (name, value) in headers) canonical.Append(name).Append(':').Append(Folded(value)).Append('\n');
        canonical.Append('\n').Append(names).Append('\n').Append(headers["x-amz-content-sha256"]);
        var scope = $"{day}/{region}/s3/aws4_request";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())));
        var signature = Hashed(KeyOf(keys.SecretKey, day), $"{Method}\n{stamp}\n{scope}\n{hash}");
        return $"{Method} Credential={keys.AccessKey}/{scope},SignedHeaders={names},Signature={Convert.ToHexStringLower(signature)}";
    }

    private byte[] KeyOf(string secret, string day)
    {
        if (_last is { } last && last.Secret == secret && last.Day == day) return last.Key;
        var key = Hashed(Hashed(Hashed(Hashed(Encoding.UTF8.GetBytes("AWS4" + secret), day), region), "s3"), "aws4_request");
        _last = new DayKey(secret, day, key);
        return key;
    }

    private static byte[] Hashed(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    // Blanks at the ends do not count, nor does how many stand between words.
    private static string Folded(string value) => value.Contains("  ", StringComparison.Ordinal) ? string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries)) : value.Trim(' ');
}
