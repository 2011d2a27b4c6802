using Holdfast.Adapters.Captures;
using Holdfast.Engine;
using Holdfast.Engine.Model;
using Holdfast.Engine.Planning;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Restoring;

/// <summary>How a restore onto another place ended.</summary>
/// <param name="Run">Its run.</param>
/// <param name="Left">Names that were left alone, and why.</param>
internal sealed record ElsewhereResult(RunRecord Run, IReadOnlyList<Finding> Left);

/// <summary>
/// Brings a name of a store, and what lies below it, back onto another place, as it stands or as it stood at a moment. It is a copy
/// like any other: what is there already is not copied again, and what somebody else put there stays.
/// </summary>
/// <param name="state">What runs did with the store that is read.</param>
/// <param name="record">Where this run is recorded.</param>
/// <param name="nextId">Makes a run's id.</param>
/// <param name="time">The clock.</param>
internal sealed class RestoreElsewhere(IStateDb state, IStateDb record, Func<string> nextId, TimeProvider time)
{
    private const int MostLeft = 1000;

    /// <summary>Restores, or only plans it.</summary>
    /// <exception cref="RestoreException">Nothing of that name stands there, or stood at that moment.</exception>
    /// <exception cref="StoreException">A store is not there, or is being changed by another run.</exception>
    public async Task<ElsewhereResult> RunAsync(RestoreRequest request, IStore from, IStore to, StoresBefore before, bool planOnly, Action<RunRecord, RunProgress>? begun, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var leg = await new RestorePlanner(state).LegsAsync(null, from.Facts, cancellation) is [var first, ..] ? first : null;
        var past = new PastStore(from, state, leg, request.Path, request.At);
        if (!await past.ListAsync(ListRequest.Everything, cancellation).AnyAsync(cancellation)) throw new RestoreException(Nothing(request));
        var run = new RunRecord { Id = nextId(), Job = Restorer.Kind, Kind = Restorer.Kind, Source = from.Facts.Name, Destination = to.Facts.Name, Started = time.GetUtcNow() };
        var asked = new RunRequest
        {
            Run = run,
            Source = past,
            Destination = to,
            Before = before,
            Planner = new BringPlanner(new MirrorPlanner(
                new MirrorRules { IsCopy = true, Conflict = request.Force ? ConflictRule.Overwrite : ConflictRule.Keep }, Fidelity.Common(from.Facts.Fidelity, to.Facts.Fidelity)), await RefusedAsync(past, to, cancellation)),
            // Whoever brings something back over what stands there has said so.
            Guards = new GuardRules { MaxOverwrite = new MassLimit(null, null), MaxDelete = new MassLimit(null, null) },
            MayStream = !request.Force,
            PlanOnly = planOnly,
        };
        begun?.Invoke(run, asked.Progress);
        var ended = await new SyncEngine(record, time).RunAsync(asked, cancellation);
        var left = (await record.Findings.OpenAsync(Restorer.Kind, MostLeft, cancellation)).Select(open => open.Finding).Where(finding => finding.Severity > Severity.Info).ToList();
        // What it met is told now; it is nothing that stays open until somebody looks.
        await record.Findings.ReplaceAsync(Restorer.Kind, to.Facts.Name, Scope.All, [], time.GetUtcNow(), cancellation);
        return new ElsewhereResult(ended, left);
    }

    private static async ValueTask<Dictionary<TreePath, string>> RefusedAsync(PastStore past, IStore to, CancellationToken cancellation)
    {
        var (stale, refused) = (new StaleLogs(to), new Dictionary<TreePath, string>());
        if (!stale.AreLookedFor) return refused;
        // The place it goes to is of this machine, and mostly empty; what is brought back may be a long list of a server.
        await foreach (var beside in to.ListAsync(ListRequest.Everything, cancellation))
        {
            if (!beside.IsFile || DatabaseFiles.OwnerOf(beside.Path) is not { } path || await past.StatAsync(path, cancellation) is not { IsFile: true } entry) continue;
            var why = await stale.RefuseAsync(path, async other => await past.StatAsync(other, cancellation) is not null, async () => await past.OpenReadAsync(entry, cancellation), cancellation);
            if (why is not null) refused[path] = why;
        }
        return refused;
    }

    private static string Nothing(RestoreRequest request) => request.At is { } at
        ? $"{request.Store}:{request.Path}: nothing of it is kept that stood at {at:yyyy-MM-dd HH:mm:ss zzz}"
        : $"{request.Store}:{request.Path}: there is nothing of that name; with --at TIME what stood at that time is looked for";

    /// <summary>What stands at the other place and is not brought back is nobody's business. What must not be brought back is told and left out.</summary>
    private sealed class BringPlanner(MirrorPlanner planner, Dictionary<TreePath, string> refused) : IPlanner
    {
        public void Take(Change change, IPlanSink sink)
        {
            if (change.Source is not null) planner.Take(change, refused.TryGetValue(change.Path, out var why) ? new Refusing(sink, why) : sink);
        }

        public void Finish(IPlanSink sink) => planner.Finish(sink);
    }

    private sealed class Refusing(IPlanSink sink, string why) : IPlanSink
    {
        public void Add(Operation operation)
        {
            if (operation.Kind is OperationKind.Create or OperationKind.Replace) sink.Report(new Finding("stale-log", Severity.Warning, operation.Path, why));
            else sink.Add(operation);
        }

        public void Report(Finding finding) => sink.Report(finding);
    }
}
