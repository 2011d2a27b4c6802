using System.Net;

namespace Holdfast.TestKit.Clouds.Drive;

/// <summary>
/// A network and a Drive that misbehave in one way, by chance from a seed. What it does to a request happens before the server sees it,
/// after the server has done its work, or to the answer.
/// </summary>
public sealed class DriveFaults(HttpMessageHandler inner, string kind, Random random, double share) : DelegatingHandler(inner)
{
    private readonly Lock _gate = new();
    private int _outage;

    /// <summary>Ways to misbehave.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        "user-rate-limit", "rate-limit", "too-many-requests", "retry-after", "internal-error", "bad-gateway", "unavailable", "gateway-timeout", "request-timeout", "backend-error-after",
        "reset-before", "reset-after", "timeout-before", "timeout-after", "outage", "token-expired", "denied",
        "answer-cut-at-0", "answer-cut-at-1", "answer-cut-in-half", "answer-cut-at-last", "answer-ends-early", "answer-damaged", "answer-empty", "redirected", "page-lost", "upload-forgotten", "not-json",
    ];

    /// <summary>Kinds after which the server says that it wants fewer requests: those tries cost no budget, they cost a pause.</summary>
    public static bool IsThrottle(string kind) => kind is "user-rate-limit" or "rate-limit" or "too-many-requests" or "retry-after";

    /// <summary>Whether it misbehaves at all.</summary>
    public bool IsOn { get; set; } = true;

    /// <summary>Hosts that were asked.</summary>
    public HashSet<string> Hosts { get; } = [];

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        lock (_gate) Hosts.Add(request.RequestUri!.Host);
        if (!Strikes(request)) return await base.SendAsync(request, cancellationToken);
        if (Before() is { } refused) return refused;
        var response = await base.SendAsync(request, cancellationToken);
        return kind switch
        {
            "reset-after" => throw new HttpRequestException("scripted: reset by peer", new IOException("reset")),
            "timeout-after" => throw new TimeoutException("scripted: no answer in time"),
            "backend-error-after" => DriveFault.Of(HttpStatusCode.InternalServerError, "backendError", "Backend Error"),
            "not-json" => Swapped(response, "<html>a captive portal</html>"u8.ToArray()),
            "answer-empty" => Swapped(response, []),
            _ => await CutAsync(response, cancellationToken),
        };
    }

    private bool Strikes(HttpRequestMessage request)
    {
        if (!IsOn) return false;
        lock (_gate)
        {
            if (_outage > 0)
            {
                _outage--;
                return true;
            }
            if (!Fits(request) || random.NextDouble() >= share) return false;
            if (kind == "outage") _outage = random.Next(3, 12);
            return true;
        }
    }

    // A fault strikes where it can happen at all.
    private bool Fits(HttpRequestMessage request)
    {
        var (path, query) = (request.RequestUri!.AbsolutePath, request.RequestUri.Query);
        var isToken = path == "/token";
        return kind switch
        {
            "page-lost" => query.Contains("pageToken", StringComparison.Ordinal) || path.EndsWith("/changes", StringComparison.Ordinal),
            "upload-forgotten" => query.Contains("upload_id", StringComparison.Ordinal),
            "answer-damaged" => query.Contains("alt=media", StringComparison.Ordinal),
            "answer-cut-at-0" or "answer-empty" or "not-json" => request.Method == HttpMethod.Get && !query.Contains("alt=media", StringComparison.Ordinal) && !path.Contains("/export", StringComparison.Ordinal),
            "token-expired" or "denied" => !isToken,
            _ => true,
        };
    }

    private HttpResponseMessage? Before() => kind switch
    {
        "user-rate-limit" => DriveFault.Of(HttpStatusCode.Forbidden, "userRateLimitExceeded", "User Rate Limit Exceeded"),
        "rate-limit" => DriveFault.Of(HttpStatusCode.Forbidden, "rateLimitExceeded", "Rate Limit Exceeded"),
        "too-many-requests" => DriveFault.Of(HttpStatusCode.TooManyRequests, "rateLimitExceeded", "Too Many Requests"),
        "retry-after" => Asking(DriveFault.Of(HttpStatusCode.TooManyRequests, "rateLimitExceeded", "Too Many Requests")),
        "internal-error" or "page-lost" => DriveFault.Of(HttpStatusCode.InternalServerError, "internalError", "Internal Error"),
        "bad-gateway" => new HttpResponseMessage(HttpStatusCode.BadGateway) { Content = new StringContent("<html>no</html>") },
        "unavailable" => DriveFault.Of(HttpStatusCode.ServiceUnavailable, "backendError", "Service Unavailable"),
        "gateway-timeout" => DriveFault.Of(HttpStatusCode.GatewayTimeout, "backendError", "Gateway Timeout"),
        "request-timeout" => DriveFault.Of(HttpStatusCode.RequestTimeout, "timeout", "Request Timeout"),
        "reset-before" or "outage" => throw new HttpRequestException($"scripted: {kind}", new IOException("reset")),
        "timeout-before" => throw new TimeoutException("scripted: no answer in time"),
        "token-expired" => DriveFault.Of(HttpStatusCode.Unauthorized, "authError", "Invalid Credentials"),
        "denied" => DriveFault.Of(HttpStatusCode.Forbidden, "insufficientFilePermissions", "The user does not have sufficient permissions for this file."),
        "upload-forgotten" => DriveFault.Of(HttpStatusCode.NotFound, "notFound", "Upload session not found."),
        "redirected" => Elsewhere(),
        _ => null,
    };

    private async Task<HttpResponseMessage> CutAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellation);
        if (body.Length == 0) return response;
        if (kind == "answer-damaged")
        {
            body[random.Next(body.Length)] ^= 1;
            return Swapped(response, body);
        }
        var end = kind switch { "answer-cut-at-0" => 0, "answer-cut-at-1" => 1, "answer-cut-in-half" => body.Length / 2, _ => body.Length - 1 };
        var cut = new StreamContent(new CutStream(body[..end], isSilent: kind == "answer-ends-early"));
        foreach (var header in response.Content.Headers) cut.Headers.TryAddWithoutValidation(header.Key, header.Value);
        cut.Headers.ContentLength = body.Length;
        response.Content = cut;
        return response;
    }

    private static HttpResponseMessage Swapped(HttpResponseMessage response, byte[] body)
    {
        var content = new ByteArrayContent(body);
        foreach (var header in response.Content.Headers.Where(header => header.Key != "Content-Length")) content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        response.Content = content;
        return response;
    }

    private static HttpResponseMessage Asking(HttpResponseMessage response)
    {
        response.Headers.TryAddWithoutValidation("Retry-After", "0");
        return response;
    }

    private static HttpResponseMessage Elsewhere()
    {
        var response = new HttpResponseMessage(HttpStatusCode.TemporaryRedirect) { Content = new ByteArrayContent([]) };
        response.Headers.Location = new Uri("http://192.0.2.1/elsewhere");
        return response;
    }
}
