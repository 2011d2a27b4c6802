using Holdfast.Engine;
using Holdfast.Engine.Diffing;
using Holdfast.Engine.Model;
using Holdfast.Engine.Planning;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Explaining;

/// <summary>What a job's next run would plan for a single name, found the way a run finds it: by its differ and its planner.</summary>
internal sealed class OnePlan : IPlanSink
{
    private readonly List<Operation> _operations = [];
    private readonly List<Finding> _findings = [];

    /// <summary>What would be done.</summary>
    public IReadOnlyList<Operation> Operations => _operations;

    /// <summary>What would be seen and left alone.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>How both sides stand against the baseline, as the differ sees it.</summary>
    public IReadOnlyList<Change> Changes { get; private set; } = [];

    /// <summary>The rows agreed on for the name: none, a file's, a directory's, or both.</summary>
    public IReadOnlyList<BaselineEntry> Rows { get; private set; } = [];

    /// <summary>Looks at a name.</summary>
    public static async Task<OnePlan> MakeAsync(IStateDb state, RunRequest request, TreePath path, CancellationToken cancellation)
    {
        var plan = new OnePlan();
        var leg = request.HasBaseline ? await state.Baselines.FindLegAsync(request.LegJob, request.Destination.Facts.Uuid, cancellation) : null;
        var rows = new List<BaselineEntry>();
        if (leg is not null)
        {
            await foreach (var row in state.Baselines.ReadAsync(leg, Scope.Of([new ScopeItem(path, false)]), cancellation))
                if (row.Path == path) rows.Add(row);
        }
        var source = request.Source is { } from ? await LookAsync(from, path, cancellation) : null;
        var destination = await LookAsync(request.Destination, path, cancellation);
        plan.Rows = rows;
        plan.Changes = Differences(new Differ(Options(request, leg)), rows, source, destination);
        foreach (var change in plan.Changes)
        {
            // A run shows its planner what is as agreed only when it asks for it, and directories always.
            var isSettled = change is { SourceState: SideState.Same, DestinationState: SideState.Same, IsDirectory: false };
            if (!isSettled || request.IncludesSettled) request.Planner.Take(change, plan);
        }
        request.Planner.Finish(plan);
        return plan;
    }

    void IPlanSink.Add(Operation operation) => _operations.Add(operation);

    void IPlanSink.Report(Finding finding) => _findings.Add(finding);

    private static DiffOptions Options(RunRequest request, Leg? leg) => new(
        request.Source is null ? request.Destination.Facts.Fidelity : Fidelity.Common(request.Source.Facts.Fidelity, request.Destination.Facts.Fidelity),
        leg?.SourceFileSystem == request.Source?.Facts.FileSystemId, leg?.DestinationFileSystem == request.Destination.Facts.FileSystemId, IncludesSettled: true);

    private static async ValueTask<Entry?> LookAsync(IStore store, TreePath path, CancellationToken cancellation)
    {
        var entry = await store.StatAsync(path, cancellation);
        return entry is null || store.Ask<IMetadataStore>() is not { } metadata || entry.Kind == EntryKind.Special ? entry : await metadata.ReadXattrsAsync(entry, cancellation);
    }

    private static List<Change> Differences(Differ differ, List<BaselineEntry> rows, Entry? source, Entry? destination)
    {
        var changes = new List<Change>();
        for (var next = 0; next < rows.Count || source is not null || destination is not null;)
        {
            var step = differ.Next(next < rows.Count ? rows[next] : null, source, destination);
            if (step.Change is { } change) changes.Add(change);
            if (step.TakesBaseline) next++;
            if (step.TakesSource) source = null;
            if (step.TakesDestination) destination = null;
        }
        return changes;
    }
}
