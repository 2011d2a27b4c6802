using Holdfast.Daemon.Logging;
using Holdfast.Daemon.Scheduling;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Jobs;

/// <summary>Carries out what the scheduler starts, and logs how it ended.</summary>
internal sealed class ScheduledRunner(JobRunner runner, ILog log) : IJobRunner
{
    private const long ManyEntries = 20_000;

    /// <inheritdoc/>
    public async Task<JobEnd> RunAsync(JobStart start, CancellationToken cancellation) =>
        End(await runner.RunAsync(start.Job, start.Trigger, start.Scope, planOnly: false, null, cancellation));

    /// <summary>Logs runs, gives memory back after large ones, and says how the job stands.</summary>
    public JobEnd End(IReadOnlyList<RunRecord> runs)
    {
        foreach (var run in runs) RunLog.Tell(log, run);
        // A run over a large tree leaves memory behind that the runtime keeps while it is idle; a daemon is idle nearly always.
        if (runs.Any(r => r.Tally.Entries + r.Tally.Creates > ManyEntries)) GC.Collect(2, GCCollectionMode.Aggressive, true, true);
        return new JobEnd(runs.All(r => r.State == RunState.Succeeded), runs.Any(r => r.State == RunState.Refused), string.Join("; ", runs.Select(RunLog.Summary)));
    }
}
