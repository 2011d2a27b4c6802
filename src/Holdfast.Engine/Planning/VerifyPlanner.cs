using Holdfast.Engine.Model;

namespace Holdfast.Engine.Planning;

/// <summary>
/// Plans <c>verify</c>: every name that is not as recorded is a finding, and of the others a share is read. The share is a
/// slice of the names, another one for each day, so that all have been read after one round; with them those whose status
/// changed since they were recorded, and those that were found wrong when they were last read, so that what was found stays
/// known until it is right again.
/// </summary>
/// <param name="slices">1 reads everything, 20 a twentieth, 0 nothing.</param>
/// <param name="slice">Which slice, from 0.</param>
/// <param name="doubtful">Names that are read whatever the share.</param>
public sealed class VerifyPlanner(int slices, int slice, IReadOnlySet<TreePath> doubtful) : IPlanner
{
    /// <inheritdoc/>
    public void Take(Change change, IPlanSink sink)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(sink);
        if (change.SourceState == SideState.Unknown || change.DestinationState == SideState.Unknown) return;
        if (change.Source is { Kind: EntryKind.Special } || change.Destination is { Kind: EntryKind.Special }) return;
        if (Difference(change) is { } difference) sink.Report(difference);
        else if (change is { Source.IsFile: true, Destination.IsFile: true, Baseline: not null } && Why(change) is { } reason)
            sink.Add(new Operation { Kind = OperationKind.Check, Path = change.Path, Source = change.Source, Destination = change.Destination, Baseline = change.Baseline, Reason = reason });
    }

    /// <inheritdoc/>
    public void Finish(IPlanSink sink)
    {
        // Nothing is held back.
    }

    private string? Why(Change change) =>
        slices > 0 && SliceOf(change.Path) == slice ? "its turn to be read"
        : doubtful.Contains(change.Path) ? "was wrong when it was last read"
        : HasMoved(change.Baseline!.Source, change.Source!) || HasMoved(change.Baseline.Destination, change.Destination!) ? "its status changed since it was recorded"
        : null;

    // Whoever writes can set size and time back, but not the status time. Stores without one are believed until their content is read.
    private static bool HasMoved(in Stamp recorded, Entry found) => found.Ctime != 0 && (found.Ctime != recorded.Ctime || found.Inode != recorded.Inode);

    private static Finding? Difference(Change change)
    {
        if (change.Baseline is null)
        {
            return change.Source is null
                ? new Finding("extraneous", Severity.Info, change.Path, "stands only in the destination")
                : change.Destination is null ? new Finding("missing", Severity.Warning, change.Path, "has not been carried to the destination yet")
                : new Finding("unrecorded", Severity.Info, change.Path, "stands on both sides and was never agreed on; the next run looks at it");
        }
        // What a backup keeps of a file that the source no longer has is as it should be.
        var source = change is { SourceState: SideState.Removed, Baseline.GoneAt: > 0 } ? null : Words(change.SourceState);
        var destination = Words(change.DestinationState);
        if (source is null && destination is null) return null;
        var severity = change.DestinationState is SideState.Removed or SideState.Content ? Severity.Error : Severity.Warning;
        var message = string.Join("; ", new[] { source is null ? null : $"source: {source}", destination is null ? null : $"destination: {destination}" }.OfType<string>());
        return new Finding("differs", severity, change.Path, message, "the next run of its job puts it right, or says why not");
    }

    private static string? Words(SideState state) => state switch
    {
        SideState.Metadata => "owner, mode or time is not as recorded",
        SideState.Content => "content is not as recorded",
        SideState.Removed => "is gone",
        _ => null,
    };

    private int SliceOf(TreePath path)
    {
        // FNV-1a: the same slice on every machine and in every version.
        var hash = 2166136261u;
        foreach (var b in path.Bytes) hash = (hash ^ b) * 16777619u;
        return (int)(hash % (uint)slices);
    }
}
