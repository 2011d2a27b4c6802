using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Jobs;

/// <summary>The record of what retention does in a store. It begins with the first thing that is done: looking alone is no run.</summary>
internal sealed class RetentionRun(IStateDb state, string store, Func<string> nextId, TimeProvider time)
{
    private RunRecord? _run;
    private long _seq;

    /// <summary>The number of the next operation.</summary>
    public long Next() => ++_seq;

    /// <summary>The run's id; it begins now if it had not.</summary>
    public async ValueTask<string> IdAsync(CancellationToken cancellation) => (await BegunAsync(cancellation)).Id;

    /// <summary>Records what was removed.</summary>
    public async Task CommitAsync(Leg leg, IReadOnlyList<Outcome> outcomes, IReadOnlyList<BaselineChange> changes, CancellationToken cancellation)
    {
        var run = await BegunAsync(cancellation);
        await state.Runs.CommitAsync(run.Id, leg, outcomes, changes, cancellation);
        var (done, failed, changed) = (outcomes.Count(o => o.Kind == OutcomeKind.Done), outcomes.Count(o => o.Kind == OutcomeKind.Failed), outcomes.Count(o => o.Kind == OutcomeKind.Changed));
        _run = run with { Tally = run.Tally with { Removes = run.Tally.Removes + outcomes.Count, Done = run.Tally.Done + done, Failed = run.Tally.Failed + failed, Changed = run.Tally.Changed + changed } };
    }

    /// <summary>Records versions that were let go.</summary>
    public async Task DroppedAsync(IReadOnlyList<TrashedVersion> versions, CancellationToken cancellation)
    {
        var run = await BegunAsync(cancellation);
        var outcomes = versions.Select(version => new Outcome(
            new Operation { Seq = Next(), Kind = OperationKind.Forget, Path = version.Path, Reason = $"the version of run {version.Run}, which no rule of keep wants any more" }, OutcomeKind.Done)).ToList();
        await state.Runs.CommitAsync(run.Id, null, outcomes, [], cancellation);
        _run = run with { Tally = run.Tally with { Removes = run.Tally.Removes + versions.Count, Done = run.Tally.Done + versions.Count } };
    }

    /// <summary>Ends it, if it ever began.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        if (_run is null) return;
        var unfinished = _run.Tally.Failed + _run.Tally.Changed > 0;
        await state.Runs.UpdateAsync(_run with { State = unfinished ? RunState.Partial : RunState.Succeeded, Ended = time.GetUtcNow(), Message = unfinished ? $"{_run.Tally.Failed} failed, {_run.Tally.Changed} had changed meanwhile" : null }, cancellation);
    }

    private async ValueTask<RunRecord> BegunAsync(CancellationToken cancellation)
    {
        if (_run is not null) return _run;
        _run = new RunRecord { Id = nextId(), Job = Retention.Kind, Kind = Retention.Kind, Destination = store, Trigger = RunTrigger.Schedule, Started = time.GetUtcNow(), WasFull = false };
        await state.Runs.BeginAsync(_run, cancellation);
        return _run;
    }
}
