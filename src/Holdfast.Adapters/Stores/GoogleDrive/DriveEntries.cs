using System.Text;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>Nodes as entries.</summary>
internal static class DriveEntries
{
    /// <summary>The entry of a name.</summary>
    public static Entry Of(DriveTree tree, DriveName name)
    {
        var node = name.Node;
        var kind = node.Kind switch { DriveKind.Folder => EntryKind.Directory, DriveKind.File or DriveKind.Document => EntryKind.File, _ => EntryKind.Symlink };
        return new Entry
        {
            Path = name.Path,
            Kind = kind,
            Size = node.Size,
            Mtime = node.Mtime,
            Mode = node.Mode,
            Uid = node.Uid,
            Gid = node.Gid,
            Inode = node.Inode,
            Target = node.Kind switch { DriveKind.Link => node.Target, DriveKind.Shortcut => Led(tree, name), DriveKind.Unexportable => Address(node.Id), _ => default(ReadOnlyMemory<byte>) },
            IsSizeUnknown = node.Kind == DriveKind.Document,
            Unlisted = name.Path.IsRoot ? tree.Gap : null,
        };
    }

    /// <summary>What the caller knew of the size of a document, as long as it is the same version.</summary>
    public static Entry WithKnown(Entry entry, Entry? known) => entry.IsSizeUnknown && known is { IsFile: true, Inode: var inode } && inode == entry.Inode ? entry with { Size = known.Size } : entry;

    // A link to what is in the tree leads there; to anything else it is the address people know it by.
    private static ReadOnlyMemory<byte> Led(DriveTree tree, DriveName name)
    {
        var id = Encoding.ASCII.GetString(name.Node.Target ?? []);
        TreePath? found;
        lock (tree.Gate) found = tree.Find(id) is { } target ? tree.PathOf(target) : null;
        if (found is not { } to) return Address(id);
        var ups = Math.Max(0, name.Path.Depth - 1);
        return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("../", ups))).Concat(to.IsRoot ? "."u8.ToArray() : to.Bytes.ToArray()).ToArray();
    }

    private static byte[] Address(string id) => Encoding.UTF8.GetBytes($"https://drive.google.com/open?id={id}");
}
