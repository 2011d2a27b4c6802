using Holdfast.Engine.Model;

namespace Holdfast.Engine.Seams;

/// <summary>
/// Writing in two halves, so that durability is bought once for many files: stage everything, flush, publish everything,
/// flush. Until it is published a staged write is invisible and a crash only leaves a temporary that is cleared later.
/// </summary>
public interface IStagingStore
{
    /// <summary>Writes content and metadata under a temporary name.</summary>
    ValueTask<IStagedWrite> StageAsync(WriteRequest request, CancellationToken cancellation);

    /// <summary>Makes everything done so far durable: content, names and metadata.</summary>
    ValueTask FlushAsync(CancellationToken cancellation);
}

/// <summary>A write that waits under its temporary name.</summary>
public interface IStagedWrite : IAsyncDisposable
{
    /// <summary>What was asked for.</summary>
    WriteRequest Request { get; }

    /// <summary>Hash of the content that was written; null for links.</summary>
    ContentHash? Hash { get; }

    /// <summary>What lies under the temporary name: its number, size and time stay when it gets its final one. Null where a store cannot tell, or not before it was flushed.</summary>
    Entry? Made { get; }

    /// <summary>Gives it its final name, in one step; what it replaces goes to the trash. Durable after the next flush.</summary>
    /// <exception cref="WorldChangedException">What stands there is not what the request expects; nothing was changed.</exception>
    ValueTask<Written> PublishAsync(CancellationToken cancellation);
}

/// <summary>A store that can find out what its kind alone does not tell: what a server honours, and what we may do there.</summary>
public interface IProbingStore
{
    /// <summary>Tries it out. Writes only into the store's own directory, and leaves nothing there.</summary>
    /// <returns>What was seen, good or bad, one thing after the other.</returns>
    IAsyncEnumerable<Finding> ProbeAsync(CancellationToken cancellation);
}

/// <summary>A store whose content is encrypted before it gets there.</summary>
public interface IEncryptedStore
{
    /// <summary>Id of the key that what is written is encrypted with.</summary>
    string Key { get; }

    /// <summary>Whether names are encrypted too.</summary>
    bool HidesNames { get; }
}

/// <summary>A store behind a network: each call waits for answers more than it works.</summary>
public interface IRemoteStore
{
    /// <summary>Calls worth having under way at once.</summary>
    int Parallel { get; }
}

/// <summary>Directories that exist for themselves, with metadata of their own.</summary>
public interface IDirectoryStore
{
    /// <summary>Whether directories are names like others: what is made or changed in one never changes it, and several can be made at once, each after the one above it.</summary>
    bool AreIndependent => false;

    /// <summary>Makes one directory, writable for us at first; an existing one is an error.</summary>
    ValueTask<Entry> MakeDirectoryAsync(Entry wanted, CancellationToken cancellation);
}

/// <summary>Metadata that can be set without moving content.</summary>
public interface IMetadataStore
{
    /// <summary>Sets metadata if the entry is still as <paramref name="expected"/>. Owner before mode; set-id bits of files are never set.</summary>
    /// <param name="expected">The entry as it was seen.</param>
    /// <param name="metadata">What to set.</param>
    /// <param name="acl">What to do when the entry has an access control list and the mode is to change.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What stands there now.</returns>
    /// <exception cref="StoreException">With <see cref="StoreFault.Refused"/> for what is never touched: special files, files with a link outside the tree, an ACL under <see cref="AclRule.Skip"/>.</exception>
    ValueTask<Entry> SetMetadataAsync(Entry expected, Metadata metadata, AclRule acl, CancellationToken cancellation);

    /// <summary>The entry with its extended attributes.</summary>
    ValueTask<Entry> ReadXattrsAsync(Entry entry, CancellationToken cancellation);
}

/// <summary>Renaming inside the store.</summary>
public interface IMovingStore
{
    /// <summary>Renames if the entry is still as expected and the new name is free.</summary>
    ValueTask<Entry> MoveAsync(Entry expected, TreePath to, CancellationToken cancellation);
}

/// <summary>Several names for one file.</summary>
public interface ILinkingStore
{
    /// <summary>Gives <paramref name="existing"/> the further name <paramref name="path"/>; a file that stands there and is still as <paramref name="replaces"/> goes to the trash.</summary>
    ValueTask<Written> LinkAsync(Entry existing, TreePath path, Entry? replaces, string? trashRun, CancellationToken cancellation);
}

