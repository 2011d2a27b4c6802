using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>Entries of the model from and to attributes of the protocol.</summary>
internal static class SftpEntries
{
    /// <summary>Times are whole seconds.</summary>
    public const long Grain = 1_000_000_000;

    // Set-id bits of files are never carried.
    private const int FileModes = 0x3FF;
    private const int DirectoryModes = 0xFFF;

    /// <summary>An entry by its attributes; the target of a link is asked for by itself.</summary>
    public static Entry Of(TreePath path, in SftpAttributes attributes, byte[]? target = null)
    {
        var kind = attributes.Kind ?? throw new SftpProtocolException("the server does not tell what kind of file a name stands for");
        return new Entry
        {
            Path = path,
            Kind = kind,
            Size = kind == EntryKind.File ? (long)(attributes.Size ?? throw new SftpProtocolException("the server does not tell the size of a file")) : 0,
            Mtime = (attributes.Times?.Modification ?? 0) * Grain,
            Mode = (int)(attributes.Mode ?? 0) & DirectoryModes,
            Uid = (int)(attributes.Owner?.Uid ?? 0),
            Gid = (int)(attributes.Owner?.Gid ?? 0),
            Target = target,
        };
    }

    /// <summary>Whether this is what was seen: of a directory the kind alone counts, for size and time follow what happens in it.</summary>
    public static bool IsStill(Entry expected, Entry found) =>
        expected.Kind == found.Kind
        && (expected.IsDirectory || (expected.Size == found.Size && expected.Mtime / Grain == found.Mtime / Grain && expected.Target.Span.SequenceEqual(found.Target.Span)));

    /// <summary>What is set of an entry that is written.</summary>
    public static SftpAttributes Wanted(Entry entry, bool owner) => new()
    {
        Owner = owner ? ((uint)entry.Uid, (uint)entry.Gid) : null,
        Mode = entry.Kind == EntryKind.Symlink ? null : (uint)Masked(entry.Kind, entry.Mode),
        Times = Times(entry.Mtime),
    };

    /// <summary>What is set of some metadata.</summary>
    public static SftpAttributes Wanted(Entry now, Metadata metadata)
    {
        var owner = metadata.Parts.HasFlag(MetadataParts.Owner) && (metadata.Uid >= 0 || metadata.Gid >= 0);
        return new SftpAttributes
        {
            Owner = owner ? ((uint)(metadata.Uid >= 0 ? metadata.Uid : now.Uid), (uint)(metadata.Gid >= 0 ? metadata.Gid : now.Gid)) : null,
            Mode = metadata.Parts.HasFlag(MetadataParts.Mode) && now.Kind != EntryKind.Symlink ? (uint)Masked(now.Kind, metadata.Mode) : null,
            Times = metadata.Parts.HasFlag(MetadataParts.Mtime) ? Times(metadata.Mtime) : null,
        };
    }

    /// <summary>A mode as it may be set.</summary>
    public static int Masked(EntryKind kind, int mode) => mode & (kind == EntryKind.Directory ? DirectoryModes : FileModes);

    // What the protocol cannot say becomes the nearest it can.
    private static (uint Access, uint Modification) Times(long mtime)
    {
        var seconds = (uint)Math.Clamp(mtime / Grain, 0, uint.MaxValue);
        return (seconds, seconds);
    }
}
