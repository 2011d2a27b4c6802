using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Logging;
using Holdfast.Daemon.Scheduling;
using Holdfast.Daemon.Timing;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Jobs;

/// <summary>Carries out what the scheduler starts, and logs how it ended.</summary>
internal sealed class ScheduledRunner(JobRunner runner, HoldfastConfig config, ILog log, TimeProvider time) : IJobRunner
{
    /// <inheritdoc/>
    public async Task<JobEnd> RunAsync(JobStart start, CancellationToken cancellation)
    {
        var windows = new TimeWindows([.. config.FindJob(start.Job)?.Windows.Select(WindowShape.Read).OfType<TimeWindow>() ?? []], config.TimeZone);
        if (windows.Closes(time.GetUtcNow()) is not { } closes) return End(await runner.RunAsync(start.Job, start.Trigger, start.Scope, planOnly: false, null, cancellation));
        using var window = new CancellationTokenSource(closes - time.GetUtcNow(), time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(window.Token, cancellation);
        try
        {
            var end = End(await runner.RunAsync(start.Job, start.Trigger, start.Scope, planOnly: false, null, both.Token));
            return end with { WasClosed = !end.Succeeded && window.IsCancellationRequested };
        }
        catch (OperationCanceledException) when (window.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return new JobEnd(false, false, "its window closed") { WasClosed = true };
        }
    }

    /// <summary>Logs runs.</summary>
    public void Tell(IReadOnlyList<RunRecord> runs)
    {
        foreach (var run in runs) RunLog.Tell(log, run);
    }

    /// <summary>Logs runs, and says how the job stands.</summary>
    public JobEnd End(IReadOnlyList<RunRecord> runs)
    {
        Tell(runs);
        // Destinations that are away on purpose keep nobody from being told that the others are well.
        var made = runs.Where(run => !run.Awaits).ToArray();
        return new JobEnd(made.Length > 0 && Array.TrueForAll(made, r => r.State == RunState.Succeeded), Array.Exists(made, r => r.State == RunState.Refused), string.Join("; ", runs.Select(RunLog.Summary)))
        {
            Waits = made.Length == 0 && runs.Count > 0,
            KeepsPace = runs.Any(r => r.Kind == "backup") && runs.Any(r => r.State == RunState.Succeeded),
        };
    }
}
