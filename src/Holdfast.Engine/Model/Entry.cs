namespace Holdfast.Engine.Model;

/// <summary>What kind of thing a name stands for.</summary>
public enum EntryKind : byte
{
    /// <summary>A regular file.</summary>
    File = 1,

    /// <summary>A directory.</summary>
    Directory = 2,

    /// <summary>A symbolic link; never followed.</summary>
    Symlink = 3,

    /// <summary>FIFO, socket or device: listed so that it is known, never opened, never carried.</summary>
    Special = 4,
}

/// <summary>One file, directory or link as a store listed it at one moment.</summary>
public sealed record Entry
{
    /// <summary>Where it stands in its store.</summary>
    public required TreePath Path { get; init; }

    /// <summary>What it is.</summary>
    public required EntryKind Kind { get; init; }

    /// <summary>Bytes of content; 0 for everything but files.</summary>
    public long Size { get; init; }

    /// <summary>Whether nobody knows the size before the content is read (a document that is made when it is asked for); <see cref="Size"/> is what it last was, or 0.</summary>
    public bool IsSizeUnknown { get; init; }

    /// <summary>Bytes the store really keeps for it, when known (a sparse file keeps fewer than <see cref="Size"/>); -1 when not.</summary>
    public long Allocated { get; init; } = -1;

    /// <summary>Bytes of content without the holes of a sparse file, as far as they are known.</summary>
    public long Data => Allocated >= 0 && Allocated < Size ? Allocated : Size;

    /// <summary>Modification time, nanoseconds since 1970-01-01 UTC.</summary>
    public long Mtime { get; init; }

    /// <summary>Status-change time, nanoseconds since 1970-01-01 UTC; 0 where the store has none.</summary>
    public long Ctime { get; init; }

    /// <summary>Permission bits and set-id and sticky bits: the low 12 bits of a POSIX mode.</summary>
    public int Mode { get; init; }

    /// <summary>Owner's number.</summary>
    public int Uid { get; init; }

    /// <summary>Group's number.</summary>
    public int Gid { get; init; }

    /// <summary>Number that stays with the object over renames (inode, file id hash); 0 where the store has none.</summary>
    public ulong Inode { get; init; }

    /// <summary>Number of names the object has; 1 where the store does not know.</summary>
    public int Links { get; init; } = 1;

    /// <summary>Where a symbolic link points: bytes, as written in the link.</summary>
    public ReadOnlyMemory<byte> Target { get; init; }

    /// <summary>Extended attributes, when they were asked for; null means "not looked at".</summary>
    public Xattrs? Xattrs { get; init; }

    /// <summary>True for a directory on which another file system is mounted.</summary>
    public bool IsMountPoint { get; init; }

    /// <summary>
    /// For a directory: why what lies below it could not be listed, or null when it was listed in full. Everything below
    /// such a directory is unknown, which is not the same as absent: nothing may be deleted because of it.
    /// </summary>
    public string? Unlisted { get; init; }

    /// <summary>Whether this is a directory.</summary>
    public bool IsDirectory => Kind == EntryKind.Directory;

    /// <summary>Whether this is a regular file.</summary>
    public bool IsFile => Kind == EntryKind.File;

    /// <inheritdoc/>
    public override string ToString() => IsDirectory ? $"{Path}/" : Path.ToString();
}
