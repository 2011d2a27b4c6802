namespace Holdfast.Engine.Model;

/// <summary>How one side looked when it was last agreed on.</summary>
/// <param name="Inode">Object number; comparable while the file-system id is the same.</param>
/// <param name="Mtime">Nanoseconds since 1970-01-01 UTC.</param>
/// <param name="Ctime">Nanoseconds since 1970-01-01 UTC; 0 where there is none.</param>
/// <param name="Mode">Low 12 bits of a POSIX mode.</param>
/// <param name="Uid">Owner's number.</param>
/// <param name="Gid">Group's number.</param>
public readonly record struct Stamp(ulong Inode, long Mtime, long Ctime, int Mode, int Uid, int Gid)
{
    /// <summary>The stamp of an entry as listed.</summary>
    public static Stamp Of(Entry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new Stamp(entry.Inode, entry.Mtime, entry.Ctime, entry.Mode, entry.Uid, entry.Gid);
    }
}

/// <summary>What source and destination last agreed on for one name.</summary>
public sealed record BaselineEntry
{
    /// <summary>The name, the same in both stores.</summary>
    public required TreePath Path { get; init; }

    /// <summary>What it was.</summary>
    public required EntryKind Kind { get; init; }

    /// <summary>Bytes of content.</summary>
    public long Size { get; init; }

    /// <summary>Hash of the content, or null when it was adopted without reading.</summary>
    public ContentHash? Hash { get; init; }

    /// <summary>Where a symbolic link pointed.</summary>
    public ReadOnlyMemory<byte> Target { get; init; }

    /// <summary>Digest of the extended attributes (see <see cref="Xattrs.Digest"/>); empty for none.</summary>
    public ReadOnlyMemory<byte> XattrDigest { get; init; }

    /// <summary>How the source looked.</summary>
    public required Stamp Source { get; init; }

    /// <summary>How the destination looked.</summary>
    public required Stamp Destination { get; init; }

    /// <summary>Number of names the source's object had.</summary>
    public int Links { get; init; } = 1;

    /// <summary>
    /// The file was written so close to the moment it was looked at that a later change could bear the same time: its
    /// content is compared by hash at the next run even when size and time agree.
    /// </summary>
    public bool IsRacy { get; init; }

    /// <summary>Another file system was mounted here in the source.</summary>
    public bool WasMountPoint { get; init; }

    /// <summary>When the content was last read and found right, seconds since 1970-01-01 UTC; 0 for never.</summary>
    public long VerifiedAt { get; init; }

    /// <summary>When the content that stands in the destination was put there, seconds since 1970-01-01 UTC; 0 when it was there before, or that is not known.</summary>
    public long PlacedAt { get; init; }

    /// <summary>Since when the source is known no longer to have the name, seconds since 1970-01-01 UTC; 0 while it has it.</summary>
    public long GoneAt { get; init; }

    /// <summary>The row of a name that is still to be finished: the next run sees another time in the source, and looks at it.</summary>
    public BaselineEntry Unfinished() => this with { Source = Source with { Mtime = long.MinValue } };

    /// <summary>The entry of one side as it was when it was agreed on.</summary>
    public Entry AsSeen(in Stamp side) => new()
    {
        Path = Path, Kind = Kind, Size = Size, Target = Target, Inode = side.Inode, Mtime = side.Mtime, Ctime = side.Ctime, Mode = side.Mode, Uid = side.Uid, Gid = side.Gid,
    };

    /// <summary>Whether this is a directory.</summary>
    public bool IsDirectory => Kind == EntryKind.Directory;
}
