using Holdfast.Engine.Model;

namespace Holdfast.Engine.Planning;

/// <summary>Which parts of metadata two sides disagree on, counting only what both can keep.</summary>
internal static class MetadataDiff
{
    /// <summary>Everything both can keep.</summary>
    public static MetadataParts All(Fidelity common) =>
        (common.Owner ? MetadataParts.Owner : 0) | (common.Mode ? MetadataParts.Mode : 0)
        | (common.MtimeGrain > 0 ? MetadataParts.Mtime : 0) | (common.Xattrs ? MetadataParts.Xattrs : 0);

    /// <summary>What is to be set on a file or link of the destination.</summary>
    public static MetadataParts OfFile(Change change, Fidelity common)
    {
        var (source, destination) = (change.Source!, change.Destination!);
        var parts = OwnerAndMode(source, destination, common) | Attributes(change, common);
        if (!common.SameMtime(source.Mtime, destination.Mtime)) parts |= MetadataParts.Mtime;
        return parts;
    }

    /// <summary>What is to be set on a directory of the destination: its time only when the source's has moved, for the destination's users move theirs.</summary>
    public static MetadataParts OfDirectory(Change change, Fidelity common)
    {
        var (source, destination) = (change.Source!, change.Destination!);
        var parts = OwnerAndMode(source, destination, common) | Attributes(change, common);
        var sourceMoved = change.Baseline is not { } b || b.Source.Mtime != source.Mtime;
        if (sourceMoved && !common.SameMtime(source.Mtime, destination.Mtime)) parts |= MetadataParts.Mtime;
        return parts;
    }

    /// <summary>The parts in words.</summary>
    public static string Describe(MetadataParts parts)
    {
        var words = new List<string>(4);
        if (parts.HasFlag(MetadataParts.Owner)) words.Add("owner");
        if (parts.HasFlag(MetadataParts.Mode)) words.Add("mode");
        if (parts.HasFlag(MetadataParts.Mtime)) words.Add("time");
        if (parts.HasFlag(MetadataParts.Xattrs)) words.Add("attributes");
        return string.Join(", ", words);
    }

    /// <summary>The mode as a mirror carries it: set-id bits of files never travel.</summary>
    public static int CarriedMode(Entry source) => source.IsDirectory ? source.Mode : source.Mode & ~0xC00;

    private static MetadataParts OwnerAndMode(Entry source, Entry destination, Fidelity common)
    {
        var parts = MetadataParts.None;
        if (common.Owner && (source.Uid != destination.Uid || source.Gid != destination.Gid)) parts |= MetadataParts.Owner;
        if (common.Mode && source.Kind != EntryKind.Symlink && CarriedMode(source) != destination.Mode) parts |= MetadataParts.Mode;
        return parts;
    }

    // Attributes are read only for entries that ask for a closer look; what was not looked at has not changed.
    private static MetadataParts Attributes(Change change, Fidelity common)
    {
        if (!common.Xattrs || change.Source!.Xattrs is not { } attributes) return MetadataParts.None;
        var before = change.Destination!.Xattrs is { } there ? there.Digest() : change.Baseline?.XattrDigest ?? default;
        return attributes.Digest().Span.SequenceEqual(before.Span) ? MetadataParts.None : MetadataParts.Xattrs;
    }
}
