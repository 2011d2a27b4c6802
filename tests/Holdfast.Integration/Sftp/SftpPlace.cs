using Holdfast.Adapters.Networking;
using Holdfast.Adapters.Stores;
using Holdfast.Adapters.Stores.Sftp;
using Holdfast.Engine.Model;
using Holdfast.TestKit;

namespace Holdfast.Integration.Sftp;

/// <summary>A directory that OpenSSH's own server serves over a pipe, without the network between.</summary>
internal sealed class SftpPlace : IDisposable
{
    private const string Server = "/usr/lib/openssh/sftp-server";
    private readonly TempDirectory _directory = new();

    /// <summary>The store's root on this machine.</summary>
    public string Root => _directory.Path;

    /// <summary>Requests the server does not know of, as if it were another program.</summary>
    public IReadOnlyList<string> Denied { get; init; } = [];

    /// <summary>What is put around each connection.</summary>
    public Func<SftpTransport, SftpTransport> Around { get; init; } = transport => transport;

    /// <summary>How what lies in it is encrypted; null for not.</summary>
    public StoreSeal? Seal { get; init; }

    /// <summary>Bytes of a file that are sent before the first of them is acknowledged.</summary>
    public int Ahead { get; init; } = 2 << 20;

    /// <summary>Bytes of a large file after which it is made durable as it grows.</summary>
    public long SyncEvery { get; init; } = 32 << 20;

    /// <summary>The store's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Opens the store; the test is skipped when the server is not installed.</summary>
    public async ValueTask<SftpStore> OpenAsync(string holder = "", bool writable = true)
    {
        Assert.SkipUnless(File.Exists(Server), "OpenSSH's sftp-server is not installed");
        return await SftpStore.OpenAsync("nas", new SftpStoreOptions
        {
            Path = Root,
            Server = "here",
            Connect = Connect,
            Holder = holder,
            Writable = writable,
            Seal = Seal,
            Ahead = Ahead,
            SyncEvery = SyncEvery,
            Rules = NetworkRules.Default with { FirstDelay = TimeSpan.FromMilliseconds(1), Budget = 10_000 },
            NewId = Guid.NewGuid,
            Random = new Random(1),
            Time = Time,
        }, TestContext.Current.CancellationToken);
    }

    public void Dispose() => _directory.Dispose();

    /// <summary>A name of the tree on this machine.</summary>
    public string At(TreePath path) => Path.Combine(Root, path.ToString());

    private SftpTransport Connect()
    {
        string[] denied = Denied.Count > 0 ? ["-P", string.Join(',', Denied)] : [];
        return Around(ProcessTransport.Start(Server, ["-e", .. denied], "is it installed?", TimeProvider.System));
    }
}