/// <summary>A trash inside the store.</summary>
public interface ITrashStore
{
    /// <summary>Moves an entry (a directory only when it is empty) to the trash of a run if it is still as expected.</summary>
    /// <returns>Where it lies now, relative to the trash.</returns>
    ValueTask<TreePath> DiscardAsync(Entry expected, string run, CancellationToken cancellation);

    /// <summary>Where the trash of a run keeps an entry, relative to the trash; null when that very object is not found at its own place. Of a directory any at that place will do: it stands for the one that was removed.</summary>
    ValueTask<TreePath?> FindAsync(string run, Entry was, CancellationToken cancellation);

    /// <summary>Brings something back from the trash to a name that must be free.</summary>
    ValueTask<Entry> RecoverAsync(TreePath trashPath, TreePath to, CancellationToken cancellation);

    /// <summary>Bytes that the trash holds of one run; 0 when it holds nothing of it.</summary>
    ValueTask<long> MeasureAsync(string run, CancellationToken cancellation);

    /// <summary>Removes runs from the trash that are too old, then the oldest until it is small enough.</summary>
    /// <param name="keepSince">Runs older than this go.</param>
    /// <param name="maxBytes">At most this much stays.</param>
    /// <param name="cancellation">Gives up between two files.</param>
    /// <returns>Names of the runs that are gone, and the bytes the trash still holds.</returns>
    ValueTask<TrashSwept> SweepAsync(DateTimeOffset keepSince, long maxBytes, CancellationToken cancellation);
}

/// <summary>What a sweep of the trash did.</summary>
/// <param name="Runs">Runs of which nothing is kept any more.</param>
/// <param name="BytesLeft">Bytes the trash still holds.</param>
public sealed record TrashSwept(IReadOnlyList<string> Runs, long BytesLeft);

/// <summary>A trash whose things can be read where they lie and let go one by one: what a backup keeps its versions in.</summary>
public interface IVersionStore
{
    /// <summary>Opens the content of a file that the trash keeps.</summary>
    /// <param name="trashPath">Where it lies, relative to the trash.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="StoreException"><see cref="StoreFault.NotFound"/> when the trash does not keep it.</exception>
    ValueTask<IContentReader> OpenKeptAsync(TreePath trashPath, CancellationToken cancellation);

    /// <summary>Lets go of a file or link that the trash keeps, for good. One that it does not keep is no error.</summary>
    ValueTask DropKeptAsync(TreePath trashPath, CancellationToken cancellation);
}

/// <summary>A store that can tell its room.</summary>
public interface ICapacityStore
{
    /// <summary>Room as the store tells it now.</summary>
    ValueTask<Capacity> CapacityAsync(CancellationToken cancellation);
}

/// <summary>A store that one run at a time may change.</summary>
public interface ILockingStore
{
    /// <summary>Takes the store for writing, clears what an interrupted run left, and makes sure the marker is there.</summary>
    /// <returns>What ends the lock when disposed; null when another process holds it.</returns>
    ValueTask<IAsyncDisposable?> TryLockAsync(CancellationToken cancellation);
}

/// <summary>A store that can say what changed in it.</summary>
public interface IWatchingStore
{
    /// <summary>Begins to watch. Events that happen after this returns are not missed.</summary>
    ValueTask<IStoreWatcher> WatchAsync(FilterSet filters, CancellationToken cancellation);
}

/// <summary>Collects names that may have changed.</summary>
public interface IStoreWatcher : IAsyncDisposable
{
    /// <summary>Whether nothing has been missed since it began, or since the last rescan was asked for.</summary>
    bool IsHealthy { get; }

    /// <summary>Why it is not healthy, for people.</summary>
    string? Trouble { get; }

    /// <summary>Waits until something may have changed (or events were lost).</summary>
    Task WaitAsync(CancellationToken cancellation);

    /// <summary>Takes what has gathered: names to look at, or the whole tree when events were lost.</summary>
    Scope Take();
}

/// <summary>A store that hands over what it keeps as it is: past its caches, and whatever hash it bears. Whoever reads compares by themselves.</summary>
public interface IReadbackStore
{
    /// <summary>Opens content so that it comes from the medium, not from a cache of what was just written.</summary>
    ValueTask<IContentReader> OpenReadbackAsync(Entry expected, CancellationToken cancellation);
}
