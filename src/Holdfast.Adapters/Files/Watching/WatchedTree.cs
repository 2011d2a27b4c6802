using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Files.Watching;

/// <summary>
/// Keeps a watch on every directory of a tree and turns events into dirty names. Directories are opened beneath the root
/// without following links and watched by their descriptor. Used by one thread.
/// </summary>
internal sealed class WatchedTree : IDisposable
{
    // While a large tree is being watched, events are read every so often, or the kernel's queue would run over.
    private const int DirectoriesBetweenReads = 256;
    private const int ReadsAtATime = 64;
    private readonly TreeRoot _root;
    private readonly FilterSet _filters;
    private readonly DirtyNames _dirty;
    private readonly Descriptor _inotify;
    private readonly DirectoryReader _reader;
    private readonly WatchTree _tree = new();
    private readonly Stack<(WatchedDirectory? Parent, byte[] Name)> _waiting = new();
    private readonly List<TreePath> _arrived = [];
    private readonly byte[] _buffer = new byte[32 << 10];
    private bool _isGrowing;

    /// <summary>Makes an inotify instance; nothing is watched yet.</summary>
    /// <exception cref="SystemCallException">There can be no more instances.</exception>
    public WatchedTree(TreeRoot root, FilterSet filters, DirtyNames dirty)
    {
        (_root, _filters, _dirty) = (root, filters, dirty);
        _reader = new DirectoryReader(root.Calls);
        _inotify = new Descriptor(root.Calls, SystemCallException.Check(root.Calls.InotifyInit(InotifyFlags.CloseOnExecNonBlocking), "inotify_init1", TreePath.Root));
    }

    /// <summary>The descriptor that can be read when there are events.</summary>
    public int Number => _inotify.Number;

    /// <summary>Directories that are watched.</summary>
    public int Count => _tree.Count;

    /// <summary>Why something is not watched; null when everything is.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Whether events were lost, so that directories may be missing too.</summary>
    public bool HasLost { get; private set; }

    /// <summary>Watches the root and everything below it.</summary>
    public void Begin()
    {
        _waiting.Push((null, []));
        Grow();
    }

    /// <summary>Reads the events there are, and watches the directories that have come.</summary>
    /// <exception cref="SystemCallException">Events cannot be read.</exception>
    public void Follow()
    {
        ReadEvents();
        Grow();
    }

    /// <inheritdoc/>
    public void Dispose() => _inotify.Dispose();

    private void Grow()
    {
        if (_isGrowing) return;
        _isGrowing = true;
        for (var done = 1; _waiting.TryPop(out var next) && !HasLost; done++)
        {
            Watch(next.Parent, next.Name);
            if (done % DirectoriesBetweenReads == 0) ReadEvents();
        }
        _isGrowing = false;
        // Only now: what was written before its directory was watched is found by who looks at it from here on.
        foreach (var path in _arrived) _dirty.Add(path, true);
        _arrived.Clear();
    }

    private void Watch(WatchedDirectory? parent, byte[] name)
    {
        // A directory that is no longer watched as it was found is found again by who watches it anew.
        if (parent is not null && _tree.Find(parent.Watch) != parent) return;
        var path = parent is null ? TreePath.Root : parent.Path.Child(name);
        var number = _root.TryOpen(path, OpenFlags.Directory | OpenFlags.NonBlocking);
        if (number < 0)
        {
            // Gone again, or replaced by something that is not entered.
            if (-number is not (Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP or Errno.EXDEV)) Fail(path, "openat2", -number);
            return;
        }
        using var directory = new Descriptor(_root.Calls, number);
        var watch = _root.Calls.InotifyAddWatch(Number, directory.ProcPath, InotifyFlags.Watched);
        if (watch < 0)
        {
            Fail(path, "inotify_add_watch", -watch);
            return;
        }
        if (_tree.Find(watch) is { } known && !Place(known, parent, name)) return;
        QueueBelow(_tree.Add(watch, parent, name), directory, path);
    }

    // A directory that is watched already was renamed. True when it is to be watched anew.
    private bool Place(WatchedDirectory known, WatchedDirectory? parent, byte[] name)
    {
        if (parent is null || parent.IsIn(known))
        {
            // Our picture of the tree is behind the tree itself: events to come would be misunderstood.
            if (known.Parent != parent) HasLost = true;
            return false;
        }
        if (known.Parent == parent && known.Name.AsSpan().SequenceEqual(name)) return false;
        if (_filters.Rules.Count == 0)
        {
            known.Place(parent, name);
            return false;
        }
        // In another place other rules may hold for what is below: what was left out there may take part here.
        Forget(known, keep: known.Watch);
        return true;
    }

