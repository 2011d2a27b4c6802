using Holdfast.Daemon.Logging;
using Holdfast.Daemon.Scheduling;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Jobs;

/// <summary>Carries out what the scheduler starts, and logs how it ended.</summary>
internal sealed class ScheduledRunner(JobRunner runner, ILog log) : IJobRunner
{
    /// <inheritdoc/>
    public async Task<JobEnd> RunAsync(JobStart start, CancellationToken cancellation) =>
        End(await runner.RunAsync(start.Job, start.Trigger, start.Scope, planOnly: false, null, cancellation));

    /// <summary>Logs runs.</summary>
    public void Tell(IReadOnlyList<RunRecord> runs)
    {
        foreach (var run in runs) RunLog.Tell(log, run);
    }

    /// <summary>Logs runs, and says how the job stands.</summary>
    public JobEnd End(IReadOnlyList<RunRecord> runs)
    {
        Tell(runs);
        return new JobEnd(runs.All(r => r.State == RunState.Succeeded), runs.Any(r => r.State == RunState.Refused), string.Join("; ", runs.Select(RunLog.Summary)));
    }
}
