using Holdfast.Engine.Model;

namespace Holdfast.Engine.Verifying;

/// <summary>
/// Takes a <see cref="RootHash"/> of rows that come in canonical order. Memory grows with the depth of the tree alone.
/// <para>
/// Version 1, all numbers little-endian. Every directory has two nodes, each the SHA-256 of:
/// </para>
/// <list type="bullet">
/// <item>the ASCII bytes <c>holdfast root hash 1 content\n</c> or <c>holdfast root hash 1 metadata\n</c>;</item>
/// <item>in the metadata node only: the directory's own mode, user and group (4 bytes each);</item>
/// <item>one record for each child in canonical order: its kind (1 byte: 1 file, 2 directory, 3 link), the length of its name
/// (4 bytes), its name, the length of its value (4 bytes), its value.</item>
/// </list>
/// <para>
/// The value in a content node: of a file the kind of its hash (1 byte) and the hash (32), or where it was never read a zero
/// byte and its size (8); of a link its target; of a directory its own content node (32). The value in a metadata node: of a
/// file or link its mode, user and group (4 bytes each) and modification time (8, nanoseconds since 1970); of a directory its
/// own metadata node (32).
/// </para>
/// <para>
/// Left out is what says nothing: what not both stores can keep (mode 0, user and group -1, time 0, or the time cut down to the
/// coarser grain), set-id bits of files, which are never carried, modes of links, and times of directories, which move with
/// whoever adds a name. A directory without a row of its own has mode 0, user and group -1.
/// </para>
/// </summary>
public sealed class RootHasher : IDisposable
{
    private readonly Stack<DirectoryNode> _open = new();
    private readonly TreeSide _side;
    private readonly Fidelity _common;
    private readonly Action<DirectoryHash>? _told;
    private byte[]? _lastKey;
    private RootHash _sum = new() { Content = default, Metadata = default };

    /// <summary>Begins.</summary>
    /// <param name="side">Whose metadata is hashed.</param>
    /// <param name="common">What both stores can keep.</param>
    /// <param name="directory">Told of every directory once all below it is known, children before parents; null for nobody.</param>
    public RootHasher(TreeSide side, Fidelity common, Action<DirectoryHash>? directory = null)
    {
        ArgumentNullException.ThrowIfNull(common);
        (_side, _common, _told) = (side, common, directory);
    }

    /// <summary>Takes the next row.</summary>
    /// <exception cref="InvalidDataException">It is out of order.</exception>
    public void Add(BaselineEntry row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var key = CanonicalOrder.Key(row.Path, row.IsDirectory);
        if (_lastKey is { } last && last.AsSpan().SequenceCompareTo(key) >= 0)
            throw new InvalidDataException($"the baseline came out of order: {row.Path} after {CanonicalOrder.FromKey(last).Path}");
        _lastKey = key;
        if (row.Path.IsRoot)
        {
            _open.Push(Open(row));
            return;
        }
        EnterParent(row.Path.Parent);
        Count(row);
        if (row.IsDirectory) _open.Push(Open(row));
        else _open.Peek().AddLeaf(row, StampOf(row), _common);
    }

    /// <summary>The hash of everything taken.</summary>
    public RootHash Finish()
    {
        if (_open.Count == 0) _open.Push(new DirectoryNode(TreePath.Root, null, _common));
        while (_open.Count > 1) Leave();
        using var root = _open.Pop();
        var hash = root.Finish();
        _told?.Invoke(hash);
        return _sum with { Content = hash.Content, Metadata = hash.Metadata };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_open.TryPop(out var node)) node.Dispose();
    }

    private Stamp StampOf(BaselineEntry row) => _side == TreeSide.Source ? row.Source : row.Destination;

    private DirectoryNode Open(BaselineEntry row) => new(row.Path, StampOf(row), _common);

    private void EnterParent(TreePath parent)
    {
        if (_open.Count == 0) _open.Push(new DirectoryNode(TreePath.Root, null, _common));
        while (_open.Peek().Path != parent && !parent.IsBelow(_open.Peek().Path)) Leave();
        // A directory nobody recorded still stands between its children and the root.
        for (var depth = _open.Peek().Path.Depth; depth < parent.Depth; depth++) _open.Push(new DirectoryNode(Ancestor(parent, depth + 1), null, _common));
    }

    private void Leave()
    {
        using var node = _open.Pop();
        var hash = node.Finish();
        _told?.Invoke(hash);
        _open.Peek().AddDirectory(hash);
    }

    private void Count(BaselineEntry row)
    {
        var file = row.Kind == EntryKind.File;
        var verified = file && row.VerifiedAt > 0;
        _sum = _sum with
        {
            Entries = _sum.Entries + 1,
            Files = _sum.Files + (file ? 1 : 0),
            Bytes = _sum.Bytes + (file ? row.Size : 0),
            Unread = _sum.Unread + (file && row.Hash is null ? 1 : 0),
            Verified = _sum.Verified + (verified ? 1 : 0),
            OldestVerified = !verified ? _sum.OldestVerified : _sum.OldestVerified == 0 ? row.VerifiedAt : Math.Min(_sum.OldestVerified, row.VerifiedAt),
            NewestVerified = verified ? Math.Max(_sum.NewestVerified, row.VerifiedAt) : _sum.NewestVerified,
        };
    }

    private static TreePath Ancestor(TreePath path, int depth)
    {
        while (path.Depth > depth) path = path.Parent;
        return path;
    }
}
