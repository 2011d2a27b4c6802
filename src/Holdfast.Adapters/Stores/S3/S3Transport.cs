using Amazon.Runtime;
using HttpClientFactory = Amazon.Runtime.HttpClientFactory;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>
/// Carries requests to the configured server and to no other: a signed request that follows a redirect would hand its
/// signature to whoever sent it there.
/// </summary>
internal sealed class S3Transport : HttpClientFactory, IDisposable
{
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

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var asked = request.RequestUri!.Host;
            var allowed = _host ??= asked;
            return asked == allowed || asked.EndsWith("." + allowed, StringComparison.OrdinalIgnoreCase) ? base.SendAsync(request, cancellationToken)
                : throw new AmazonClientException($"the server sends us to another host ({asked}), which does not get our signature");
        }
    }
}
