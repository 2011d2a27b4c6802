using System.Text;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>
/// All of a store by id, with the folders above: what the server tells by id becomes a name here, and a folder that moves takes all below
/// it along. It is held in memory, some 450 bytes a file. Changing it tells which names may look different now.
/// </summary>
internal sealed class DriveTree
{
    private readonly bool _followsShortcuts;
    private readonly Dictionary<string, DriveNode> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<DriveNode>> _shortcuts = new(StringComparer.Ordinal);

    /// <summary>An empty tree.</summary>
    /// <param name="root">The folder that is the store's root; what stands in it in one tree does not in another.</param>
    /// <param name="followsShortcuts">Whether shortcuts lead on to what they point to.</param>
    public DriveTree(DriveNode root, bool followsShortcuts)
    {
        (Root, _followsShortcuts) = (root.Alone(), followsShortcuts);
        _nodes[root.Id] = Root;
    }

    /// <summary>Held by whoever looks or changes.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The folder that is the store's root.</summary>
    public DriveNode Root { get; }

    /// <summary>Whether shortcuts lead on.</summary>
    public bool FollowsShortcuts => _followsShortcuts;

    /// <summary>Why not everything may be in it; null when it is complete.</summary>
    public string? Gap { get; set; }

    /// <summary>How many there are.</summary>
    public int Count => _nodes.Count;

    /// <summary>All there are.</summary>
    public IEnumerable<DriveNode> Nodes => _nodes.Values;

    /// <summary>The node of an id; null when it is not in the tree.</summary>
    public DriveNode? Find(string id) => _nodes.GetValueOrDefault(id);

    /// <summary>Puts something where it stands now, or takes it out when its folder is not in the tree.</summary>
    /// <param name="node">As it is now.</param>
    /// <param name="dirt">Gets the names that may look different.</param>
    public void Put(DriveNode node, ICollection<ScopeItem>? dirt = null)
    {
        var before = _nodes.GetValueOrDefault(node.Id);
        if (before == Root) return;
        var parent = node.ParentId is { } above ? _nodes.GetValueOrDefault(above) : null;
        var stays = before is not null && before.Parent == parent && before.Base == node.Base && before.Kind == node.Kind;
        if (stays && before!.LooksLike(node) && Same(before.Target, node.Target)) return;
        if (before is not null) Detach(before, dirt, !stays);
        if (parent is null && !IsLoose(node))
        {
            Forget(before);
            return;
        }
        node.Children = before?.Children;
        foreach (var child in node.Children?.Values.SelectMany(list => list) ?? []) child.Parent = node;
        _nodes[node.Id] = node;
        Follow(node);
        Attach(node, parent, dirt, !stays);
    }

    /// <summary>All nodes but the root, each after the folder it stands in, and how deep it stands there; at 0, after all others, what shortcuts alone lead to.</summary>
    public List<(DriveNode Node, int Depth)> Ordered()
    {
        var ordered = new List<(DriveNode Node, int Depth)>(_nodes.Count);
        var open = new Stack<(DriveNode Node, int Depth)>();
        foreach (var top in _nodes.Values.Where(node => node.Parent is null && node != Root).Prepend(Root))
        {
            open.Push((top, 0));
            while (open.TryPop(out var at))
            {
                if (at.Node != Root) ordered.Add(at);
                foreach (var list in at.Node.Children?.Values ?? Enumerable.Empty<List<DriveNode>>()) foreach (var child in list) open.Push((child, at.Depth + 1));
            }
        }
        return ordered;
    }

    /// <summary>Puts a node where it stood in a tree that was kept.</summary>
    /// <param name="node">The node.</param>
    /// <param name="parent">The folder it stands in; null for what shortcuts alone lead to.</param>
    /// <returns>False when there is one of its id.</returns>
    public bool Restore(DriveNode node, DriveNode? parent)
    {
        if (!_nodes.TryAdd(node.Id, node)) return false;
        Follow(node);
        Attach(node, parent, null, false);
        return true;
    }

    /// <summary>Takes something out, with all below it.</summary>
    public void Remove(string id, ICollection<ScopeItem>? dirt = null)
    {
        if (!_nodes.TryGetValue(id, out var node) || node == Root) return;
        Detach(node, dirt, true);
        Forget(node);
    }

    /// <summary>The name of a node in its folder: colliders bear their ids.</summary>
    public static string NameOf(DriveNode node) => node.Parent?.Children?.GetValueOrDefault(node.Base) is { Count: > 1 } ? DriveNames.WithId(node.Base, node.Id) : node.Base;