    private void QueueBelow(WatchedDirectory node, Descriptor directory, TreePath path)
    {
        try
        {
            _reader.Begin(directory.Number);
            for (var name = _reader.Next(path); !name.IsEmpty; name = _reader.Next(path))
            {
                if (_reader.MayBeDirectory && IsOurs(node, name, path.Child(name), true)) _waiting.Push((node, name.ToArray()));
            }
        }
        catch (SystemCallException failure)
        {
            Fail(path, failure.Call, failure.Error);
        }
    }

    private void ReadEvents()
    {
        for (var reads = 0; reads < ReadsAtATime && !HasLost; reads++)
        {
            var read = _root.Calls.Read(Number, _buffer);
            if (read == -Errno.EAGAIN) return;
            ReadOnlySpan<byte> rest = _buffer.AsSpan(0, SystemCallException.Check(read, "read", TreePath.Root));
            while (!rest.IsEmpty && !HasLost) Handle(InotifyEvent.Next(ref rest));
        }
    }

    private void Handle(InotifyEvent happened)
    {
        if (happened.Has(InotifyFlags.Overflow))
        {
            HasLost = true;
            return;
        }
        if (_tree.Find(happened.Watch) is not { } node) return;
        if (happened.Has(InotifyFlags.Ignored | InotifyFlags.Unmount | InotifyFlags.DeleteSelf)) Gone(node, happened);
        else if (happened.Has(InotifyFlags.MoveSelf)) Moved(node);
        else if (!happened.Name.IsEmpty) Named(node, happened);
        else if (node.IsRoot) _dirty.Add(TreePath.Root, false);
    }

    private void Gone(WatchedDirectory node, InotifyEvent happened)
    {
        if (node.IsRoot) Trouble = happened.Has(InotifyFlags.Unmount) ? "the store was unmounted" : "the store's root was removed";
        else if (happened.Has(InotifyFlags.Unmount)) HasLost = true;
        if (happened.Has(InotifyFlags.Ignored)) _tree.Remove(node.Watch);
        if (node.IsRoot) _dirty.Lose(Trouble!);
    }

    // The event of the directory's new place came before this one, if it has one inside the tree.
    private void Moved(WatchedDirectory node)
    {
        if (node.IsRoot)
        {
            Trouble = "the store's root was renamed";
            _dirty.Lose(Trouble);
            return;
        }
        Grow();
        if (_tree.Find(node.Watch) == node && !StillStands(node)) Forget(node);
    }

    private bool StillStands(WatchedDirectory node)
    {
        var number = _root.TryOpen(node.Path, OpenFlags.Directory | OpenFlags.NonBlocking);
        if (number < 0) return false;
        using var directory = new Descriptor(_root.Calls, number);
        var watch = _root.Calls.InotifyAddWatch(Number, directory.ProcPath, InotifyFlags.Watched);
        if (watch == node.Watch) return true;
        // Another directory has taken the name; the event of its coming finds it watched or watches it.
        if (watch >= 0 && _tree.Find(watch) is null) _ = _root.Calls.InotifyRemoveWatch(Number, watch);
        return false;
    }

    private void Named(WatchedDirectory node, InotifyEvent happened)
    {
        var above = node.Path;
        var path = above.Child(happened.Name);
        var isDirectory = happened.Has(InotifyFlags.IsDirectory);
        if (!IsOurs(node, happened.Name, path, isDirectory)) return;
        if (happened.Has(InotifyFlags.Names)) _dirty.Add(above, false);
        if (isDirectory && happened.Has(InotifyFlags.Create | InotifyFlags.MovedTo))
        {
            _waiting.Push((node, happened.Name.ToArray()));
            _arrived.Add(path);
        }
        else
        {
            _dirty.Add(path, isDirectory && happened.Has(InotifyFlags.Delete | InotifyFlags.MovedFrom));
        }
    }

    private bool IsOurs(WatchedDirectory node, ReadOnlySpan<byte> name, TreePath path, bool isDirectory) =>
        !(node.IsRoot && name.SequenceEqual(TreeNames.Own)) && (_filters.Rules.Count == 0 || _filters.DecideFromRoot(path, isDirectory).Included);

    private void Forget(WatchedDirectory top, int keep = -1)
    {
        foreach (var watch in _tree.RemoveAll(top))
        {
            if (watch != keep) _ = _root.Calls.InotifyRemoveWatch(Number, watch);
        }
    }

    private void Fail(TreePath path, string call, int error)
    {
        if (error == Errno.ENOSPC)
        {
            Trouble = $"the system's limit of watches is used up after {_tree.Count} directories of this store: raise fs.inotify.max_user_watches";
            // Every further directory would meet the same limit.
            _waiting.Clear();
        }
        else
        {
            Trouble ??= $"{path} cannot be watched: {call}: {Errno.Describe(error)}";
        }
        _dirty.Lose(Trouble);
    }
}
