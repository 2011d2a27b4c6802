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
        foreach (var run in runs) Tell(run);
        // A run over a large tree leaves memory behind that the runtime keeps while it is idle; a daemon is idle nearly always.
        if (runs.Any(r => r.Tally.Entries + r.Tally.Creates > ManyEntries)) GC.Collect(2, GCCollectionMode.Aggressive, true, true);
        return new JobEnd(runs.All(r => r.State == RunState.Succeeded), runs.Any(r => r.State == RunState.Refused), string.Join("; ", runs.Select(Summary)));
    }

    private void Tell(RunRecord run)
    {
        var quiet = run is { State: RunState.Succeeded, Tally: { Touching: 0, Adopts: 0, Checks: 0 } };
        var level = run.State is RunState.Succeeded or RunState.Cancelled ? quiet ? LogLevel.Debug : LogLevel.Info : run.State == RunState.Failed ? LogLevel.Error : LogLevel.Warning;
        log.Write(level, run.Job, Summary(run), ("run", run.Id), ("destination", run.Destination), ("trigger", run.Trigger), ("seconds", ((run.Ended ?? run.Started) - run.Started).TotalSeconds.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static string Summary(RunRecord run) => run.State switch
    {
        RunState.Succeeded => $"done: {Counts(run.Tally)}",
        RunState.Partial => $"done in part: {Counts(run.Tally)}; {run.Message}",
        RunState.Refused => $"refused, waits for approval: {run.Message}",
        _ => $"{run.State.ToString().ToLowerInvariant()}: {run.Message}",
    };

    private static string Counts(Tally t)
    {
        var parts = new[] { (t.Creates, "new"), (t.Replaces, "replaced"), (t.Removes, "removed"), (t.Moves, "renamed"), (t.Links, "linked"), (t.Metadata, "put right"), (t.Adopts, "adopted"), (t.Checks, "read") };
        var words = string.Join(", ", parts.Where(p => p.Item1 > 0).Select(p => $"{p.Item1} {p.Item2}"));
        return words.Length == 0 ? "nothing to do" : words;
    }
}
