using System.Security.Cryptography;
using Holdfast.Adapters.Sealing;

namespace Holdfast.Adapters.Stores.Sealed;

/// <summary>How a store is encrypted.</summary>
internal sealed record SealedStoreOptions
{
    /// <summary>The keys, the newest first: it encrypts what is written; the last one is the store's own, by which names are encrypted.</summary>
    public required IReadOnlyList<SealKey> Keys { get; init; }

    /// <summary>Whether names are encrypted too.</summary>
    public bool Names { get; init; } = true;

    /// <summary>Makes salts.</summary>
    public Chance Chance { get; init; } = RandomNumberGenerator.Fill;

    /// <summary>So many entries are sorted in memory.</summary>
    public int SortInMemory { get; init; } = 100_000;

    /// <summary>Where listings of larger trees are sorted, in files without a name.</summary>
    public string SpillDirectory { get; init; } = "/tmp";
}
