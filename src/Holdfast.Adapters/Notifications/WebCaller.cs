using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Notifications;

/// <summary>A request.</summary>
/// <param name="Url">Where it goes.</param>
/// <param name="Body">What it carries; null for none (then it is a GET).</param>
/// <param name="Type">The body's type.</param>
/// <param name="Headers">Further headers.</param>
/// <param name="Secret">Key the body is signed by; null for none.</param>
public sealed record WebCall(Uri Url, string? Body, string Type, IReadOnlyDictionary<string, string> Headers, string? Secret)
{
    /// <summary>Nothing that may be a secret.</summary>
    public override string ToString() => $"a request to {Url.Host}";
}

/// <summary>
/// Makes requests to web addresses that people configured. A redirect is followed only where it leads to the same host by the same
/// scheme; what is told of a failure names the host and never the rest of the address, which may be a secret.
/// </summary>
/// <param name="time">The clock, for signatures and time limits.</param>
/// <param name="handler">Carries requests; null for the network.</param>
public sealed class WebCaller(TimeProvider time, Func<HttpMessageHandler>? handler = null) : IDisposable
{
    private const int MostRedirects = 3;
    private const int MostAnswer = 16 << 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly HttpClient _http = new(handler?.Invoke() ?? new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxResponseHeadersLength = 64,
    }) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MostAnswer };

    /// <summary>Makes a request, and returns when it was answered with success.</summary>
    /// <exception cref="NotifyException">It was not.</exception>
    public async Task PostAsync(WebCall call, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(call);
        using var limit = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            var url = call.Url;
            for (var step = 0; ; step++)
            {
                using var request = Request(call, url);
                using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
                if (answer.IsSuccessStatusCode) return;
                if (answer.StatusCode is not (HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect) || step == MostRedirects) throw Refused(call, answer);
                var next = answer.Headers.Location is { } place ? new Uri(url, place) : url;
                if (next.Scheme != url.Scheme || next.Authority != url.Authority) throw new NotifyException($"{url.Host} sends us to another place, which is not followed: write that address itself", isPermanent: true);
                url = next;
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new NotifyException($"{call.Url.Host} does not answer within {Patience.TotalSeconds:0} seconds", isPermanent: false);
        }
        catch (HttpRequestException e) { throw new NotifyException($"{call.Url.Host} cannot be reached: {Reason(e)}", isPermanent: false); }
        catch (IOException e) when (e is not NotifyException) { throw new NotifyException($"{call.Url.Host} broke off: {e.Message}", isPermanent: false); }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>The signature of a body: HMAC-SHA256 over the time, a dot and the body, in lower-case hexadecimal.</summary>
    public static string Sign(string secret, string timestamp, string body) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{timestamp}.{body}")));

    private HttpRequestMessage Request(WebCall call, Uri url)
    {
        var request = new HttpRequestMessage(call.Body is null ? HttpMethod.Get : HttpMethod.Post, url);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Holdfast", "1"));
        foreach (var (name, value) in call.Headers) request.Headers.TryAddWithoutValidation(name, value);
        if (call.Body is not { } body) return request;
        request.Content = new StringContent(body, Encoding.UTF8, call.Type);
        if (call.Secret is not { } secret) return request;
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        request.Headers.Add("X-Holdfast-Timestamp", timestamp);
        request.Headers.Add("X-Holdfast-Signature", $"sha256={Sign(secret, timestamp, body)}");
        return request;
    }

    private NotifyException Refused(WebCall call, HttpResponseMessage answer)
    {
        var code = (int)answer.StatusCode;
        var wait = answer.Headers.RetryAfter is { } after ? after.Delta ?? (after.Date - time.GetUtcNow()) : null;
        // Too many and too slow pass; what else is our fault does not mend itself.
        return new NotifyException(string.Create(CultureInfo.InvariantCulture, $"{call.Url.Host} answers {code} {answer.StatusCode}"), code is >= 300 and < 500 and not (408 or 425 or 429), wait > TimeSpan.Zero ? wait : null);
    }

    private static string Reason(Exception e) => e.InnerException is { } inner ? Reason(inner) : e.Message;
}
