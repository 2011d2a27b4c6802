using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Captures;

/// <summary>What an SQLite database consists of on a disk.</summary>
public static class DatabaseFiles
{
    /// <summary>Bytes a database begins with.</summary>
    public static ReadOnlySpan<byte> Magic => "SQLite format 3\0"u8;

    /// <summary>Where the bytes begin on which its users lock each other out, as its format says, and how many there are.</summary>
    public static (long Start, long Length) Locks => (0x40000000, 512);

    /// <summary>What stands behind the name of its log of changes that are not yet in it.</summary>
    public static ReadOnlySpan<byte> Log => "-wal"u8;

    /// <summary>What stands behind the name of its journal of a change under way.</summary>
    public static ReadOnlySpan<byte> Journal => "-journal"u8;

    /// <summary>What stands behind the name of the memory its users share.</summary>
    public static ReadOnlySpan<byte> Shared => "-shm"u8;

    /// <summary>The name of the database that a name would belong to; null when it can belong to none.</summary>
    public static TreePath? OwnerOf(TreePath path)
    {
        var name = path.Name;
        var suffix = name.EndsWith(Log) ? Log.Length : name.EndsWith(Shared) ? Shared.Length : name.EndsWith(Journal) ? Journal.Length : 0;
        return suffix > 0 && name.Length > suffix ? TreePath.Trusted(path.Bytes[..^suffix].ToArray()) : null;
    }

    /// <summary>The name of what belongs to a database.</summary>
    public static TreePath Beside(TreePath database, ReadOnlySpan<byte> suffix) => TreePath.Trusted([.. database.Bytes, .. suffix]);
}
