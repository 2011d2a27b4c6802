using System.Net;
using System.Text;

namespace Holdfast.TestKit.Clouds;

/// <summary>An rclone, and a way to it, that misbehave in one way, by chance from a seed.</summary>
/// <param name="rclone">The program that works.</param>
/// <param name="isBucket">Whether its remote is one of objects, of which none is ever half there.</param>
/// <param name="kind">The way.</param>
/// <param name="random">Chance.</param>
/// <param name="share">How many of the requests it strikes, 0 to 1.</param>
public sealed class RcloneFaults(FakeRclone rclone, bool isBucket, string kind, Random random, double share) : HttpFaults(rclone, kind, random, share)
{
    private int _gone;

    /// <summary>Ways to misbehave.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        .. CommonKinds,
        "gone", "job-failed", "job-failed-after", "job-passing", "job-passing-after", "throttled", "full", "denied", "unknown-user", "error-not-json", "error-without-words",
        "answer-empty", "answer-null", "answer-other", "answer-html", "move-half", "range-ignored",
        "fetch-never", "fetch-nothing", "fetch-short", "fetch-torn", "fetch-damaged", "fetch-cut", "fetch-twice",
    ];

    /// <summary>Kinds after which the remote says that it wants fewer requests: those tries cost no budget, they cost a pause.</summary>
    public static bool IsThrottle(string kind) => kind == "throttled";

    /// <summary>Whether the program is away now: it ended, and is not started again at once.</summary>
    public bool IsGone()
    {
        if (!IsOn || _gone == 0) return false;
        _gone--;
        return true;
    }

    /// <inheritdoc/>
    protected override bool Fits(HttpRequestMessage request) => Kind switch
    {
        "answer-damaged" or "range-ignored" => request.Method == HttpMethod.Get,
        "answer-empty" or "answer-null" or "answer-other" => FakeRclone.CommandOf(request) is "operations/list" or "operations/stat",
        "move-half" => FakeRclone.CommandOf(request) == "operations/movefile",
        "fetch-short" or "fetch-torn" or "fetch-damaged" => !isBucket && FakeRclone.CommandOf(request) == "operations/copyurl",
        _ => !Kind.StartsWith("fetch-", StringComparison.Ordinal) || FakeRclone.CommandOf(request) == "operations/copyurl",
    };

    /// <inheritdoc/>
    protected override HttpResponseMessage? Before(HttpRequestMessage request)
    {
        if (Kind == "gone")
        {
            _gone = Chance.Next(1, 6);
            throw new HttpRequestException("scripted: connection refused", new IOException("refused"));
        }
        if (Kind == "range-ignored" && request.Headers.Range is not null)
        {
            request.Headers.Range = null;
            return null;
        }
        return Kind switch
        {
            "job-failed" => FakeRclone.Fault(500, "something went wrong"),
            "job-passing" => FakeRclone.Fault(500, "read tcp 192.0.2.1:443: connection reset by peer"),
            "throttled" => FakeRclone.Fault(500, "googleapi: Error 403: Rate Limit Exceeded"),
            "full" => FakeRclone.Fault(500, "write: no space left on device"),
            "denied" => FakeRclone.Fault(500, "open: permission denied"),
            "unknown-user" => Plain(HttpStatusCode.Unauthorized, "Unauthorized"),
            "error-not-json" => Plain(HttpStatusCode.InternalServerError, "oops"),
            "error-without-words" => Plain(HttpStatusCode.InternalServerError, "{\"status\":500}"),
            "answer-empty" => Plain(HttpStatusCode.OK, "{}"),
            "answer-null" => Plain(HttpStatusCode.OK, "null"),
            "answer-other" => Plain(HttpStatusCode.OK, "{\"list\":7,\"item\":[{}]}"),
            "answer-html" => Plain(HttpStatusCode.OK, "<html>Welcome</html>"),
            "fetch-never" => FakeRclone.Fault(500, "failed to open source"),
            _ => Kind.StartsWith("fetch-", StringComparison.Ordinal) ? Fetch(request) : base.Before(request),
        };
    }

    /// <inheritdoc/>
    protected override HttpResponseMessage? After(HttpRequestMessage request, HttpResponseMessage response) => Kind switch
    {
        "job-failed-after" => FakeRclone.Fault(500, "something went wrong"),
        "job-passing-after" => FakeRclone.Fault(500, "context deadline exceeded (i/o timeout)"),
        "move-half" => FakeRclone.Fault(500, "couldn't delete the source"),
        "range-ignored" when request.Headers.Range is null && response.StatusCode == HttpStatusCode.OK && Chance.Next(2) == 0 => null,
        "range-ignored" => response,
        _ => base.After(request, response),
    };

    private FakeRclone Rclone => (FakeRclone)InnerHandler!;

    private static HttpResponseMessage Plain(HttpStatusCode status, string words) => new(status) { Content = new StringContent(words, Encoding.UTF8, "application/json") };

    private HttpResponseMessage? Fetch(HttpRequestMessage request)
    {
        switch (Kind)
        {
            case "fetch-short" or "fetch-torn":
                Rclone.WriteAsync(request, content => content[..(content.Length / 2)]).GetAwaiter().GetResult();
                return Kind == "fetch-short" ? Plain(HttpStatusCode.OK, "{}") : FakeRclone.Fault(500, "unexpected EOF");
            case "fetch-damaged":
                Rclone.WriteAsync(request, content => [.. content[..^1], (byte)(content[^1] ^ 1)]).GetAwaiter().GetResult();
                return Plain(HttpStatusCode.OK, "{}");
            case "fetch-cut":
                Rclone.FetchAsync(request).GetAwaiter().GetResult();
                throw new HttpRequestException("scripted: it ended", new IOException("reset"));
            case "fetch-twice":
                Rclone.FetchAsync(request).GetAwaiter().GetResult();
                return null;
            default:
                Rclone.FetchAsync(request).GetAwaiter().GetResult();
                return Plain(HttpStatusCode.OK, "{}");
        }
    }
}
