using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Memory;

/// <summary>One object of a memory disk: what an inode is to a file system. Read and changed only under the disk's lock.</summary>
internal sealed class MemoryNode(ulong inode, EntryKind kind)
{
    public ulong Inode { get; } = inode;

    public EntryKind Kind { get; } = kind;

    public int Mode { get; set; }

    public int Uid { get; set; }

    public int Gid { get; set; }

    public long Mtime { get; set; }

    public long Ctime { get; set; }

    /// <summary>Number of names, in the tree and in the trash.</summary>
    public int Links { get; set; }

    public ReadOnlyMemory<byte> Target { get; init; }

    public Xattrs Xattrs { get; set; } = Xattrs.None;

    public MemoryContent Content { get; } = new();

    /// <summary>Why what a directory holds cannot be listed; null when it can.</summary>
    public string? Unlisted { get; set; }

    /// <summary>What a directory holds, by name.</summary>
    public SortedDictionary<byte[], MemoryNode> Children { get; } = new(ByteOrder.Instance);

    /// <summary>The node under one of its names, as a listing tells it.</summary>
    public Entry ToEntry(TreePath path, bool withXattrs = false) => new()
    {
        Path = path,
        Kind = Kind,
        Size = Content.Size,
        Allocated = Kind == EntryKind.File ? Content.Allocated : -1,
        Mtime = Mtime,
        Ctime = Ctime,
        Mode = Mode,
        Uid = Uid,
        Gid = Gid,
        Inode = Inode,
        Links = Kind == EntryKind.Directory ? 1 : Links,
        Target = Target,
        Unlisted = Unlisted,
        Xattrs = withXattrs ? Xattrs : null,
    };

    /// <summary>
    /// Whether this is what was seen. A directory's size and time follow what happens inside it, so for one only the
    /// object counts; status-change times move with every link and rename, so they do not count.
    /// </summary>
    public bool IsStill(Entry expected) =>
        Kind == expected.Kind
        && (expected.Inode == 0 || Inode == expected.Inode)
        && (Kind == EntryKind.Directory
            || (Content.Size == expected.Size && Mtime == expected.Mtime && Target.Span.SequenceEqual(expected.Target.Span)));

    private sealed class ByteOrder : IComparer<byte[]>
    {
        public static readonly ByteOrder Instance = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
