using Holdfast.Contracts.Api;
using Holdfast.Daemon.Commands;
using Holdfast.Daemon.Jobs;
using Holdfast.Daemon.Logging;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Api;

/// <summary>Carries runs out that somebody asked for by the API, and who does not wait for their end.</summary>
internal sealed class Errands(ILog log, TimeProvider time) : IAsyncDisposable
{
    // Time enough to be told the run's id, unless other runs keep it waiting.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _underWay = [];

    /// <summary>Begins something and says what became of it so far.</summary>
    /// <param name="job">The job.</param>
    /// <param name="body">Does it; tells when its first run begins, and gives the runs it made.</param>
    /// <exception cref="Exception">What the body throws at once.</exception>
    public async Task<RunAccepted> BeginAsync(string job, Func<RunBegun, CancellationToken, Task<IReadOnlyList<RunRecord>>> body)
    {
        var begun = new TaskCompletionSource<RunRecord>(TaskCreationOptions.RunContinuationsAsynchronously);
        var end = Task.Run(() => body((run, _) => begun.TrySetResult(run), _stop.Token), _stop.Token);
        Keep(job, end);
        using var patience = new CancellationTokenSource(Patience, time);
        await Task.WhenAny(begun.Task, end, Task.Delay(Timeout.InfiniteTimeSpan, time, patience.Token));
        if (end.IsCompleted) return await end is [var first, ..] ? new RunAccepted { Job = job, State = Rows.Word(first.State), Run = first.Id } : new RunAccepted { Job = job, State = "succeeded" };
        return begun.Task.IsCompletedSuccessfully ? new RunAccepted { Job = job, State = "running", Run = begun.Task.Result.Id } : new RunAccepted { Job = job, State = "waiting" };
    }

    /// <summary>Cancels what is under way, and returns when all has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await EndAsync();
        _stop.Dispose();
    }

    /// <summary>Returns when what is under way has ended.</summary>
    public Task EndAsync()
    {
        lock (_gate) return Task.WhenAll(_underWay);
    }

    private void Keep(string job, Task end)
    {
        var watched = WatchAsync(job, end);
        lock (_gate)
        {
            _underWay.RemoveWhere(task => task.IsCompleted);
            _underWay.Add(watched);
        }
    }

    private async Task WatchAsync(string job, Task end)
    {
        try { await end; }
        catch (OperationCanceledException) { log.Debug("api", "what was asked for was cancelled", ("job", job)); }
        catch (Exception e) { log.Error("api", "what was asked for could not be done", ("job", job), ("error", e.Message), ("kind", e.GetType().Name)); }
    }
}
