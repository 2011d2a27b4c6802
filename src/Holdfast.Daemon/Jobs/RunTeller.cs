using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Events;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Jobs;

/// <summary>
/// Tells what becomes of runs. A daemon runs its jobs all the time, and nearly always there is nothing to do: such a run is no event,
/// unless it took long enough to be told as being at work, or the one before it had failed.
/// </summary>
internal sealed class RunTeller(IStateDb state, EventLog events, IRunHooks? hooks, TimeProvider time) : IRunEscort
{
    private const int Looked = 20;
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async Task<RunRecord> GoAsync(JobConfig job, RunRecord run, Func<CancellationToken, Task<RunRecord>> body, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(body);
        var isTold = false;
        var ended = run;
        await using var timer = time.CreateTimer(_ =>
        {
            isTold = true;
            events.Publish(RunEvents.Started(run, time.GetUtcNow()));
        }, null, Long, Timeout.InfiniteTimeSpan);
        try
        {
            return ended = await body(cancellation);
        }
        catch (Exception e)
        {
            var isCancelled = e is OperationCanceledException && cancellation.IsCancellationRequested;
            ended = run with { State = isCancelled ? RunState.Cancelled : RunState.Failed, Ended = time.GetUtcNow(), Message = e.Message };
            throw;
        }
        finally
        {
            await timer.DisposeAsync();
            await TellAsync(hooks is null ? ended : await AfterAsync(hooks, job, ended), isTold);
        }
    }

    /// <inheritdoc/>
    public bool MayPrepare(JobConfig job) => hooks?.HasBefore(job) ?? false;

    /// <inheritdoc/>
    public async Task BeforeAsync(JobConfig job, RunRecord run, CancellationToken cancellation)
    {
        if (hooks is not null) await hooks.BeforeAsync(job, run, cancellation);
    }

    /// <inheritdoc/>
    public void Approved(RunRecord run) => events.Publish(RunEvents.Approved(run, time.GetUtcNow()));

    // What a hook after it met is part of how the run ended.
    private async ValueTask<RunRecord> AfterAsync(IRunHooks hooks, JobConfig job, RunRecord ended)
    {
        if (await hooks.AfterAsync(job, ended) is not { } problem) return ended;
        ended = ended with { Message = ended.Message is null ? problem : $"{ended.Message}; {problem}" };
        if (await state.Runs.FindAsync(ended.Id, CancellationToken.None) is { } kept) await state.Runs.UpdateAsync(kept with { Message = ended.Message }, CancellationToken.None);
        return ended;
    }

    private async ValueTask TellAsync(RunRecord run, bool isTold)
    {
        var recovered = run.State == RunState.Succeeded && await FailedBeforeAsync(run);
        if (RunEvents.IsQuiet(run) && !recovered && !isTold) return;
        if (RunEvents.Ended(run, recovered) is { } happened) events.Publish(happened);
    }

    private async ValueTask<bool> FailedBeforeAsync(RunRecord run)
    {
        var before = (await state.Runs.ListAsync(run.Job, Looked, CancellationToken.None))
            .FirstOrDefault(old => old.Id != run.Id && old.Destination == run.Destination && old.Started <= run.Started && !old.IsLook && old.State is not (RunState.Running or RunState.Cancelled));
        return before?.State is RunState.Failed or RunState.Partial or RunState.Refused;
    }
}
