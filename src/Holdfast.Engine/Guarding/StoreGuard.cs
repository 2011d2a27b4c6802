using Holdfast.Engine.Model;

namespace Holdfast.Engine.Guarding;

/// <summary>What is known of a store against what was recorded of it.</summary>
/// <param name="Facts">The store as it is now.</param>
/// <param name="KnownUuid">Its identity when it was last seen under this name and location; null when it never was.</param>
/// <param name="KnownFileSystemId">The file system it lay on then; null when it never was seen.</param>
/// <param name="BaselineEntries">Names agreed on with it.</param>
public sealed record StoreFactsBefore(StoreFacts Facts, string? KnownUuid, string? KnownFileSystemId, long BaselineEntries);

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
        if (store.KnownUuid is null || store.KnownUuid == facts.Uuid) return null;
        // A source that was only ever read gets its marker when a job first changes it: the same file system at the same place is the same store.
        if (store.KnownUuid.StartsWith(StoreFacts.UnmarkedPrefix, StringComparison.Ordinal) && store.KnownFileSystemId == facts.FileSystemId) return null;
        if (facts.MarkerIsNew)
        {
            return new Refusal("marker-missing",
                $"{facts.Name}: {facts.Location} has no marker, and had one when it was last seen ({store.BaselineEntries} entries agreed on): is its file system mounted? "
                + "If it was replaced on purpose, forget it with: holdfast stores forget " + facts.Name, false);
        }
        return new Refusal("other-store",
            $"{facts.Name}: {facts.Location} is another store ({facts.Uuid}) than the one seen before ({store.KnownUuid}): something else is mounted there", false);
    }
}
