using Holdfast.Adapters.Sealing;

namespace Holdfast.Adapters.Settings;

/// <summary>How a store is encrypted, as the configuration describes it.</summary>
public sealed record EncryptSettings
{
    /// <summary>Reads the keys when the store is opened: the newest first, the one the store was made with last.</summary>
    public required Func<CancellationToken, ValueTask<IReadOnlyList<SealKey>>> Keys { get; init; }

    /// <summary>Whether names are encrypted too.</summary>
    public bool Names { get; init; } = true;
}
