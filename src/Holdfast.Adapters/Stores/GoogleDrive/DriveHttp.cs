using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Holdfast.Adapters.Networking;
using Holdfast.Adapters.SigningIn;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>
/// Carries requests with our token to the servers that may know it and to no other, within one rate for all workers of an account, and
/// tries again what is worth it. A token that ran out is renewed on the way, once.
/// </summary>
internal sealed class DriveHttp : IDisposable
{
    private const HttpStatusCode Resume = (HttpStatusCode)308;
    private const int MostSteps = 4;
    private readonly string _store;
    private readonly DriveStoreOptions _options;
    private readonly HttpMessageInvoker _http;
    private readonly Bandwidth _rate;
    private readonly GoogleTokens _tokens;

    public DriveHttp(string store, DriveStoreOptions options)
    {
        (_store, _options) = (store, options);
        _http = new HttpMessageInvoker(options.Transport?.Invoke() ?? new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxConnectionsPerServer = options.Settings.Parallel + 8,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            ConnectTimeout = TimeSpan.FromSeconds(20),
            AutomaticDecompression = DecompressionMethods.None,
        });
        Calls = new NetworkCalls(store, options.Rules, DriveErrors.Classify, options.Time, options.Random, options.Note);
        _rate = new Bandwidth(options.Settings.Rate, options.Time);
        _tokens = new GoogleTokens(TokenAsync, options.Time);
        Bandwidth = new Bandwidth(options.Settings.Bandwidth, options.Time);
    }

    /// <summary>Every call goes through here.</summary>
    public NetworkCalls Calls { get; }

    /// <summary>Bytes of content a second.</summary>
    public Bandwidth Bandwidth { get; }

    /// <summary>Asks, and reads an answer of JSON. The maker of requests is called for each try.</summary>
    public async Task<T> AskAsync<T>(string what, TreePath path, Func<HttpRequestMessage> make, Func<JsonElement, T> read, CancellationToken cancellation, long bytes = 0)
    {
        return await CallAsync(what, path, bytes, async (_, token) =>
        {
            using var response = await SendAsync(make, token);
            return await ReadAsync(response, read, token);
        }, cancellation);
    }

    /// <summary>One call of one or several requests; errors are the store's.</summary>
    public async Task<T> CallAsync<T>(string what, TreePath path, long bytes, Func<Try, CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        try { return await Calls.CallAsync(what, path, bytes, call, cancellation); }
        catch (Exception e) when (DriveErrors.Translate(_store, path, e) is var translated && !ReferenceEquals(translated, e)) { throw translated; }
    }

    /// <summary>Sends one request with our token; an answer that is an error is thrown.</summary>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> make, CancellationToken cancellation)
    {
        string? refused = null;
        while (true)
        {
            await _rate.TakeAsync(1, cancellation);
            var token = await _tokens.TakeAsync(refused, cancellation);
            using var request = make();
            if (!_options.Endpoints.MayKnowToken(request.RequestUri!)) throw Elsewhere(request.RequestUri!.Host);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            var response = await _http.SendAsync(request, cancellation);
            if (response.IsSuccessStatusCode || response.StatusCode == Resume) return response;
            using (response)
            {
                if (response.StatusCode == HttpStatusCode.Unauthorized && refused is null)
                {
                    refused = token;
                    continue;
                }
                throw (int)response.StatusCode is >= 300 and < 400
                    ? Elsewhere(response.Headers.Location?.Host ?? "another place")
                    : await DriveErrors.ReadAsync(response, cancellation);
            }
        }
    }

    /// <summary>
    /// Gets what a link leads to. Links of large documents lead on to hosts that hand out content by addresses that are secrets themselves:
    /// those are gone to without our token, and only over TLS, or to the server that the configuration names.
    /// </summary>
    public async Task<HttpResponseMessage> FollowAsync(Uri link, CancellationToken cancellation)
    {
        await _rate.TakeAsync(1, cancellation);
        var token = _options.Endpoints.MayKnowToken(link) ? await _tokens.TakeAsync(null, cancellation) : throw Elsewhere(link.Host);
        for (var (address, steps) = (link, 0); ; steps++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (steps == 0) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            var response = await _http.SendAsync(request, cancellation);
            if (response.IsSuccessStatusCode) return response;
            using (response)
            {
                if ((int)response.StatusCode is not (>= 300 and < 400) || response.Headers.Location is not { } location) throw await DriveErrors.ReadAsync(response, cancellation);
                address = new Uri(address, location);
                if (steps == MostSteps || !(address.Scheme == "https" || _options.Endpoints.MayKnowToken(address))) throw Elsewhere(address.Host);
            }
        }
    }

    /// <summary>Reads an answer of JSON.</summary>
    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, Func<JsonElement, T> read, CancellationToken cancellation)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        using var json = await JsonDocument.ParseAsync(body, cancellationToken: cancellation);
        try { return read(json.RootElement); }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException) { throw new JsonException("an answer that is not understood", e); }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tokens.Dispose();
        _http.Dispose();
    }

    private static DriveException Elsewhere(string host) => new(HttpStatusCode.Forbidden, "elsewhere", $"we are sent elsewhere ({host}), where our token does not go", null);

    private async Task<GoogleToken> TokenAsync(CancellationToken cancellation)
    {
        var client = GoogleClient.Parse(await _options.Settings.Client(cancellation));
        var oauth = new GoogleOAuth(_http, _options.Endpoints, _options.Time);
        if (client.IsService) return await oauth.ServiceAsync(client, _options.Settings.Account, cancellation);
        var grant = await _options.Settings.Grant(cancellation) ?? throw new SignInException("nobody has signed in yet", true);
        return await oauth.RefreshAsync(client, grant, cancellation);
    }
}
