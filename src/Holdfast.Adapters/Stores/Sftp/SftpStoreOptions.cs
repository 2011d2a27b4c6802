using Holdfast.Adapters.Networking;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>How a store is opened.</summary>
internal sealed record SftpStoreOptions
{
    /// <summary>The store's root on the server, as configured.</summary>
    public required string Path { get; init; }

    /// <summary>Where the server is, for people.</summary>
    public required string Server { get; init; }

    /// <summary>Reaches the server.</summary>
    public required Func<SftpTransport> Connect { get; init; }

    /// <summary>Runs a command on the server; null for never.</summary>
    public Func<string, SftpTransport>? Command { get; init; }

    /// <summary>Files under way at once.</summary>
    public int Parallel { get; init; } = 16;

    /// <summary>Connections at once.</summary>
    public int Connections { get; init; } = 4;

    /// <summary>Whether each file is made durable before it gets its name.</summary>
    public bool Syncs { get; init; } = true;

    /// <summary>Bytes of a file that are sent before the first of them is acknowledged.</summary>
    public int Ahead { get; init; } = 2 << 20;

    /// <summary>Bytes of a large file after which it is made durable as it grows: as much is sent once more, at most, when its connection is lost.</summary>
    public long SyncEvery { get; init; } = 32 << 20;

    /// <summary>Who we are to others that lock the store; empty for nobody.</summary>
    public string Holder { get; init; } = "";

    /// <summary>Whether anything may ever be written.</summary>
    public bool Writable { get; init; }

    /// <summary>How long a lock holds without being renewed.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How patient it is.</summary>
    public NetworkRules Rules { get; init; } = NetworkRules.Default;

    /// <summary>Bytes a second; null for no limit.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>How what lies in it is encrypted, for its marker; null for not.</summary>
    public StoreSeal? Seal { get; init; }

    /// <summary>Makes identities.</summary>
    public required Func<Guid> NewId { get; init; }

    /// <summary>Chance for waits.</summary>
    public required Random Random { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Told of what is tried again.</summary>
    public Action<string>? Note { get; init; }
}