    /// <summary>Where a node stands; null when it is not reached from the root.</summary>
    public TreePath? PathOf(DriveNode node)
    {
        var names = new Stack<byte[]>();
        for (var at = node; at != Root; at = at.Parent)
        {
            if (at.Parent is null) return null;
            names.Push(DriveNames.Bytes(NameOf(at)));
        }
        var path = TreePath.Root;
        foreach (var name in names) path = path.Child(name);
        return path;
    }

    /// <summary>What stands under a name in a folder; null for nothing.</summary>
    public static DriveNode? ChildOf(DriveNode folder, string name)
    {
        if (folder.Children is null) return null;
        if (folder.Children.TryGetValue(name, out var same) && same.Count == 1) return same[0];
        if (DriveNames.IdIn(name) is not { } id) return null;
        foreach (var list in folder.Children.Values.Where(list => list.Count > 1))
            foreach (var node in list) if (node.Id == id && NameOf(node) == name) return node;
        return null;
    }

    /// <summary>What a shortcut points to, when it is in the tree and shortcuts are followed there.</summary>
    public DriveNode? Followed(DriveNode node) => _followsShortcuts && node is { Kind: DriveKind.Shortcut, Target: { } target } && _nodes.GetValueOrDefault(Encoding.ASCII.GetString(target)) is { Kind: not DriveKind.Shortcut } found ? found : null;

    /// <summary>Whether it is kept although no folder of the tree holds it: what shortcuts lead to.</summary>
    private bool IsLoose(DriveNode node) => _followsShortcuts && (_shortcuts.ContainsKey(node.Id) || (_nodes.TryGetValue(node.Id, out var there) && there.Parent is null));

    private void Follow(DriveNode node)
    {
        if (node is { Kind: DriveKind.Shortcut, Target: { } target }) (_shortcuts.TryGetValue(Encoding.ASCII.GetString(target), out var list) ? list : _shortcuts[Encoding.ASCII.GetString(target)] = []).Add(node);
    }

    private void Attach(DriveNode node, DriveNode? parent, ICollection<ScopeItem>? dirt, bool isDeep)
    {
        node.Parent = parent;
        if (parent is null) return;
        // One text for all in a folder: for many files it is much.
        node.ParentId = parent.Id;
        parent.Children ??= new Dictionary<string, List<DriveNode>>(StringComparer.Ordinal);
        if (!parent.Children.TryGetValue(node.Base, out var same)) parent.Children[node.Base] = same = new List<DriveNode>(1);
        // Whoever was alone under the name gets another one now.
        if (dirt is not null && same.Count == 1) Dirty(same[0], dirt, true);
        same.Add(node);
        if (dirt is null) return;
        if (same.Count > 1) foreach (var one in same) Dirty(one, dirt, true);
        else Dirty(node, dirt, isDeep);
    }

    private void Detach(DriveNode node, ICollection<ScopeItem>? dirt, bool isDeep)
    {
        if (node is { Kind: DriveKind.Shortcut, Target: { } target } && _shortcuts.TryGetValue(Encoding.ASCII.GetString(target), out var pointing)) pointing.Remove(node);
        if (node.Parent?.Children?.GetValueOrDefault(node.Base) is not { } same) return;
        if (dirt is not null)
        {
            if (same.Count > 1) foreach (var one in same) Dirty(one, dirt, true);
            else Dirty(node, dirt, isDeep);
        }
        same.Remove(node);
        if (same.Count == 0) node.Parent.Children.Remove(node.Base);
        else if (dirt is not null && same.Count == 1) Dirty(same[0], dirt, true);
        node.Parent = null;
    }

    private void Forget(DriveNode? node)
    {
        if (node is null) return;
        _nodes.Remove(node.Id);
        foreach (var child in node.Children?.Values.SelectMany(list => list).ToArray() ?? []) Forget(child);
    }

    // A name, and each name under which a shortcut above or at it shows it too.
    private void Dirty(DriveNode node, ICollection<ScopeItem> dirt, bool isDeep)
    {
        if (PathOf(node) is { } path) dirt.Add(new ScopeItem(path, isDeep && node.IsFolder));
        if (_shortcuts.Count == 0) return;
        for (var at = node; at is not null; at = at.Parent)
            foreach (var shortcut in _shortcuts.GetValueOrDefault(at.Id) ?? []) if (PathOf(shortcut) is { } shown) dirt.Add(new ScopeItem(shown, true));
    }

    private static bool Same(byte[]? left, byte[]? right) => left is null ? right is null : right is not null && left.AsSpan().SequenceEqual(right);
}
