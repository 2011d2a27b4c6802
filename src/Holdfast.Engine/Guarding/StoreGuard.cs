using Holdfast.Engine.Model;

namespace Holdfast.Engine.Guarding;

/// <summary>What is known of a store against what was recorded of it.</summary>
/// <param name="Facts">The store as it is now.</param>
/// <param name="KnownUuid">Its identity when it was last seen under this name and location; null when it never was.</param>
/// <param name="KnownFileSystemId">The file system it lay on then; null when it never was seen.</param>
public sealed record StoreFactsBefore(StoreFacts Facts, string? KnownUuid, string? KnownFileSystemId);

/// <summary>
/// Judges whether a store is the one it was. A disk that is not mounted leaves an empty directory behind that looks like a
/// store in which everything was deleted.
/// </summary>
public static class StoreGuard
{
    /// <summary>The reason not to trust the store, or null.</summary>
    public static Refusal? Judge(StoreFactsBefore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        var facts = store.Facts;
        if (store.KnownUuid is not { } known || known == facts.Uuid) return null;
        // A store that was only read has no marker; it may have got one since, as long as it lies where it lay.
        var wasMarked = !known.StartsWith(StoreFacts.UnmarkedPrefix, StringComparison.Ordinal);
        if (!wasMarked && store.KnownFileSystemId == facts.FileSystemId) return null;
        return wasMarked && IsBare(facts)
            ? new Refusal("marker-missing", $"{facts.Name}: {facts.Location} has no marker, and had one when it was last seen: is its file system mounted? {IfOnPurpose(facts)}", false)
            : new Refusal("other-store", $"{facts.Name}: {facts.Location} is another store than the one seen before: something else is mounted there. {IfOnPurpose(facts)}", false);
    }

    /// <summary>Whether nothing says that this ever was a store of ours, as in the directory on which a disk is mounted otherwise.</summary>
    public static bool IsBare(StoreFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return facts.MarkerIsNew || facts.Uuid.StartsWith(StoreFacts.UnmarkedPrefix, StringComparison.Ordinal);
    }

    private static string IfOnPurpose(StoreFacts facts) => $"If it was replaced on purpose, say so with: holdfast stores forget {facts.Name}";
}
