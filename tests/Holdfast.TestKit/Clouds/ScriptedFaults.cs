using System.Net;

namespace Holdfast.TestKit.Clouds;

/// <summary>
/// A network and a server that misbehave in one way, by chance from a seed. What it does to a request happens before the server sees
/// it, after the server has done its work, or to the answer.
/// </summary>
public sealed class ScriptedFaults(HttpMessageHandler inner, string kind, Random random, double share) : DelegatingHandler(inner)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, byte[]> _oldListings = new(StringComparer.Ordinal);
    private int _outage;

    /// <summary>Ways to misbehave.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        "slow-down", "too-many-requests", "retry-after", "internal-error", "bad-gateway", "unavailable", "gateway-timeout", "request-timeout", "conflict",
        "reset-before", "reset-in-headers", "reset-in-body", "reset-after", "timeout-before", "timeout-after", "internal-error-after", "outage",
        "answer-cut-at-0", "answer-cut-at-1", "answer-cut-in-half", "answer-cut-at-last", "answer-ends-early", "answer-damaged",
        "part-dropped", "listing-stale", "denied", "redirected", "error-in-success",
    ];

    /// <summary>Whether it misbehaves at all.</summary>
    public bool IsOn { get; set; } = true;

    /// <summary>Times it did.</summary>
    public int Count { get; private set; }

    /// <summary>Hosts that were asked.</summary>
    public HashSet<string> Hosts { get; } = [];

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        lock (_gate) Hosts.Add(request.RequestUri!.Host);
        if (!Strikes(request)) return Kept(request, await base.SendAsync(request, cancellationToken));
        if (Before(request) is { } refused) return refused;
        var response = await base.SendAsync(request, cancellationToken);
        return kind switch
        {
            "reset-after" => throw new HttpRequestException("scripted: reset by peer", new IOException("reset")),
            "timeout-after" => throw new TimeoutException("scripted: no answer in time"),
            "internal-error-after" => FakeS3.Fault(HttpStatusCode.InternalServerError, "InternalError"),
            "error-in-success" => Swapped(response, "<?xml version=\"1.0\"?><Error><Code>InternalError</Code><Message>scripted</Message></Error>"u8.ToArray()),
            "listing-stale" => Stale(request, response),
            _ => await AnswerAsync(response, cancellationToken),
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
            Count++;
            if (kind == "outage") _outage = random.Next(3, 12);
            return true;
        }
    }

    // A fault strikes where it can happen at all.
    private bool Fits(HttpRequestMessage request)
    {
        var query = request.RequestUri!.Query;
        return kind switch
        {
            "part-dropped" => request.Method == HttpMethod.Put && query.Contains("partNumber", StringComparison.Ordinal),
            "listing-stale" => query.Contains("list-type", StringComparison.Ordinal),
            "error-in-success" => (request.Method == HttpMethod.Post && query.Contains("uploadId", StringComparison.Ordinal)) || request.Headers.Contains("x-amz-copy-source"),
            "answer-damaged" => request.Method == HttpMethod.Get && query.Length == 0,
            _ => true,
        };
    }

    private HttpResponseMessage? Before(HttpRequestMessage request) => kind switch
    {
        "slow-down" => FakeS3.Fault(HttpStatusCode.ServiceUnavailable, "SlowDown"),
        "too-many-requests" => FakeS3.Fault(HttpStatusCode.TooManyRequests, null),
        "retry-after" => Asking(FakeS3.Fault(HttpStatusCode.ServiceUnavailable, "ServiceUnavailable")),
        "internal-error" => FakeS3.Fault(HttpStatusCode.InternalServerError, "InternalError"),
        "bad-gateway" => new HttpResponseMessage(HttpStatusCode.BadGateway) { Content = new StringContent("<html>no</html>") },
        "unavailable" => FakeS3.Fault(HttpStatusCode.ServiceUnavailable, null),
        "gateway-timeout" => FakeS3.Fault(HttpStatusCode.GatewayTimeout, null),
        "request-timeout" => FakeS3.Fault(HttpStatusCode.BadRequest, "RequestTimeout"),
        "conflict" => FakeS3.Fault(HttpStatusCode.Conflict, "OperationAborted"),
        "reset-before" or "reset-in-headers" or "reset-in-body" or "outage" => throw new HttpRequestException($"scripted: {kind}", new IOException("reset")),
        "timeout-before" => throw new TimeoutException("scripted: no answer in time"),
        "denied" => FakeS3.Fault(HttpStatusCode.Forbidden, "AccessDenied"),
        "redirected" => Elsewhere(request),
        "part-dropped" => Dropped(request),
        _ => null,
    };

    private async Task<HttpResponseMessage> AnswerAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellation);
        var told = response.Content.Headers.ContentLength ?? body.Length;
        if (body.Length == 0) return response;
        if (kind == "answer-damaged")
        {
            if (!response.Headers.Contains("x-amz-meta-sha256")) return Swapped(response, body);
            body[random.Next(body.Length)] ^= 1;
            return Swapped(response, body);
        }
        var end = kind switch { "answer-cut-at-0" => 0, "answer-cut-at-1" => 1, "answer-cut-in-half" => body.Length / 2, _ => body.Length - 1 };
        var cut = new StreamContent(new CutStream(body[..end], isSilent: kind == "answer-ends-early"));
        foreach (var header in response.Content.Headers) cut.Headers.TryAddWithoutValidation(header.Key, header.Value);
        cut.Headers.ContentLength = told;
        response.Content = cut;
        return response;
    }

    private HttpResponseMessage Kept(HttpRequestMessage request, HttpResponseMessage response)
    {
        if (!IsOn || kind != "listing-stale" || !Fits(request)) return response;
        var body = response.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult();
        lock (_gate) _oldListings.TryAdd(request.RequestUri!.Query, body);
        return Swapped(response, body);
    }

    // The first answer to this very question, as if nothing had happened since.
    private HttpResponseMessage Stale(HttpRequestMessage request, HttpResponseMessage response)
    {
        lock (_gate) return _oldListings.GetValueOrDefault(request.RequestUri!.Query) is { } old ? Swapped(response, old) : response;
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

    private static HttpResponseMessage Elsewhere(HttpRequestMessage request)
    {
        var response = FakeS3.Fault(HttpStatusCode.TemporaryRedirect, "TemporaryRedirect");
        response.Headers.Location = new Uri($"http://192.0.2.1{request.RequestUri!.PathAndQuery}");
        return response;
    }

    // Acknowledged with the right ETag, and gone.
    private static HttpResponseMessage Dropped(HttpRequestMessage request)
    {
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([]) };
#pragma warning disable CA5351 // What S3 calls an ETag.
        var etag = Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(request.Content!.ReadAsByteArrayAsync().GetAwaiter().GetResult()));
#pragma warning restore CA5351
        response.Headers.TryAddWithoutValidation("ETag", $"\"{etag}\"");
        return response;
    }
}
