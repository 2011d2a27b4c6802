using System.Net;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>An answer of the server that is an error.</summary>
internal sealed class S3RefusedException : Exception
{
    private const int LongestText = 16 << 10;

    private S3RefusedException(HttpStatusCode status, string code, string message, TimeSpan? retryAfter) : base(message) =>
        (StatusCode, ErrorCode, RetryAfter) = (status, code, retryAfter);

    /// <summary>The status of HTTP; 200 where the error came after the answer had begun.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>The server's word for it; empty where it gives none.</summary>
    public string ErrorCode { get; }

    /// <summary>How long it asks to be left alone; null for nothing said.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>An answer as an exception.</summary>
    public static async Task<S3RefusedException> OfAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var (code, message) = Read(await TextAsync(response, cancellation));
        return new S3RefusedException(response.StatusCode, code, message, Networking.RetryAfter.Read(S3Answers.Header(response, "Retry-After"), S3Answers.Header(response, "Date")));
    }

    /// <summary>The error an answer tells in its body although its status says that all is well; null when there is none.</summary>
    public static S3RefusedException? In(XElement answer, HttpStatusCode status) => answer.Name.LocalName == "Error" ? new S3RefusedException(status, answer.Word("Code"), answer.Word("Message"), null) : null;

    private static async Task<string> TextAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[LongestText];
        return Encoding.UTF8.GetString(buffer, 0, await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation));
    }

    // A gateway before the server answers in a language of its own: the status says enough then.
    private static (string Code, string Message) Read(string text)
    {
        if (!text.Contains("<Error", StringComparison.Ordinal)) return ("", "");
        try
        {
            var error = S3Answers.Read(text);
            return (error.Word("Code"), error.Word("Message"));
        }
        catch (XmlException) { return ("", ""); }
    }
}
