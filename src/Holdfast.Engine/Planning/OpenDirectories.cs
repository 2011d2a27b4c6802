using Holdfast.Engine.Model;

namespace Holdfast.Engine.Planning;

/// <summary>
/// The directories a walk in canonical order is inside of. On leaving one it is finished: its own metadata is set after
/// everything in it, because every name made or removed in it changes its time.
/// </summary>
internal sealed class OpenDirectories
{
    private readonly Stack<Frame> _open = new();

    /// <summary>Something is made or removed directly in the directory the walk is in.</summary>
    public void Touch()
    {
        if (_open.TryPeek(out var frame)) frame.IsTouched = true;
    }

    /// <summary>Goes into a directory.</summary>
    /// <param name="change">The directory.</param>
    /// <param name="parts">Metadata that is to be set whatever happens in it.</param>
    /// <param name="isNew">Whether it is made by this plan.</param>
    /// <param name="whenTouched">Metadata that is to be set when something in it was made or removed.</param>
    public void Enter(Change change, MetadataParts parts, bool isNew, MetadataParts whenTouched) =>
        _open.Push(new Frame(change, parts, isNew, whenTouched));

    /// <summary>Leaves every directory that does not hold <paramref name="path"/>.</summary>
    public void LeaveUntil(TreePath path, IPlanSink sink)
    {
        while (_open.TryPeek(out var frame) && !path.IsBelow(frame.Change.Path)) Leave(sink);
    }

    /// <summary>Leaves them all.</summary>
    public void LeaveAll(IPlanSink sink)
    {
        while (_open.Count > 0) Leave(sink);
    }

    private void Leave(IPlanSink sink)
    {
        var frame = _open.Pop();
        var change = frame.Change;
        var parts = frame.Parts | (frame.IsTouched ? frame.WhenTouched : MetadataParts.None);
        var isSettled = change.SourceState == SideState.Same && change.DestinationState == SideState.Same;
        if (parts == MetadataParts.None && isSettled) return;
        sink.Add(new Operation
        {
            Kind = parts == MetadataParts.None && !frame.IsNew ? OperationKind.Adopt : OperationKind.FinishDirectory,
            Path = change.Path,
            Source = change.Source,
            Destination = frame.IsNew ? null : change.Destination,
            Baseline = change.Baseline,
            Metadata = parts == MetadataParts.None && !frame.IsNew ? null : Metadata.Of(change.Source!, parts),
            Reason = frame.IsNew ? "new directory" : parts == MetadataParts.None ? "already the same on both sides" : MetadataDiff.Describe(parts),
        });
    }

    private sealed class Frame(Change change, MetadataParts parts, bool isNew, MetadataParts whenTouched)
    {
        public Change Change => change;
        public MetadataParts Parts => parts;
        public bool IsNew => isNew;
        public MetadataParts WhenTouched => whenTouched;
        public bool IsTouched { get; set; }
    }
}
