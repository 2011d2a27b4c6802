using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Restoring;

/// <summary>Whether what stands there is what a run left.</summary>
internal static class Sameness
{
    /// <summary>The same thing with the same content, as far as its stamps tell.</summary>
    public static bool IsStill(this Entry now, Entry? left) =>
        left is not null && now.Kind == left.Kind
        && (now.Inode == 0 || left.Inode == 0 || now.Inode == left.Inode)
        && (now.IsDirectory || (now.Size == left.Size && now.Mtime == left.Mtime && now.Target.Span.SequenceEqual(left.Target.Span)));

    /// <summary>Parts of metadata in which two entries differ. Times of directories do not count: everybody who adds a name moves them.</summary>
    public static MetadataParts Difference(Entry left, Entry right)
    {
        var parts = MetadataParts.None;
        if (left.Uid != right.Uid || left.Gid != right.Gid) parts |= MetadataParts.Owner;
        if (left.Kind != EntryKind.Symlink && left.Mode != right.Mode) parts |= MetadataParts.Mode;
        if (left.Mtime != right.Mtime && !left.IsDirectory) parts |= MetadataParts.Mtime;
        return parts;
    }
}
