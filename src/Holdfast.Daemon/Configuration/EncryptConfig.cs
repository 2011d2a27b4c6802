namespace Holdfast.Daemon.Configuration;

/// <summary>How what a store keeps is encrypted before it gets there, as configured.</summary>
public sealed record EncryptConfig
{
    /// <summary>Where the key is.</summary>
    public required Secret Key { get; init; }

    /// <summary>Keys that were used before it, the newest first.</summary>
    public IReadOnlyList<Secret> OldKeys { get; init; } = [];

    /// <summary>What key files are opened with; null where they are under no passphrase.</summary>
    public Secret? Passphrase { get; init; }

    /// <summary>Whether names are encrypted too.</summary>
    public bool Names { get; init; } = true;
}
