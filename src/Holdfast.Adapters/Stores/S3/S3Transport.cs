using Amazon.Runtime;
using HttpClientFactory = Amazon.Runtime.HttpClientFactory;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>
/// Carries requests to the configured server and to no other: a signed request that follows a redirect would hand its
/// signature to whoever sent it there.
/// </summary>
internal sealed class S3Transport : HttpClientFactory, IDisposable
{
    private const long WorthAsking = 1 << 20;

    private readonly HttpClient _client;

    /// <summary>Makes one.</summary>
    /// <param name="inner">What really carries; null for the machine's network.</param>
    /// <param name="host">The host requests may go to, or to names below it; null to take the first one's.</param>
    /// <param name="parallel">Connections.</param>
    public S3Transport(HttpMessageHandler? inner, string? host, int parallel) =>
        _client = new HttpClient(new OneHost(inner ?? new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxConnectionsPerServer = parallel + 8,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            ConnectTimeout = TimeSpan.FromSeconds(20),
            AutomaticDecompression = System.Net.DecompressionMethods.None,
        }, host))
        { Timeout = Timeout.InfiniteTimeSpan };

    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client;

    /// <inheritdoc/>
    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    /// <inheritdoc/>
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    /// <summary>Closes its connections.</summary>
    public void Dispose() => _client.Dispose();

    private sealed class OneHost(HttpMessageHandler inner, string? host) : DelegatingHandler(inner)
    {
        private string? _host = host;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var asked = request.RequestUri!.Host;
            var allowed = _host ??= asked;
            if (asked != allowed && !asked.EndsWith("." + allowed, StringComparison.OrdinalIgnoreCase)) throw Elsewhere(asked);
            // Asking first whether a body is wanted costs a round trip, which only spares anything where the body is large.
            if (request.Content?.Headers.ContentLength is <= WorthAsking) request.Headers.ExpectContinue = false;
            var response = await base.SendAsync(request, cancellationToken);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308)) return response;
            var place = response.Headers.Location?.Host ?? "another place";
            response.Dispose();
            throw Elsewhere(place);
        }

        private static AmazonClientException Elsewhere(string host) => new($"the server sends us elsewhere ({host}), where our signature does not go: are region and endpoint right?");
    }
}
