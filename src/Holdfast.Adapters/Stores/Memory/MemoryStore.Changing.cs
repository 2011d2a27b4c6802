using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Memory;

/// <content>Changing what is there: metadata, names, trash; and what the store as a whole can tell.</content>
internal sealed partial class MemoryStore : IMetadataStore, IMovingStore, ITrashStore, IVersionStore, ICapacityStore, ILockingStore, IWatchingStore
{
    /// <inheritdoc/>
    public ValueTask<Entry> SetMetadataAsync(Entry expected, Metadata metadata, AclRule acl, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_disk.Gate)
        {
            if (!expected.Path.IsRoot) CheckName(expected.Path);
            var node = FindExpected(expected);
            if (node.Kind == EntryKind.Special) throw Fail(expected.Path, StoreFault.Refused, "special files are never touched");
            var keepsAcl = node.Xattrs.HasAcl && acl == AclRule.Skip;
            if (keepsAcl && metadata.Parts.HasFlag(MetadataParts.Mode)) throw Fail(expected.Path, StoreFault.Refused, "it has an access control list");
            Dress(node, metadata);
            node.Ctime = _disk.Now();
            _disk.Touched(expected.Path, node, deep: false);
            return ValueTask.FromResult(node.ToEntry(expected.Path));
        }
    }

    /// <inheritdoc/>
    public ValueTask<Entry> ReadXattrsAsync(Entry entry, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_disk.Gate)
        {
            var node = _disk.Find(entry.Path) ?? throw Fail(entry.Path, StoreFault.NotFound, "there is nothing of that name");
            return ValueTask.FromResult(node.ToEntry(entry.Path, withXattrs: true));
        }
    }

    /// <inheritdoc/>
    public ValueTask<Entry> MoveAsync(Entry expected, TreePath to, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_disk.Gate)
        {
            CheckName(expected.Path);
            CheckName(to);
            var node = FindExpected(expected);
            if (to.IsBelow(expected.Path)) throw Fail(to, StoreFault.Refused, "a directory cannot move into itself");
            var parent = ParentOf(to);
            FindReplaced(to, null);
            _disk.Detach(ParentOf(expected.Path), expected.Path);
            _disk.Attach(parent, to, node);
            return ValueTask.FromResult(node.ToEntry(to));
        }
    }

    /// <inheritdoc/>
    public ValueTask<TreePath> DiscardAsync(Entry expected, string run, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_disk.Gate)
        {
            var node = FindRemovable(expected);
            _disk.Detach(ParentOf(expected.Path), expected.Path);
            return ValueTask.FromResult(_disk.Trash.Keep(run, expected.Path, node));
        }
    }

    /// <inheritdoc/>
    public ValueTask<TreePath?> FindAsync(string run, Entry was, CancellationToken cancellation)
    {
        var place = TreePath.From(run).Child(was.Path.Bytes);
        lock (_disk.Gate) return ValueTask.FromResult<TreePath?>(_disk.Trash.Find(place)?.ToEntry(place) is { } kept && kept.Kind == was.Kind && (was.IsDirectory || kept.Inode == was.Inode) ? place : null);
    }

    /// <inheritdoc/>
    public ValueTask<Entry> RecoverAsync(TreePath trashPath, TreePath to, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_disk.Gate)
        {
            CheckName(to);
            if (_disk.Trash.Find(trashPath) is not { } node) throw Fail(trashPath, StoreFault.NotFound, "the trash holds nothing of that name");
            var parent = ParentOf(to);
            FindReplaced(to, null);
            _disk.Trash.Take(trashPath);
            _disk.Attach(parent, to, node);
            return ValueTask.FromResult(node.ToEntry(to));
        }
    }

    /// <inheritdoc/>
    public ValueTask<long> MeasureAsync(string run, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_disk.Gate) return ValueTask.FromResult(_disk.Trash.Measure(run));
    }

    /// <inheritdoc/>
    public ValueTask<IContentReader> OpenKeptAsync(TreePath trashPath, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_disk.Gate)
        {
            if (_disk.Trash.Find(trashPath) is not { Kind: EntryKind.File } node) throw Fail(trashPath, StoreFault.NotFound, "the trash does not keep it");
            return ValueTask.FromResult<IContentReader>(new MemoryReader(_disk, node, node.ToEntry(trashPath)));
        }
    }

    /// <inheritdoc/>
    public ValueTask DropKeptAsync(TreePath trashPath, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_disk.Gate)
        {
            if (_disk.Trash.Find(trashPath) is not null) _disk.Free(_disk.Trash.Take(trashPath));
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<TrashSwept> SweepAsync(DateTimeOffset keepSince, long maxBytes, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_disk.Gate)
        {
            var (gone, left) = _disk.Trash.Sweep(keepSince, maxBytes, cancellation);
            return ValueTask.FromResult(new TrashSwept(gone, left));
        }
    }

    /// <inheritdoc/>
    public ValueTask<Capacity> CapacityAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_disk.Gate) return ValueTask.FromResult(new Capacity(_disk.Total, _disk.Total - _disk.Used, 0, 0));
    }

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable?> TryLockAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_disk.Gate)
        {
            if (_disk.IsLocked) return ValueTask.FromResult<IAsyncDisposable?>(null);
            foreach (var left in _disk.Temporaries) _disk.Free(left);
            _disk.Temporaries.Clear();
            (_disk.IsLocked, _disk.IsMarked) = (true, true);
            return ValueTask.FromResult<IAsyncDisposable?>(new Hold(_disk));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IStoreWatcher> WatchAsync(FilterSet filters, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var watcher = new MemoryWatcher(_disk, filters);
        _disk.Add(watcher);
        return ValueTask.FromResult<IStoreWatcher>(watcher);
    }

    /// <summary>Sets metadata as far as the store keeps it; set-id bits of files are never set.</summary>
    private void Dress(MemoryNode node, Metadata metadata)
    {
        if (metadata.Parts.HasFlag(MetadataParts.Owner) && _fidelity.Owner)
        {
            if (metadata.Uid >= 0) node.Uid = metadata.Uid;
            if (metadata.Gid >= 0) node.Gid = metadata.Gid;
            if (node.Kind == EntryKind.File) node.Mode &= ~SetIdBits;
        }
        if (node.Kind == EntryKind.Symlink) node.Mode = 0b111_111_111;
        else if (!_fidelity.Mode) node.Mode = node.Kind == EntryKind.Directory ? 0b111_101_101 : 0b110_100_100;
        else if (metadata.Parts.HasFlag(MetadataParts.Mode)) node.Mode = metadata.Mode & (node.Kind == EntryKind.Directory ? 0xFFF : 0xFFF & ~SetIdBits);
        if (metadata.Parts.HasFlag(MetadataParts.Xattrs) && metadata.Xattrs is { } xattrs && _fidelity.Xattrs) node.Xattrs = xattrs;
        if (_fidelity.MtimeGrain == 0) node.Mtime = node.Mtime == 0 ? _disk.Now() : node.Mtime;
        else if (metadata.Parts.HasFlag(MetadataParts.Mtime)) node.Mtime = metadata.Mtime - (metadata.Mtime % _fidelity.MtimeGrain);
    }

    private sealed class Hold(MemoryDisk disk) : IAsyncDisposable
    {
        private int _released;

        public ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _released, 1) == 0)
            {
                lock (disk.Gate) disk.IsLocked = false;
            }
            return ValueTask.CompletedTask;
        }
    }
}
