using Holdfast.Adapters.Networking;
using Holdfast.Adapters.Stores.Sftp;
using Holdfast.TestKit;
using Holdfast.TestKit.Clouds.Sftp;

namespace Holdfast.Tests.Adapters.Stores.Sftp;

/// <summary>A server inside the process, and how a store on it is opened.</summary>
internal sealed class SftpBench
{
    private static int _made;
    private readonly int _number = Interlocked.Increment(ref _made);
    private int _ids;

    public SftpBench()
    {
        Server = new FakeSftp(Time);
        Server.Disk.Add("/lab", new SftpNode(SftpNode.Directory) { Mode = 0x1C0 });
    }

    /// <summary>The clock of both.</summary>
    public TestTime Time { get; } = new();

    /// <summary>The server.</summary>
    public FakeSftp Server { get; }

    /// <summary>Waits that are next to nothing.</summary>
    public static NetworkRules Hasty { get; } = new() { FirstDelay = TimeSpan.FromMicroseconds(1), LongestDelay = TimeSpan.FromMicroseconds(10) };

    public SftpStoreOptions Options => new()
    {
        Path = "/lab",
        Server = $"bench-{_number}",
        Connect = Server.Connect,
        Writable = true,
        Lease = TimeSpan.FromDays(30),
        // Two of the server's pieces and three: so that files of a few pieces go the way of large ones.
        Ahead = 16 << 10,
        SyncEvery = 24 << 10,
        NewId = () => new Guid(Interlocked.Increment(ref _ids), 0, 0, new byte[8]),
        Random = new Random(1),
        Rules = Hasty,
        Time = Time,
    };

    public async ValueTask<SftpStore> OpenAsync(SftpStoreOptions? options = null) => await SftpStore.OpenAsync("nas", options ?? Options, TestContext.Current.CancellationToken);
}
