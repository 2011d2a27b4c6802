using Holdfast.Engine.Model;

namespace Holdfast.Engine.Planning;

/// <summary>
/// Plans <c>mirror</c> and <c>copy</c>. What the destination's users saved there themselves is theirs: only what the
/// baseline says both sides once agreed on is ever removed or replaced, unless <c>conflict: overwrite</c> says otherwise.
/// </summary>
public sealed class MirrorPlanner(MirrorRules rules, Fidelity common) : IPlanner
{
    private readonly OpenDirectories _directories = new();

    /// <inheritdoc/>
    public void Take(Change change, IPlanSink sink)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(sink);
        _directories.LeaveUntil(change.Path, sink);
        if (change.SourceState == SideState.Unknown || change.DestinationState == SideState.Unknown) return;
        if (change.Source is null) PlanAbsent(change, sink);
        else if (change.Source.Kind == EntryKind.Special) Findings.Special(change, sink);
        else if (change.Source.Kind == EntryKind.Symlink && !common.Symlinks) Findings.NoLinks(change, sink);
        else if (change.IsDirectory) PlanDirectory(change, sink);
        else if (IsWithinLimits(change.Source)) PlanFile(change, sink);
    }

    /// <inheritdoc/>
    public void Finish(IPlanSink sink) => _directories.LeaveAll(sink);

    private void PlanDirectory(Change change, IPlanSink sink)
    {
        var source = change.Source!;
        if (source.Unlisted is { } reason) Findings.Unlisted(change, source, reason, sink);
        else if (change.Destination is { Unlisted: { } cause } closed) Findings.Unlisted(change, closed, cause, sink);
        var isNew = change.Destination is null;
        // Where another file system begins, the directory one sees is that one's: nothing is made of it.
        var isElsewhere = source is { IsMountPoint: true, Unlisted: not null } || change.Destination is { IsMountPoint: true, Unlisted: not null };
        if (isNew && isElsewhere) return;
        if (isNew)
        {
            _directories.Touch();
            sink.Add(Step(OperationKind.MakeDirectory, change, change.SourceState == SideState.Added ? "new in the source" : "missing in the destination"));
        }
        var parts = isElsewhere ? MetadataParts.None : isNew ? MetadataDiff.All(common) : MetadataDiff.OfDirectory(change, common);
        if (change.Destination is { } there && Refused(change, there, parts, sink)) parts = MetadataParts.None;
        // A directory that is there only because something lies in it bears no time.
        var known = source is { Mtime: 0, Ctime: 0 } ? ~MetadataParts.Mtime : MetadataParts.All;
        _directories.Enter(change, parts & known, isNew, MetadataDiff.All(common) & MetadataParts.Mtime & known);
    }

    private void PlanFile(Change change, IPlanSink sink)
    {
        if (change.Destination is null)
        {
            Touching(OperationKind.Create, change, change.SourceState == SideState.Added ? "new in the source" : "missing in the destination", sink);
        }
        else if (change.DestinationState is SideState.Added or SideState.Content) PlanMet(change, sink);
        else if (ContentMayDiffer(change)) Touching(OperationKind.Replace, change, "changed in the source", sink, compare: ComparesFirst(change));
        else PlanMetadata(change, sink);
    }

    /// <summary>Both sides have the name, and the destination's is not what this job left there.</summary>
    private void PlanMet(Change change, IPlanSink sink)
    {
        var (source, destination) = (change.Source!, change.Destination!);
        var sameKind = source.Kind == destination.Kind;
        var sameLink = sameKind && source.Kind == EntryKind.Symlink && source.Target.Span.SequenceEqual(destination.Target.Span);
        var sameSize = sameKind && source.IsFile && source.Size == destination.Size;
        var sameTime = sameSize && common.SameMtime(source.Mtime, destination.Mtime);

        if (sameLink || (sameTime && rules.Check == CheckRule.Quick)) PlanMetadata(change, sink);
        else if (sameSize) Touching(rules.Conflict == ConflictRule.Overwrite ? OperationKind.Replace : OperationKind.Adopt, change, "the same size on both sides: compared by content", sink, compare: true);
        else if (rules.Conflict == ConflictRule.Overwrite) Touching(OperationKind.Replace, change, "changed in the destination; conflict: overwrite", sink);
        else Findings.Conflict(change, sink);
    }

    private void PlanMetadata(Change change, IPlanSink sink)
    {
        var destination = change.Destination!;
        var parts = MetadataDiff.OfFile(change, common);
        if (parts == MetadataParts.None)
        {
            sink.Add(Step(OperationKind.Adopt, change, change.Baseline is null ? "already the same on both sides" : "the same after a closer look"));
        }
        else if (destination.IsFile && destination.Links > 1 && !IsOurLink(change))
        {
            // Setting metadata would reach a file through a name outside this tree; writing it anew breaks that link instead.
            Touching(OperationKind.Replace, change, "the destination's file has other names that this job did not make", sink);
        }
        else
        {
            sink.Add(Step(OperationKind.SetMetadata, change, MetadataDiff.Describe(parts)) with { Metadata = Metadata.Of(change.Source!, parts) });
        }
    }

    private void PlanAbsent(Change change, IPlanSink sink)
    {
        if (change.Destination is null)
        {
            if (change.Baseline is not null) sink.Add(Step(OperationKind.Forget, change, "gone from both sides"));
            return;
        }
        var isOurs = change.Baseline is not null && change.DestinationState is not SideState.Content;
        if (!isOurs)
        {
            if (change.Baseline is not null) sink.Add(Step(OperationKind.Forget, change, "gone from the source, and changed in the destination since"));
            Findings.Extraneous(change, sink);
        }
        else if (rules.IsBackup) PlanGone(change, sink);
        else if (rules.IsCopy) Findings.Extraneous(change, sink);
        else if (rules.Extraneous == ExtraneousRule.Delete)
        {
            _directories.Touch();
            sink.Add(Step(change.IsDirectory ? OperationKind.RemoveDirectory : OperationKind.Remove, change, "gone from the source; extraneous: delete"));
        }
        else if (change.IsDirectory) Findings.Extraneous(change, sink);
        else sink.Add(Step(OperationKind.Vacate, change, "gone from the source; extraneous: keep"));
    }

    // What a backup lost from the source is noted once; from then on it is retention that decides about it.
    private static void PlanGone(Change change, IPlanSink sink)
    {
        if (!change.IsDirectory && change.Baseline is { GoneAt: 0 }) sink.Add(Step(OperationKind.Vacate, change, "gone from the source; it stays until retention lets it go"));
    }

    private bool ContentMayDiffer(Change change) =>
        change.SourceState == SideState.Content
        || (change.Source!.IsFile && change.SourceState == SideState.Suspect && (change.Baseline!.IsRacy || rules.Check == CheckRule.Strict))
        || (change.Source.IsFile && change.SourceState == SideState.Metadata && rules.Check == CheckRule.Strict);

    private static bool ComparesFirst(Change change) =>
        change.Source!.IsFile && change.Baseline is { Kind: EntryKind.File, Hash: not null } b && b.Size == change.Source.Size;

    private static bool IsOurLink(Change change) =>
        change.Baseline is { Links: > 1 } && change.DestinationState is SideState.Same or SideState.Suspect or SideState.Metadata
        && change.Destination!.Inode == change.Baseline!.Destination.Inode;

    private bool Refused(Change change, Entry there, MetadataParts parts, IPlanSink sink)
    {
        if (rules.Acl == AclRule.Overwrite || there.Xattrs is not { HasAcl: true } || !parts.HasFlag(MetadataParts.Mode)) return false;
        Findings.Acl(change, sink);
        return true;
    }

    private bool IsWithinLimits(Entry source) =>
        !source.IsFile
        || ((rules.MaxSize is not { } max || source.Size <= max) && (rules.MinSize is not { } min || source.Size >= min)
            && (rules.ModifiedAfter is not { } after || source.Mtime >= after) && (rules.ModifiedBefore is not { } before || source.Mtime <= before));

    private void Touching(OperationKind kind, Change change, string reason, IPlanSink sink, bool compare = false)
    {
        _directories.Touch();
        sink.Add(Step(kind, change, reason) with { CompareContent = compare, Metadata = Metadata.Of(change.Source!, MetadataDiff.All(common)) });
    }

    private static Operation Step(OperationKind kind, Change change, string reason) => new()
    {
        Kind = kind,
        Path = change.Path,
        Source = change.Source,
        Destination = change.Destination,
        Baseline = change.Baseline,
        Reason = reason,
    };
}
