using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Sealed;

/// <content>Directories, metadata, names, trash, and deleting.</content>
internal sealed partial class SealedStore : IDirectoryStore, IMetadataStore, IMovingStore, ILinkingStore, ITrashStore
{
    /// <inheritdoc/>
    public bool AreIndependent => Inside<IDirectoryStore>().AreIndependent;

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(Entry expected, CancellationToken cancellation)
    {
        CheckName(expected.Path);
        try { await _inner.DeleteAsync(_entries.Close(expected), cancellation); }
        catch (StoreException e) { throw Named(e, expected.Path); }
    }

    /// <inheritdoc/>
    public async ValueTask<Entry> MakeDirectoryAsync(Entry wanted, CancellationToken cancellation)
    {
        CheckName(wanted.Path);
        return _entries.Open(await Do(wanted.Path, Inside<IDirectoryStore>().MakeDirectoryAsync(_entries.Close(wanted), cancellation)), wanted.Path);
    }

    /// <inheritdoc/>
    public async ValueTask<Entry> SetMetadataAsync(Entry expected, Metadata metadata, AclRule acl, CancellationToken cancellation)
    {
        CheckName(expected.Path);
        // Attributes would lie there in plain.
        var kept = metadata with { Parts = metadata.Parts & ~MetadataParts.Xattrs, Xattrs = null };
        return _entries.Open(await Do(expected.Path, Inside<IMetadataStore>().SetMetadataAsync(_entries.Close(expected), kept, acl, cancellation)), expected.Path);
    }

    /// <inheritdoc/>
    public ValueTask<Entry> ReadXattrsAsync(Entry entry, CancellationToken cancellation) => ValueTask.FromResult(entry with { Xattrs = Xattrs.None });

    /// <inheritdoc/>
    public async ValueTask<Entry> MoveAsync(Entry expected, TreePath to, CancellationToken cancellation)
    {
        CheckName(expected.Path);
        CheckName(to);
        var target = _paths.Close(to);
        try { return _entries.Open(await Inside<IMovingStore>().MoveAsync(_entries.Close(expected), target, cancellation), to); }
        catch (StoreException e) { throw Named(e, e.Path == target ? to : expected.Path); }
    }

    /// <inheritdoc/>
    public async ValueTask<Written> LinkAsync(Entry existing, TreePath path, Entry? replaces, string? trashRun, CancellationToken cancellation)
    {
        CheckName(path);
        var written = await Do(path, Inside<ILinkingStore>().LinkAsync(_entries.Close(existing), _paths.Close(path), replaces is null ? null : _entries.Close(replaces), trashRun, cancellation));
        return Opened(written, path, null);
    }

    /// <inheritdoc/>
    public async ValueTask<TreePath> DiscardAsync(Entry expected, string run, CancellationToken cancellation)
    {
        CheckName(expected.Path);
        return await Do(expected.Path, Inside<ITrashStore>().DiscardAsync(_entries.Close(expected), run, cancellation));
    }

    /// <inheritdoc/>
    public async ValueTask<TreePath?> FindAsync(string run, Entry was, CancellationToken cancellation) =>
        await Do(was.Path, Inside<ITrashStore>().FindAsync(run, _entries.Close(was), cancellation));

    /// <inheritdoc/>
    public async ValueTask<Entry> RecoverAsync(TreePath trashPath, TreePath to, CancellationToken cancellation)
    {
        CheckName(to);
        return _entries.Open(await Do(to, Inside<ITrashStore>().RecoverAsync(trashPath, _paths.Close(to), cancellation)), to);
    }

    /// <inheritdoc/>
    public ValueTask<long> MeasureAsync(string run, CancellationToken cancellation) => Inside<ITrashStore>().MeasureAsync(run, cancellation);

    /// <inheritdoc/>
    public ValueTask<TrashSwept> SweepAsync(DateTimeOffset keepSince, long maxBytes, CancellationToken cancellation) => Inside<ITrashStore>().SweepAsync(keepSince, maxBytes, cancellation);
}
