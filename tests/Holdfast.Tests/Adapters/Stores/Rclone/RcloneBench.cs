using Holdfast.Adapters.Networking;
using Holdfast.Adapters.Settings;
using Holdfast.Adapters.Stores.Rclone;
using Holdfast.TestKit.Clouds;

namespace Holdfast.Tests.Adapters.Stores.Rclone;

/// <summary>An rclone inside the process, and how a store on it is opened.</summary>
internal sealed class RcloneBench(bool isBucket) : IDisposable
{
    private static int _made;
    private readonly int _number = Interlocked.Increment(ref _made);
    private int _ids;

    /// <summary>The program.</summary>
    public FakeRclone Server { get; } = new(isBucket);

    /// <summary>What stands between the store and the program; null for nothing.</summary>
    public RcloneFaults? Faults { get; set; }

    /// <summary>Waits that are next to nothing.</summary>
    public static NetworkRules Hasty { get; } = new() { FirstDelay = TimeSpan.FromMicroseconds(1), LongestDelay = TimeSpan.FromMicroseconds(10) };

    public RcloneStoreOptions Options => new()
    {
        Settings = new RcloneSettings { Remote = $"bench{_number}:lab", Program = "/nowhere/rclone", ConfigFile = "/nowhere/rclone.conf" },
        Reach = _ => new Line(this),
        Environment = new Dictionary<string, string>(),
        Writable = true,
        NewId = () => new Guid(Interlocked.Increment(ref _ids), 0, 0, new byte[8]),
        Random = new Random(1),
        Rules = Hasty,
        Time = TimeProvider.System,
    };

    public async ValueTask<RcloneStore> OpenAsync(RcloneStoreOptions? options = null) => await RcloneStore.OpenAsync("box", options ?? Options, TestContext.Current.CancellationToken);

    public void Dispose() => Server.Dispose();

    private sealed class Line(RcloneBench bench) : IRcloneLine
    {
        private readonly HttpClient _client = new((HttpMessageHandler?)bench.Faults ?? bench.Server, disposeHandler: false) { BaseAddress = new Uri("http://rclone/") };

        public string Shown => "an rclone of the tests";

        public ValueTask<HttpClient> EnterAsync(CancellationToken cancellation) =>
            bench.Faults?.IsGone() == true ? throw new RcloneGoneException("scripted: it has ended several times and is left alone for a while") : ValueTask.FromResult(_client);

        public ValueTask DisposeAsync()
        {
            _client.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
