using System.Runtime.CompilerServices;
using Holdfast.Daemon.Jobs;
using Holdfast.Engine;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Restoring;

/// <summary>
/// Brings back what runs overwrote, removed, renamed or re-moded. A restore is a run of its own: what makes way for it goes
/// to its trash, and it can be undone like any other.
/// </summary>
/// <param name="state">What runs did.</param>
/// <param name="open">Opens a configured store.</param>
/// <param name="nextId">Makes a run's id.</param>
/// <param name="time">The clock.</param>
public sealed class Restorer(IStateDb state, StoreOpening open, Func<string> nextId, TimeProvider time)
{
    /// <summary>Name of the job under which restores stand in the history, and the kind of their runs.</summary>
    public const string Kind = "restore";

    private const int BatchSize = 1000;
    private readonly RestorePlanner _planner = new(state);

    /// <summary>What a restore would do; touches nothing and records nothing.</summary>
    /// <exception cref="RestoreException">There is nothing that could be restored as asked.</exception>
    /// <exception cref="StoreException">The store is not there, or is another one.</exception>
    public async IAsyncEnumerable<RestoreStep> PlanAsync(RestoreRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var undone = request.Run is { } id ? await _planner.FindRunAsync(id, cancellation) : null;
        await using var store = await OpenAsync(StoreOf(request, undone), writable: false, cancellation);
        var legs = await _planner.LegsAsync(undone, store.Facts, cancellation);
        await foreach (var step in _planner.PlanAsync(request, store, undone, legs, cancellation)) yield return step;
    }

    /// <summary>Restores. One name's failure or refusal is an outcome of the run, which is then partial.</summary>
    /// <param name="request">What.</param>
    /// <param name="begun">Told when the run begins; null for nobody.</param>
    /// <param name="cancellation">Ends it between two steps; what was done is recorded.</param>
    /// <exception cref="RestoreException">There is nothing that could be restored as asked.</exception>
    /// <exception cref="StoreException">The store is not there, is another one, or is being changed by another run.</exception>
    public async Task<RestoreResult> RunAsync(RestoreRequest request, Action<RunRecord, RunProgress>? begun, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var undone = request.Run is { } id ? await _planner.FindRunAsync(id, cancellation) : null;
        await using var store = await OpenAsync(StoreOf(request, undone), writable: true, cancellation);
        await using var held = await HoldAsync(store, cancellation);
        var run = new RunRecord { Id = nextId(), Job = Kind, Kind = Kind, Destination = store.Facts.Name, Started = time.GetUtcNow(), WasFull = false };
        var progress = new RunProgress { Phase = "plan" };
        await state.Runs.BeginAsync(run, cancellation);
        begun?.Invoke(run, progress);
        var legs = await _planner.LegsAsync(undone, store.Facts, cancellation);
        var recorder = new RestoreRecorder(state, store, run.Id, legs);
        run = await EndAsync(run, recorder, async () =>
        {
            await StoreStepsAsync(_planner.PlanAsync(request, store, undone, legs, cancellation), run.Id, recorder, cancellation);
            await ApplyAsync(store, run.Id, recorder, progress, cancellation);
        }, cancellation);
        return new RestoreResult(run, Hint(undone, run));
    }

    private async Task StoreStepsAsync(IAsyncEnumerable<RestoreStep> steps, string run, RestoreRecorder recorder, CancellationToken cancellation)
    {
        var (planned, seq) = (new List<Operation>(), 0L);
        await foreach (var step in steps.WithCancellation(cancellation))
        {
            var operation = step.Operation with { Seq = ++seq };
            if (step.Refusal is { } refusal) recorder.Add(new Outcome(operation, OutcomeKind.Skipped, refusal));
            else
            {
                planned.Add(operation);
                recorder.Planned(operation);
            }
            if (planned.Count + recorder.Waiting < BatchSize) continue;
            await state.Runs.AddOperationsAsync(run, planned, cancellation);
            await recorder.RecordAsync();
            planned.Clear();
        }
        await state.Runs.AddOperationsAsync(run, planned, cancellation);
        await recorder.RecordAsync();
    }

    private async Task ApplyAsync(IStore store, string run, RestoreRecorder recorder, RunProgress progress, CancellationToken cancellation)
    {
        (progress.Phase, progress.TotalOperations) = ("transfer", recorder.Tally.Touching);
        var applier = new RestoreApplier(store, run);
        try
        {
            await foreach (var operation in state.Runs.PendingAsync(run, cancellation))
            {
                progress.Current = operation.Path;
                recorder.Add(await applier.ApplyAsync(operation, cancellation));
                progress.DidOne();
                if (recorder.Waiting >= BatchSize) await recorder.RecordAsync();
            }
        }
        finally { await recorder.RecordAsync(); }
    }

    private async Task<RunRecord> EndAsync(RunRecord run, RestoreRecorder recorder, Func<Task> body, CancellationToken cancellation)
    {
        try
        {
            await body();
            var tally = recorder.Tally;
            var unfinished = tally.Failed + tally.Changed + tally.Skipped;
            run = run with { State = unfinished == 0 ? RunState.Succeeded : RunState.Partial, Message = unfinished == 0 ? null : $"{tally.Skipped} refused, {tally.Failed} failed, {tally.Changed} had changed meanwhile" };
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            run = run with { State = RunState.Cancelled, Message = "cancelled; what was done is recorded, and the same restore goes on from there" };
        }
        catch (Exception e)
        {
            await state.Runs.UpdateAsync(run with { State = RunState.Failed, Ended = time.GetUtcNow(), Message = e.Message, Tally = recorder.Tally }, CancellationToken.None);
            throw;
        }
        run = run with { Ended = time.GetUtcNow(), Tally = recorder.Tally };
        await state.Runs.UpdateAsync(run, CancellationToken.None);
        return run;
    }

    /// <summary>Opens a store, once it is sure that it is the one it was.</summary>
    /// <exception cref="StoreException">It is not there, or is another one.</exception>
    internal async ValueTask<IStore> OpenAsync(string name, bool writable, CancellationToken cancellation)
    {
        var before = await StoresBefore.ReadAsync(state.Stores, cancellation);
        var store = await open(name, writable, cancellation);
        try
        {
            if (before.Judge(store.Facts) is { } refusal)
                throw new StoreException(name, TreePath.Root, StoreFault.Unavailable, refusal.Message);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    private static async ValueTask<IAsyncDisposable?> HoldAsync(IStore store, CancellationToken cancellation) =>
        store.Ask<ILockingStore>() is not { } locking ? null
        : await locking.TryLockAsync(cancellation) ?? throw new StoreException(store.Facts.Name, TreePath.Root, StoreFault.Unavailable, "another run is changing this store");

    private static string StoreOf(RestoreRequest request, RunRecord? undone) =>
        undone?.Destination ?? request.Store ?? throw new RestoreException("neither a run nor a store is named");

    private static string? Hint(RunRecord? undone, RunRecord run) =>
        undone is { Kind: not Kind } && run.Tally.Metadata > 0 && run.Tally.Done > 0
            ? $"job '{undone.Job}' sets owners and modes again at its next run; 'holdfast pause {undone.Job}' keeps it from that" : null;
}
