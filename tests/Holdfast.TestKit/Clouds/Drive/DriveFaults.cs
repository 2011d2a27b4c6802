using System.Net;

namespace Holdfast.TestKit.Clouds.Drive;

/// <summary>A network and a Drive that misbehave in one way, by chance from a seed.</summary>
public sealed class DriveFaults(HttpMessageHandler inner, string kind, Random random, double share) : HttpFaults(inner, kind, random, share)
{
    /// <summary>Ways to misbehave.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        .. CommonKinds,
        "user-rate-limit", "rate-limit", "too-many-requests", "retry-after", "internal-error", "unavailable", "gateway-timeout", "request-timeout", "backend-error-after",
        "token-expired", "denied", "answer-empty", "redirected", "page-lost", "upload-forgotten", "not-json",
    ];

    /// <summary>Kinds after which the server says that it wants fewer requests: those tries cost no budget, they cost a pause.</summary>
    public static bool IsThrottle(string kind) => kind is "user-rate-limit" or "rate-limit" or "too-many-requests" or "retry-after";

    /// <inheritdoc/>
    protected override bool Fits(HttpRequestMessage request)
    {
        var (path, query) = (request.RequestUri!.AbsolutePath, request.RequestUri.Query);
        return Kind switch
        {
            "page-lost" => query.Contains("pageToken", StringComparison.Ordinal) || path.EndsWith("/changes", StringComparison.Ordinal),
            "upload-forgotten" => query.Contains("upload_id", StringComparison.Ordinal),
            "answer-damaged" => query.Contains("alt=media", StringComparison.Ordinal),
            "answer-cut-at-0" or "answer-empty" or "not-json" => request.Method == HttpMethod.Get && !query.Contains("alt=media", StringComparison.Ordinal) && !path.Contains("/export", StringComparison.Ordinal),
            "token-expired" or "denied" => path != "/token",
            _ => true,
        };
    }

    /// <inheritdoc/>
    protected override HttpResponseMessage? Before(HttpRequestMessage request) => Kind switch
    {
        "user-rate-limit" => DriveFault.Of(HttpStatusCode.Forbidden, "userRateLimitExceeded", "User Rate Limit Exceeded"),
        "rate-limit" => DriveFault.Of(HttpStatusCode.Forbidden, "rateLimitExceeded", "Rate Limit Exceeded"),
        "too-many-requests" => DriveFault.Of(HttpStatusCode.TooManyRequests, "rateLimitExceeded", "Too Many Requests"),
        "retry-after" => Asking(DriveFault.Of(HttpStatusCode.TooManyRequests, "rateLimitExceeded", "Too Many Requests")),
        "internal-error" or "page-lost" => DriveFault.Of(HttpStatusCode.InternalServerError, "internalError", "Internal Error"),
        "unavailable" => DriveFault.Of(HttpStatusCode.ServiceUnavailable, "backendError", "Service Unavailable"),
        "gateway-timeout" => DriveFault.Of(HttpStatusCode.GatewayTimeout, "backendError", "Gateway Timeout"),
        "request-timeout" => DriveFault.Of(HttpStatusCode.RequestTimeout, "timeout", "Request Timeout"),
        "token-expired" => DriveFault.Of(HttpStatusCode.Unauthorized, "authError", "Invalid Credentials"),
        "denied" => DriveFault.Of(HttpStatusCode.Forbidden, "insufficientFilePermissions", "The user does not have sufficient permissions for this file."),
        "upload-forgotten" => DriveFault.Of(HttpStatusCode.NotFound, "notFound", "Upload session not found."),
        "redirected" => Elsewhere(new HttpResponseMessage(HttpStatusCode.TemporaryRedirect) { Content = new ByteArrayContent([]) }, "/elsewhere"),
        _ => base.Before(request),
    };

    /// <inheritdoc/>
    protected override HttpResponseMessage? After(HttpRequestMessage request, HttpResponseMessage response) => Kind switch
    {
        "backend-error-after" => DriveFault.Of(HttpStatusCode.InternalServerError, "backendError", "Backend Error"),
        "not-json" => Swapped(response, "<html>a captive portal</html>"u8.ToArray()),
        "answer-empty" => Swapped(response, []),
        _ => base.After(request, response),
    };
}
