using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Memory;

/// <summary>Lists a memory disk as it is at one moment. Used only under the disk's lock.</summary>
internal sealed class MemoryListing(MemoryDisk disk, FilterSet filters)
{
    private readonly List<Entry> _entries = [];

    /// <summary>The entries of a scope, in canonical order.</summary>
    public List<Entry> List(Scope scope)
    {
        if (scope.Items is not { } items)
        {
            Add(TreePath.Root, disk.Root, deep: true);
            return _entries;
        }
        foreach (var item in items)
        {
            if (disk.Find(item.Path) is not { } node) continue;
            if (filters.DecideFromRoot(item.Path, node.Kind == EntryKind.Directory).Included) Add(item.Path, node, item.Deep);
        }
        // Items are ordered as if each were a directory; what they turned out to be decides the order of entries.
        _entries.Sort(CanonicalOrder.Compare);
        return _entries;
    }

    private void Add(TreePath path, MemoryNode node, bool deep)
    {
        _entries.Add(node.ToEntry(path));
        if (!deep || node.Unlisted is not null) return;
        var children = node.Children
            .Select(child => (Path: path.Child(child.Key), Node: child.Value))
            .OrderBy(child => CanonicalOrder.Key(child.Path, child.Node.Kind == EntryKind.Directory), KeyOrder);
        foreach (var (childPath, child) in children)
        {
            if (filters.Decide(childPath, child.Kind == EntryKind.Directory).Included) Add(childPath, child, deep: true);
        }
    }

    private static readonly Comparer<byte[]> KeyOrder = Comparer<byte[]>.Create(static (x, y) => x.AsSpan().SequenceCompareTo(y));
}
