using Holdfast.Adapters.Networking;
using Holdfast.Adapters.Settings;

namespace Holdfast.Adapters.Stores.Rclone;

/// <summary>How a store is opened.</summary>
internal sealed record RcloneStoreOptions
{
    /// <summary>What the configuration says.</summary>
    public required RcloneSettings Settings { get; init; }

    /// <summary>Reaches the program.</summary>
    public required Func<RcloneLaunch, IRcloneLine> Reach { get; init; }

    /// <summary>Our environment.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>How what lies in it is encrypted, for its marker; null for not.</summary>
    public StoreSeal? Seal { get; init; }

    /// <summary>Who we are to others that lock the store; empty for nobody.</summary>
    public string Holder { get; init; } = "";

    /// <summary>Whether anything may ever be written.</summary>
    public bool Writable { get; init; }

    /// <summary>How long a lock holds without being renewed.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How patient it is. What fails behind rclone it has tried again itself; a listing may take it long.</summary>
    public NetworkRules Rules { get; init; } = NetworkRules.Default with { TryLimit = TimeSpan.FromMinutes(10) };

    /// <summary>Makes identities.</summary>
    public required Func<Guid> NewId { get; init; }

    /// <summary>Chance for waits.</summary>
    public required Random Random { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Told of what is tried again.</summary>
    public Action<string>? Note { get; init; }
}
