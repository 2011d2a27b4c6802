using Holdfast.Daemon.Scheduling;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Jobs;

/// <summary>Lets commands of clients in between the daemon's own runs, in their turn.</summary>
internal sealed class SchedulerGate(TimeProvider time) : IJobGate
{
    private readonly DateTimeOffset _since = time.GetUtcNow();
    private Scheduler? _scheduler;
    private ScheduledRunner? _runner;

    /// <summary>Joins the gate to the scheduler, which is made after what commands work with.</summary>
    public void Join(Scheduler scheduler, ScheduledRunner runner) => (_scheduler, _runner) = (scheduler, runner);

    /// <summary>How the API is served; told by whoever serves it.</summary>
    public ServedApi? Api { get; set; }

    /// <inheritdoc/>
    public DaemonFacts? Daemon => _scheduler is null ? null : new DaemonFacts(Environment.ProcessId, _since, _scheduler.Snapshot()) { Api = Api };

    /// <inheritdoc/>
    public async Task<T> RunAsync<T>(string job, Func<CancellationToken, Task<T>> body, CancellationToken cancellation)
    {
        T? result = default;
        await Scheduler.RunNowAsync(job, Scope.All, async (_, token) =>
        {
            result = await body(token);
            return result switch
            {
                IReadOnlyList<RunRecord> runs => _runner!.End(runs),
                RunRecord run => _runner!.End([run]),
                _ => new JobEnd(true, false, "done by command"),
            };
        }, cancellation);
        return result!;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RunRecord>> LookAsync(string job, Func<CancellationToken, Task<IReadOnlyList<RunRecord>>> body, CancellationToken cancellation)
    {
        IReadOnlyList<RunRecord> plans = [];
        await Scheduler.LookNowAsync(job, async token => _runner!.Tell(plans = await body(token)), cancellation);
        return plans;
    }

    /// <inheritdoc/>
    public async Task<T> ReserveAsync<T>(IReadOnlyList<string> stores, Func<CancellationToken, Task<T>> body, CancellationToken cancellation)
    {
        using var held = await Scheduler.ReserveAsync(stores, cancellation);
        return await body(cancellation);
    }

    private Scheduler Scheduler => _scheduler ?? throw new InvalidOperationException("the gate was used before the scheduler was made");
}
