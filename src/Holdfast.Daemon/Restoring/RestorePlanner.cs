using System.Runtime.CompilerServices;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Restoring;

/// <summary>Finds out what a restore does, without touching anything.</summary>
internal sealed class RestorePlanner(IStateDb state)
{
    /// <summary>The run that is to be undone.</summary>
    /// <exception cref="RestoreException">There is none, or it changed nothing.</exception>
    public async ValueTask<RunRecord> FindRunAsync(string id, CancellationToken cancellation)
    {
        var run = await state.Runs.FindAsync(id, cancellation) ?? throw new RestoreException($"there is no run '{id}'; see: holdfast history");
        return run.State is RunState.Planned or RunState.Refused ? throw new RestoreException($"run {id} changed nothing: it was only planned") : run;
    }

    /// <summary>The steps of a restore, as they are found.</summary>
    public async IAsyncEnumerable<RestoreStep> PlanAsync(RestoreRequest request, IStore store, RunRecord? undone, IReadOnlyList<Leg> legs, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var undo = new UndoPlanner(state, store, new MissingDirectories(state, store, legs), request.Force);
        if (undone is not null)
        {
            await foreach (var outcome in state.Runs.OutcomesAsync(undone.Id, cancellation))
            {
                foreach (var step in await undo.UndoAsync(undone, outcome, cancellation)) yield return step;
            }
            yield break;
        }
        var versions = await new KeptVersions(state, store.Facts.Name).FindAsync(request.Path, request.At, cancellation);
        if (versions.Count == 0) throw new RestoreException(Nothing(request));
        foreach (var (path, version) in versions.OrderBy(pair => CanonicalOrder.Key(pair.Key, false), Comparer<byte[]>.Create(static (x, y) => x.AsSpan().SequenceCompareTo(y))))
        {
            var was = version.Outcome.Before ?? version.Outcome.Operation.Destination;
            foreach (var step in await undo.BringBackAsync(path, version.Outcome.TrashPath!.Value, was, version.Left, $"kept by run {version.Run.Id}", beside => ValueTask.FromResult(versions.ContainsKey(beside)), cancellation)) yield return step;
        }
    }

    /// <summary>The baselines that must forget what is restored, so that the next run takes it for a change somebody else made.</summary>
    public async ValueTask<IReadOnlyList<Leg>> LegsAsync(RunRecord? undone, StoreFacts store, CancellationToken cancellation)
    {
        var jobs = undone is not null ? [undone] : await state.Runs.ListAsync(null, int.MaxValue, cancellation);
        var legs = new List<Leg>();
        foreach (var job in jobs.Where(run => run.Destination == store.Name && run.Source is not null && run.Kind is "mirror" or "copy" or "backup").Select(run => run.Job).Distinct(StringComparer.Ordinal))
        {
            if (await state.Baselines.FindLegAsync(job, store.Uuid, cancellation) is { } leg) legs.Add(leg);
        }
        return legs;
    }

    private static string Nothing(RestoreRequest request) => request.At is { } at
        ? $"{request.Store}:{request.Path}: the trash keeps no version of it that stood at {at:yyyy-MM-dd HH:mm:ss zzz} and does not stand now"
        : $"{request.Store}:{request.Path}: the trash keeps no version of it";
}
