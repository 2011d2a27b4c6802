namespace Holdfast.Engine.Model;

/// <summary>Parts of an entry's metadata.</summary>
[Flags]
public enum MetadataParts
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Owner and group.</summary>
    Owner = 1,

    /// <summary>Permission bits.</summary>
    Mode = 2,

    /// <summary>Modification time.</summary>
    Mtime = 4,

    /// <summary>Extended attributes.</summary>
    Xattrs = 8,

    /// <summary>Everything.</summary>
    All = Owner | Mode | Mtime | Xattrs,
}

/// <summary>Metadata to be set on an entry: the values of the <see cref="Parts"/> named, the others are left alone.</summary>
public sealed record Metadata
{
    /// <summary>Which of the values are meant.</summary>
    public required MetadataParts Parts { get; init; }

    /// <summary>Owner's number; -1 leaves it.</summary>
    public int Uid { get; init; } = -1;

    /// <summary>Group's number; -1 leaves it.</summary>
    public int Gid { get; init; } = -1;

    /// <summary>Low 12 bits of a POSIX mode.</summary>
    public int Mode { get; init; }

    /// <summary>Nanoseconds since 1970-01-01 UTC.</summary>
    public long Mtime { get; init; }

    /// <summary>Extended attributes; those not named are removed.</summary>
    public Xattrs? Xattrs { get; init; }

    /// <summary>The metadata of an entry, as far as asked for.</summary>
    public static Metadata Of(Entry entry, MetadataParts parts)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new Metadata { Parts = parts, Uid = entry.Uid, Gid = entry.Gid, Mode = entry.Mode, Mtime = entry.Mtime, Xattrs = entry.Xattrs };
    }
}
