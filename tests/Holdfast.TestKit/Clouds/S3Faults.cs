using System.Net;
using System.Security.Cryptography;

namespace Holdfast.TestKit.Clouds;

/// <summary>A network and an S3 server that misbehave in one way, by chance from a seed.</summary>
public sealed class S3Faults(HttpMessageHandler inner, string kind, Random random, double share) : HttpFaults(inner, kind, random, share)
{
    private readonly Dictionary<string, byte[]> _oldListings = new(StringComparer.Ordinal);

    /// <summary>Ways to misbehave.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        .. CommonKinds,
        "slow-down", "too-many-requests", "retry-after", "internal-error", "unavailable", "gateway-timeout", "request-timeout", "conflict",
        "reset-in-headers", "reset-in-body", "internal-error-after", "part-dropped", "listing-stale", "denied", "redirected", "error-in-success",
    ];

    /// <summary>Kinds after which the server says that it wants fewer requests: those tries cost no budget, they cost a pause.</summary>
    public static bool IsThrottle(string kind) => kind is "slow-down" or "too-many-requests" or "retry-after";

    /// <inheritdoc/>
    protected override bool Fits(HttpRequestMessage request)
    {
        var query = request.RequestUri!.Query;
        return Kind switch
        {
            "part-dropped" => request.Method == HttpMethod.Put && query.Contains("partNumber", StringComparison.Ordinal),
            "listing-stale" => query.Contains("list-type", StringComparison.Ordinal),
            "error-in-success" => (request.Method == HttpMethod.Post && query.Contains("uploadId", StringComparison.Ordinal)) || request.Headers.Contains("x-amz-copy-source"),
            "answer-damaged" => request.Method == HttpMethod.Get && query.Length == 0,
            _ => true,
        };
    }

    /// <inheritdoc/>
    protected override HttpResponseMessage? Before(HttpRequestMessage request) => Kind switch
    {
        "slow-down" => FakeS3.Fault(HttpStatusCode.ServiceUnavailable, "SlowDown"),
        "too-many-requests" => FakeS3.Fault(HttpStatusCode.TooManyRequests, null),
        "retry-after" => Asking(FakeS3.Fault(HttpStatusCode.ServiceUnavailable, "ServiceUnavailable")),
        "internal-error" => FakeS3.Fault(HttpStatusCode.InternalServerError, "InternalError"),
        "unavailable" => FakeS3.Fault(HttpStatusCode.ServiceUnavailable, null),
        "gateway-timeout" => FakeS3.Fault(HttpStatusCode.GatewayTimeout, null),
        "request-timeout" => FakeS3.Fault(HttpStatusCode.BadRequest, "RequestTimeout"),
        "conflict" => FakeS3.Fault(HttpStatusCode.Conflict, "OperationAborted"),
        "reset-in-body" => Reset(request),
        "denied" => FakeS3.Fault(HttpStatusCode.Forbidden, "AccessDenied"),
        "redirected" => Elsewhere(FakeS3.Fault(HttpStatusCode.TemporaryRedirect, "TemporaryRedirect"), request.RequestUri!.PathAndQuery),
        "part-dropped" => Dropped(request),
        _ => base.Before(request),
    };

    /// <inheritdoc/>
    protected override HttpResponseMessage? After(HttpRequestMessage request, HttpResponseMessage response) => Kind switch
    {
        "reset-in-headers" => CutHead.HearAsync(response).GetAwaiter().GetResult(),
        "internal-error-after" => FakeS3.Fault(HttpStatusCode.InternalServerError, "InternalError"),
        "error-in-success" => Swapped(response, "<?xml version=\"1.0\"?><Error><Code>InternalError</Code><Message>scripted</Message></Error>"u8.ToArray()),
        "listing-stale" => Stale(request, response),
        _ => base.After(request, response),
    };

    /// <inheritdoc/>
    protected override HttpResponseMessage Untouched(HttpRequestMessage request, HttpResponseMessage response)
    {
        if (!IsOn || Kind != "listing-stale" || !Fits(request)) return response;
        var body = response.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult();
        lock (Gate) _oldListings.TryAdd(request.RequestUri!.Query, body);
        return Swapped(response, body);
    }

    /// <inheritdoc/>
    protected override bool IsGuarded(HttpResponseMessage response) => response.Headers.Contains("x-amz-meta-sha256");

    // The first answer to this very question, as if nothing had happened since.
    private HttpResponseMessage Stale(HttpRequestMessage request, HttpResponseMessage response)
    {
        lock (Gate) return _oldListings.GetValueOrDefault(request.RequestUri!.Query) is { } old ? Swapped(response, old) : response;
    }

    // Half of the body has gone out: whoever sends it again has to begin anew.
    private static HttpResponseMessage Reset(HttpRequestMessage request)
    {
        var body = request.Content?.ReadAsStream();
        if (body is not null) body.ReadExactly(new byte[(request.Content!.Headers.ContentLength ?? 0) / 2]);
        throw new HttpRequestException("scripted: reset-in-body", new IOException("reset"));
    }

    // Acknowledged with the right ETag, and gone.
    private static HttpResponseMessage Dropped(HttpRequestMessage request)
    {
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([]) };
#pragma warning disable CA5351 // What S3 calls an ETag.
        var etag = Convert.ToHexStringLower(MD5.HashData(request.Content!.ReadAsByteArrayAsync().GetAwaiter().GetResult()));
#pragma warning restore CA5351
        response.Headers.TryAddWithoutValidation("ETag", $"\"{etag}\"");
        return response;
    }
}
