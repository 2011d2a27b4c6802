using System.Net;
using System.Xml.Linq;
using Holdfast.Adapters.Networking;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>
/// Signs requests for one bucket and carries them to its server and to no other: a signed request that followed a redirect
/// would hand its signature to whoever sent it there.
/// </summary>
internal sealed class S3Wire : IDisposable
{
    // Asking first whether a body is wanted costs a round trip, which only spares anything where the body is large.
    private const int WorthAsking = 1 << 20;

    private readonly HttpMessageInvoker _http;
    private readonly S3Signature _signature;
    private readonly S3Keys? _keys;
    private readonly TimeProvider _time;
    private readonly S3Address _address;

    public S3Wire(S3StoreOptions options)
    {
        _address = S3Address.Of(options.Endpoint, options.Bucket);
        _signature = new S3Signature(options.Endpoint.Region);
        (_keys, _time) = (options.Keys, options.Time);
        _http = new HttpMessageInvoker(options.Transport?.Invoke() ?? new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxConnectionsPerServer = options.Parallel + 8,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            ConnectTimeout = TimeSpan.FromSeconds(20),
            ConnectCallback = PromptStream.ConnectAsync,
            AutomaticDecompression = DecompressionMethods.None,
        });
    }

    /// <summary>Sends a request.</summary>
    /// <returns>The answer; its body is still to be read.</returns>
    /// <exception cref="S3RefusedException">The server says no.</exception>
    /// <exception cref="S3ElsewhereException">It says that the bucket is somewhere else.</exception>
    /// <exception cref="HttpRequestException">The network does not carry it.</exception>
    public async Task<HttpResponseMessage> SendAsync(S3Request request, CancellationToken cancellation)
    {
        using var message = Message(request, _keys ?? await S3Keys.UsualAsync());
        var response = await _http.SendAsync(message, cancellation);
        if (response.IsSuccessStatusCode) return response;
        using (response)
        {
            if ((int)response.StatusCode is 301 or 302 or 303 or 307 or 308) throw new S3ElsewhereException(response.Headers.Location?.Host ?? "another place");
            throw await S3RefusedException.OfAsync(response, cancellation);
        }
    }

    /// <summary>Sends a request whose answer is a text.</summary>
    /// <exception cref="S3RefusedException">The server says no, perhaps in a text whose status says yes.</exception>
    /// <exception cref="System.Xml.XmlException">The answer is no such text.</exception>
    public async Task<XElement> AskAsync(S3Request request, CancellationToken cancellation)
    {
        using var response = await SendAsync(request, cancellation);
        var answer = S3Answers.Read(await response.Content.ReadAsStringAsync(cancellation));
        return S3RefusedException.In(answer, response.StatusCode) is { } refusal ? throw refusal : answer;
    }

    /// <summary>Closes its connections.</summary>
    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Message(S3Request request, S3Keys keys)
    {
        var (path, query, headers) = (_address.PathOf(request.Key), request.Query, request.Headers);
        headers["host"] = _address.Host;
        headers["x-amz-date"] = S3Signature.Stamp(_time.GetUtcNow());
        headers["x-amz-content-sha256"] = Convert.ToHexStringLower(request.BodyHash);
        if (keys.SessionToken is { } token) headers["x-amz-security-token"] = token;
        var message = new HttpRequestMessage(request.Method, _address.Of(path, query)) { Content = Content(request) };
        message.Headers.TryAddWithoutValidation("Authorization", _signature.Sign(request.Method.Method, path, query, headers, keys));
        foreach (var (name, value) in headers)
        {
            if (name.StartsWith("content-", StringComparison.Ordinal)) message.Content!.Headers.TryAddWithoutValidation(name, value);
            else if (name != "host") message.Headers.TryAddWithoutValidation(name, value);
        }
        if (request.Body is { Count: > WorthAsking }) message.Headers.ExpectContinue = true;
        return message;
    }

    private static ByteArrayContent? Content(S3Request request) => request.Body is { Array: { } array } body ? new ByteArrayContent(array, body.Offset, body.Count)
        : request.Method == HttpMethod.Put || request.Method == HttpMethod.Post ? new ByteArrayContent([]) : null;
}
