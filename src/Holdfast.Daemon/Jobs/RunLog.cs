using Holdfast.Daemon.Events;
using Holdfast.Daemon.Logging;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Jobs;

/// <summary>Tells the log how runs ended.</summary>
internal static class RunLog
{
    /// <summary>Logs it; a run that had nothing to do is told to those alone who look closely.</summary>
    public static void Tell(ILog log, RunRecord run)
    {
        var quiet = RunEvents.IsQuiet(run);
        // Since when a store is away is told once, by those who look for it.
        var level = run.State == RunState.Waiting ? LogLevel.Debug : run.State is RunState.Succeeded or RunState.Cancelled or RunState.Planned ? quiet ? LogLevel.Debug : LogLevel.Info : run.State == RunState.Failed ? LogLevel.Error : LogLevel.Warning;
        log.Write(level, run.Job, Summary(run), ("run", run.Id), ("destination", run.Destination), ("trigger", run.Trigger), ("seconds", Math.Round(((run.Ended ?? run.Started) - run.Started).TotalSeconds, 2)));
    }

    /// <summary>How it ended, in a line.</summary>
    public static string Summary(RunRecord run) => run.State switch
    {
        RunState.Succeeded => $"done: {Counts(run.Tally)}",
        RunState.Planned => $"planned: {Counts(run.Tally)}",
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
