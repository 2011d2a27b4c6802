using System.Text;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>One name of a tree, and the node that stands there.</summary>
/// <param name="Path">The name.</param>
/// <param name="Node">What stands there; for a shortcut that is followed what it leads to.</param>
/// <param name="IsLed">Whether a shortcut led here: shortcuts below are links again, so that no circle and no doubling of doublings can be.</param>
internal readonly record struct DriveName(TreePath Path, DriveNode Node, bool IsLed);

/// <summary>Walks a tree in canonical order, and finds names in it.</summary>
internal static class DriveListing
{
    private static readonly byte[] Own = Encoding.ASCII.GetBytes(DriveNames.Own);

    /// <summary>What stands at a path; null for nothing.</summary>
    public static DriveName? Find(DriveTree tree, TreePath path)
    {
        var at = new DriveName(TreePath.Root, tree.Root, false);
        if (path.IsRoot) return at;
        if (path.Top.SequenceEqual(Own)) return null;
        foreach (var range in path.Bytes.Split((byte)'/'))
        {
            if (!at.Node.IsFolder) return null;
            var part = path.Bytes[range];
            DriveNode? child;
            lock (tree.Gate) child = DriveTree.ChildOf(at.Node, DriveNames.Text(part));
            if (child is null) return null;
            at = Lead(tree, at.Path.Child(part), child, at.IsLed);
        }
        return at;
    }

    /// <summary>Everything below a folder, without the folder itself.</summary>
    public static IEnumerable<DriveName> Walk(DriveTree tree, DriveName top, FilterSet filters)
    {
        var open = new Stack<IEnumerator<DriveName>>();
        open.Push(Children(tree, top).GetEnumerator());
        while (open.TryPeek(out var level))
        {
            if (!level.MoveNext())
            {
                open.Pop().Dispose();
                continue;
            }
            var name = level.Current;
            if (!filters.Decide(name.Path, name.Node.IsFolder).Included) continue;
            yield return name;
            if (name.Node.IsFolder) open.Push(Children(tree, name).GetEnumerator());
        }
    }

    /// <summary>What a folder holds, in order.</summary>
    public static IReadOnlyList<DriveName> Children(DriveTree tree, DriveName folder)
    {
        var names = new List<(byte[] Key, DriveName Name)>();
        lock (tree.Gate)
        {
            foreach (var list in folder.Node.Children?.Values ?? Enumerable.Empty<List<DriveNode>>())
            {
                foreach (var node in list)
                {
                    var bytes = DriveNames.Bytes(DriveTree.NameOf(node));
                    if (folder.Path.IsRoot && bytes.AsSpan().SequenceEqual(Own)) continue;
                    var name = Lead(tree, folder.Path.Child(bytes), node, folder.IsLed);
                    names.Add((name.Node.IsFolder ? [.. bytes, (byte)'/'] : bytes, name));
                }
            }
        }
        names.Sort(static (left, right) => left.Key.AsSpan().SequenceCompareTo(right.Key));
        return [.. Apart(names).Select(pair => pair.Name)];
    }

    // A name made of another and an id may be somebody's real name: then both bear their ids.
    private static List<(byte[] Key, DriveName Name)> Apart(List<(byte[] Key, DriveName Name)> names)
    {
        for (var i = 1; i < names.Count; i++)
        {
            if (!names[i].Name.Path.Equals(names[i - 1].Name.Path)) continue;
            var again = names[i].Name;
            var path = again.Path.Parent.Child(DriveNames.Bytes(DriveNames.WithId(DriveNames.Text(again.Path.Name), again.Node.Id)));
            names[i] = (CanonicalOrder.Key(path, again.Node.IsFolder), again with { Path = path });
        }
        return names;
    }

    private static DriveName Lead(DriveTree tree, TreePath path, DriveNode node, bool isLed)
    {
        if (isLed || tree.Followed(node) is not { } target) return new DriveName(path, node, isLed);
        for (var above = node.Parent; above is not null; above = above.Parent) if (above == target) return new DriveName(path, node, false);
        return new DriveName(path, target, true);
    }
}
