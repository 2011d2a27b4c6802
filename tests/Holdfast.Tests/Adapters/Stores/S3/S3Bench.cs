using Holdfast.Adapters.Networking;
using Holdfast.Adapters.Stores.S3;
using Holdfast.TestKit.Clouds;

namespace Holdfast.Tests.Adapters.Stores.S3;

/// <summary>A server inside the process, and how a store on it is opened.</summary>
internal sealed class S3Bench
{
    private static int _made;
    private readonly int _number = Interlocked.Increment(ref _made);
    private int _ids;

    /// <summary>The server.</summary>
    public FakeS3 Server { get; init; } = new(TimeProvider.System) { SmallestPart = 1 };

    /// <summary>What stands between the store and the server; null for nothing.</summary>
    public Func<HttpMessageHandler, HttpMessageHandler>? Between { get; set; }

    /// <summary>Waits that are next to nothing.</summary>
    public static NetworkRules Hasty { get; } = new() { FirstDelay = TimeSpan.FromMicroseconds(1), LongestDelay = TimeSpan.FromMicroseconds(10) };

    public S3StoreOptions Options => new()
    {
        Bucket = "bucket",
        Prefix = "lab",
        Endpoint = S3Endpoint.Of(null, $"http://127.0.0.1:{_number}", null, true),
        Keys = new S3Keys("key", "secret", null),
        Writable = true,
        NewId = () => new Guid(Interlocked.Increment(ref _ids), 0, 0, new byte[8]),
        Random = new Random(1),
        Rules = Hasty,
        PartSize = 64 << 10,
        Transport = () => Between?.Invoke(new Shared(Server)) ?? new Shared(Server),
    };

    public async ValueTask<S3Store> OpenAsync(S3StoreOptions? options = null) => await S3Store.OpenAsync("bucket", options ?? Options, TestContext.Current.CancellationToken);

    // Stores come and go, the server stays.
    private sealed class Shared(FakeS3 server) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker _server = new(server, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => _server.SendAsync(request, cancellationToken);
    }
}
