using System.Collections.Concurrent;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Memory;

/// <summary>
/// What memory stores of one name share inside a process: the tree, its trash, its temporaries, its lock and its watchers.
/// It outlives the stores opened on it, as a disk does.
/// </summary>
internal sealed class MemoryDisk
{
    private static readonly ConcurrentDictionary<string, MemoryDisk> Disks = new(StringComparer.Ordinal);

    private readonly TimeProvider _time;
    private readonly List<MemoryWatcher> _watchers = [];
    private ulong _lastInode;

    /// <summary>Makes an empty disk.</summary>
    /// <param name="name">Its name; its identity is made from it.</param>
    /// <param name="time">The clock of its times.</param>
    /// <param name="capacity">Bytes of content it can hold, trash and temporaries included.</param>
    public MemoryDisk(string name, TimeProvider time, long capacity = long.MaxValue)
    {
        (Name, _time, Total) = (name, time, capacity);
        Root = NewNode(EntryKind.Directory);
        (Root.Mode, Root.Mtime) = (0b111_101_101, Now());
        Trash = new MemoryTrash(this);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Guards everything on the disk.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The store's root directory.</summary>
    public MemoryNode Root { get; }

    /// <summary>What was replaced or removed.</summary>
    public MemoryTrash Trash { get; }

    /// <summary>Bytes it can hold.</summary>
    public long Total { get; }

    /// <summary>Bytes it holds: tree, trash and temporaries.</summary>
    public long Used { get; private set; }

    /// <summary>Writes that wait to be published.</summary>
    public HashSet<MemoryNode> Temporaries { get; } = [];

    /// <summary>Whether the marker stands.</summary>
    public bool IsMarked { get; set; }

    /// <summary>What the marker says of encryption; null for none.</summary>
    public StoreSeal? Seal { get; set; }

    /// <summary>Whether somebody holds it for writing.</summary>
    public bool IsLocked { get; set; }

    /// <summary>The disk of a name in this process; made empty on first use.</summary>
    public static MemoryDisk Shared(string name, TimeProvider time) => Disks.GetOrAdd(name, static (name, time) => new MemoryDisk(name, time), time);

    /// <summary>Nanoseconds since 1970-01-01 UTC.</summary>
    public long Now() => (_time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) * 100;

    /// <summary>A moment as the disk's clock gives it.</summary>
    public DateTimeOffset Today() => _time.GetUtcNow();

    /// <summary>A new object without a name.</summary>
    public MemoryNode NewNode(EntryKind kind, ReadOnlyMemory<byte> target = default) => new(++_lastInode, kind) { Target = target.ToArray(), Ctime = Now() };

    /// <summary>The object of a name; null when there is none.</summary>
    public MemoryNode? Find(TreePath path)
    {
        if (path.IsRoot) return Root;
        var node = Root;
        foreach (var range in path.Bytes.Split((byte)'/'))
        {
            if (node.Kind != EntryKind.Directory || !node.Children.TryGetValue(path.Bytes[range].ToArray(), out var child)) return null;
            node = child;
        }
        return node;
    }

    /// <summary>Gives an object a name that is free.</summary>
    public void Attach(MemoryNode parent, TreePath path, MemoryNode node)
    {
        parent.Children.Add(path.Name.ToArray(), node);
        node.Links++;
        (parent.Mtime, parent.Ctime, node.Ctime) = (Now(), Now(), Now());
        Touched(path, node, deep: node.Kind == EntryKind.Directory);
        Touched(path.Parent, parent, deep: false);
    }

    /// <summary>Takes a name away; the object stays as long as something else holds it.</summary>
    public MemoryNode Detach(MemoryNode parent, TreePath path)
    {
        var key = path.Name.ToArray();
        var node = parent.Children[key];
        parent.Children.Remove(key);
        node.Links--;
        (parent.Mtime, parent.Ctime, node.Ctime) = (Now(), Now(), Now());
        Touched(path, node, deep: node.Kind == EntryKind.Directory);
        Touched(path.Parent, parent, deep: false);
        return node;
    }

    /// <summary>Takes room; false when there is not enough.</summary>
    public bool TryTake(long bytes)
    {
        if (bytes > Total - Used) return false;
        Used += bytes;
        return true;
    }

    /// <summary>Gives back the room of an object that nothing holds any more.</summary>
    public void Free(MemoryNode node)
    {
        if (node.Links == 0) Used -= node.Content.Allocated;
    }

    /// <summary>Tells the watchers that a name may have changed.</summary>
    public void Touched(TreePath path, MemoryNode node, bool deep)
    {
        foreach (var watcher in _watchers) watcher.Touch(path, node.Kind == EntryKind.Directory, deep);
    }

    /// <summary>Lets a watcher hear of changes from now on.</summary>
    public void Add(MemoryWatcher watcher)
    {
        lock (Gate) _watchers.Add(watcher);
    }

    /// <summary>Lets it hear no more.</summary>
    public void Remove(MemoryWatcher watcher)
    {
        lock (Gate) _watchers.Remove(watcher);
    }

    /// <summary>Makes every watcher believe that events were lost, as a full queue would.</summary>
    public void LoseEvents()
    {
        lock (Gate)
        {
            foreach (var watcher in _watchers) watcher.Lose("the queue of events was full");
        }
    }

    /// <summary>Changes a file as a careless program would: in place, under its final name, same object.</summary>
    public void EditInPlace(TreePath path, ReadOnlySpan<byte> content, long? mtime = null)
    {
        lock (Gate)
        {
            var node = Find(path) ?? throw new ArgumentException($"there is no {path}", nameof(path));
            Used += content.Length - node.Content.Allocated;
            node.Content.Replace(content);
            (node.Mtime, node.Ctime) = (mtime ?? Now(), Now());
            Touched(path, node, deep: false);
        }
    }

    /// <summary>Makes a directory impossible to list, or possible again with null.</summary>
    public void Unlist(TreePath path, string? why)
    {
        lock (Gate) (Find(path) ?? throw new ArgumentException($"there is no {path}", nameof(path))).Unlisted = why;
    }

    /// <summary>Puts a FIFO, socket or device there, as a user would.</summary>
    public void Plant(TreePath path, int mode)
    {
        lock (Gate)
        {
            var node = NewNode(EntryKind.Special);
            (node.Mode, node.Mtime) = (mode, Now());
            Attach(Find(path.Parent) ?? throw new ArgumentException($"there is no {path.Parent}", nameof(path)), path, node);
        }
    }
}
