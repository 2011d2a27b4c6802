using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Files.Watching;

/// <summary>A directory that is watched.</summary>
/// <param name="watch">The kernel's number for it.</param>
/// <param name="parent">The directory that holds it; null for the root.</param>
/// <param name="name">Its name there.</param>
internal sealed class WatchedDirectory(int watch, WatchedDirectory? parent, byte[] name)
{
    public int Watch => watch;
    public WatchedDirectory? Parent { get; private set; } = parent;
    public byte[] Name { get; private set; } = name;
    public bool IsRoot => Parent is null;

    /// <summary>Where it stands. Put together when it is needed: whole paths in memory would cost several times the tree.</summary>
    public TreePath Path
    {
        get
        {
            var length = -1;
            for (var node = this; !node.IsRoot; node = node.Parent!) length += node.Name.Length + 1;
            if (length < 0) return TreePath.Root;
            var bytes = new byte[length];
            for (var node = this; !node.IsRoot; node = node.Parent!)
            {
                length -= node.Name.Length;
                node.Name.CopyTo(bytes, length);
                if (length > 0) bytes[--length] = (byte)'/';
            }
            return TreePath.Trusted(bytes);
        }
    }

    /// <summary>Whether it is <paramref name="other"/> or stands below it.</summary>
    public bool IsIn(WatchedDirectory other)
    {
        for (var node = this; node is not null; node = node.Parent)
        {
            if (node == other) return true;
        }
        return false;
    }

    /// <summary>It stands somewhere else now, with everything below it.</summary>
    public void Place(WatchedDirectory parent, byte[] name) => (Parent, Name) = (parent, name);
}

/// <summary>The directories that are watched, by the kernel's number.</summary>
internal sealed class WatchTree
{
    private readonly Dictionary<int, WatchedDirectory> _byWatch = [];

    public int Count => _byWatch.Count;

    public WatchedDirectory? Find(int watch) => _byWatch.GetValueOrDefault(watch);

    public WatchedDirectory Add(int watch, WatchedDirectory? parent, byte[] name) => _byWatch[watch] = new WatchedDirectory(watch, parent, name);

    public void Remove(int watch) => _byWatch.Remove(watch);

    /// <summary>Takes a directory and all below it out, and gives their numbers.</summary>
    public IReadOnlyList<int> RemoveAll(WatchedDirectory top)
    {
        var gone = _byWatch.Values.Where(node => node.IsIn(top)).Select(node => node.Watch).ToArray();
        foreach (var watch in gone) _byWatch.Remove(watch);
        return gone;
    }

    public void Clear() => _byWatch.Clear();
}
