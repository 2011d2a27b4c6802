using Holdfast.Engine.Model;

namespace Holdfast.Engine.Diffing;

/// <summary>What two stores can tell of their entries.</summary>
/// <param name="Common">What both can keep.</param>
/// <param name="SourceInodes">Whether inode numbers and ctimes of the source belong to the file system the baseline was recorded on.</param>
/// <param name="DestinationInodes">The same of the destination.</param>
/// <param name="IncludesSettled">Whether names that are as agreed come out too.</param>
public sealed record DiffOptions(Fidelity Common, bool SourceInodes, bool DestinationInodes, bool IncludesSettled = false);

/// <summary>What came of looking at the heads of the three streams.</summary>
/// <param name="TakesBaseline">The baseline's head was used up.</param>
/// <param name="TakesSource">The source's head was used up.</param>
/// <param name="TakesDestination">The destination's head was used up.</param>
/// <param name="Change">The change, or null when the name is as it was agreed on.</param>
public readonly record struct DiffStep(bool TakesBaseline, bool TakesSource, bool TakesDestination, Change? Change);

/// <summary>
/// Merges three streams in canonical order (baseline, source, destination) into changes, one name at a time and in
/// constant memory. Every directory the source has comes out, changed or not, so that a planner always knows the
/// directory it is in; of the rest only what is not as agreed.
/// </summary>
public sealed class Differ(DiffOptions options)
{
    private TreePath? _sourceGap;
    private TreePath? _destinationGap;

    /// <summary>Looks at the next name: the first, in canonical order, of the heads given; null means that stream has ended.</summary>
    public DiffStep Next(BaselineEntry? baseline, Entry? source, Entry? destination)
    {
        var takesSource = source is not null
            && (baseline is null || Order(source, baseline) <= 0)
            && (destination is null || CanonicalOrder.Compare(source, destination) <= 0);
        var takesDestination = destination is not null
            && (baseline is null || Order(destination, baseline) <= 0)
            && (!takesSource ? source is null || CanonicalOrder.Compare(destination, source) <= 0 : CanonicalOrder.Compare(destination, source!) == 0);
        var takesBaseline = baseline is not null
            && (takesSource ? Order(source!, baseline) == 0 : takesDestination ? Order(destination!, baseline) == 0 : true);

        var b = takesBaseline ? baseline : null;
        var s = takesSource ? source : null;
        var d = takesDestination ? destination : null;
        return new DiffStep(takesBaseline, takesSource, takesDestination, Compare(b, s, d));
    }

    private static int Order(Entry entry, BaselineEntry row) =>
        CanonicalOrder.Compare(entry.Path.Bytes, entry.IsDirectory, row.Path.Bytes, row.IsDirectory);

    private Change? Compare(BaselineEntry? b, Entry? s, Entry? d)
    {
        var path = s?.Path ?? d?.Path ?? b?.Path ?? TreePath.Root;
        if (_sourceGap is { } sourceGap && !path.IsBelow(sourceGap)) _sourceGap = null;
        if (_destinationGap is { } destinationGap && !path.IsBelow(destinationGap)) _destinationGap = null;

        var sourceState = State(b, s, _sourceGap is not null, isSource: true);
        var destinationState = State(b, d, _destinationGap is not null, isSource: false);

        // Below a directory that could not be listed, or a mount point whose file system is gone, absence proves nothing.
        if (_sourceGap is null && s is { IsDirectory: true } && (s.Unlisted is not null || (b is { WasMountPoint: true } && !s.IsMountPoint))) _sourceGap = path;
        if (_destinationGap is null && d is { IsDirectory: true, Unlisted: not null }) _destinationGap = path;

        var settled = sourceState == SideState.Same && destinationState == SideState.Same;
        // What was gone and is back as it was is no longer gone.
        if (settled && b is not { GoneAt: > 0 } && s is not { IsDirectory: true } && !options.IncludesSettled) return null;
        return new Change
        {
            Path = path,
            IsDirectory = s?.IsDirectory ?? d?.IsDirectory ?? b!.IsDirectory,
            Baseline = b,
            Source = s,
            Destination = d,
            SourceState = sourceState,
            DestinationState = destinationState,
        };
    }

    private SideState State(BaselineEntry? b, Entry? entry, bool inGap, bool isSource)
    {
        if (entry is null) return inGap ? SideState.Unknown : b is null ? SideState.Absent : SideState.Removed;
        if (b is null) return SideState.Added;
        if (b.Kind != entry.Kind) return SideState.Content;
        return isSource ? Source(b, b.Source, entry) : Destination(b, b.Destination, entry);
    }

    private SideState Source(BaselineEntry b, in Stamp stamp, Entry entry)
    {
        var inodes = options.SourceInodes;
        var content = entry.Kind switch
        {
            EntryKind.File => entry.Size != b.Size || entry.Mtime != stamp.Mtime || (inodes && entry.Inode != stamp.Inode),
            EntryKind.Symlink => !entry.Target.Span.SequenceEqual(b.Target.Span),
            _ => false,
        };
        if (content) return SideState.Content;
        if (!SameOwnerAndMode(stamp, entry) || entry.Mtime != stamp.Mtime) return SideState.Metadata;
        if (entry.IsDirectory && b.WasMountPoint != entry.IsMountPoint) return SideState.Suspect;
        return b.IsRacy || (inodes && (entry.Ctime != stamp.Ctime || entry.Inode != stamp.Inode)) || !inodes ? SideState.Suspect : SideState.Same;
    }

    private SideState Destination(BaselineEntry b, in Stamp stamp, Entry entry)
    {
        var content = entry.Kind switch
        {
            EntryKind.File => entry.Size != b.Size || !options.Common.SameMtime(entry.Mtime, stamp.Mtime),
            EntryKind.Symlink => !entry.Target.Span.SequenceEqual(b.Target.Span),
            _ => false,
        };
        if (content) return SideState.Content;
        if (!SameOwnerAndMode(stamp, entry)) return SideState.Metadata;
        // Whoever adds a file to a directory of the destination changes its times; those are not compared.
        if (entry.IsDirectory) return SideState.Same;
        if (entry.Mtime != stamp.Mtime && !options.Common.SameMtime(entry.Mtime, stamp.Mtime)) return SideState.Metadata;
        return !options.DestinationInodes || entry.Ctime != stamp.Ctime || entry.Inode != stamp.Inode ? SideState.Suspect : SideState.Same;
    }

    private static bool SameOwnerAndMode(in Stamp stamp, Entry entry) =>
        entry.Mode == stamp.Mode && entry.Uid == stamp.Uid && entry.Gid == stamp.Gid;
}
