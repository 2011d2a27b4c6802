using System.Globalization;
using Holdfast.Contracts.Events;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Events;

/// <summary>What is told of runs.</summary>
internal static class RunEvents
{
    /// <summary>Whether a run did nothing, as it should.</summary>
    public static bool IsQuiet(RunRecord run) => run is { State: RunState.Succeeded, Tally: { Touching: 0, Adopts: 0, Checks: 0 } };

    /// <summary>It is at work.</summary>
    public static EventRecord Started(RunRecord run, DateTimeOffset now) => Of(run, EventRecords.Of(
        EventNames.RunStarted, now, Severity.Info, $"{run.Job} is at work on {run.Destination}",
        new RunStartedData(run.Kind, run.Source, run.Destination, Word(run.Trigger), run.Started), EventJson.Default.RunStartedData));

    /// <summary>Somebody let it go on.</summary>
    public static EventRecord Approved(RunRecord run, DateTimeOffset now) => Of(run, EventRecords.Of(
        EventNames.RunApproved, now, Severity.Info, $"run {run.Id} of {run.Job} was approved", new RunApprovedData(run.Destination, run.PlanDigest), EventJson.Default.RunApprovedData));

    /// <summary>How it ended.</summary>
    /// <param name="run">The run.</param>
    /// <param name="recovered">Whether the run before it had failed.</param>
    public static EventRecord? Ended(RunRecord run, bool recovered) => run.State switch
    {
        RunState.Succeeded => Completed(run, recovered),
        RunState.Failed or RunState.Partial => Failed(run),
        RunState.Refused => Refused(run),
        RunState.Cancelled => Of(run, EventRecords.Of(
            EventNames.RunCancelled, End(run), Severity.Info, run.StoreAbsent ? $"a run of {run.Job} was {run.Message}" : $"a run of {run.Job} was cancelled", new RunCancelledData(run.Kind, run.Source, run.Destination, run.Tally.Done), EventJson.Default.RunCancelledData)),
        _ => null,
    };

    /// <summary>Something was brought back.</summary>
    public static EventRecord Restored(RunRecord run) => Of(run, EventRecords.Of(
        EventNames.Restored, End(run), run.State == RunState.Succeeded ? Severity.Info : Severity.Warning,
        Text($"{run.Tally.Done:N0} names were brought back in {run.Destination}{(run.Tally.Failed > 0 ? Text($", {run.Tally.Failed:N0} failed") : "")}"),
        new RestoredData(run.Destination, Word(run.State), run.Tally.Done, run.Tally.Failed, run.Tally.Skipped, run.Tally.BytesDone), EventJson.Default.RestoredData)) with { Job = null };

    private static EventRecord Completed(RunRecord run, bool recovered)
    {
        var t = run.Tally;
        var files = t.Creates + t.Replaces + t.Moves + t.Links;
        var data = new SyncCompletedData(run.Kind, run.Source, run.Destination, Word(run.Trigger), Seconds(run), files, t.BytesDone, t.Removes, t.Metadata, t.Checks, recovered);
        return Of(run, EventRecords.Of(EventNames.SyncCompleted, End(run), Severity.Info, $"{run.Job} brought {run.Destination} up to date{(recovered ? ", after it had failed" : "")}", data, EventJson.Default.SyncCompletedData));
    }

    private static EventRecord Failed(RunRecord run)
    {
        var t = run.Tally;
        var error = run.Message ?? "no reason is known";
        // What changed while the run was at work is taken by the next one.
        var severity = run.State == RunState.Partial && t.Failed == 0 ? Severity.Info : run.State == RunState.Partial ? Severity.Warning : Severity.Error;
        var atRisk = Math.Round(Math.Max(0, t.Bytes - t.BytesDone) / 1e6, 3);
        var data = new SyncFailedData(run.Source, run.Destination, error, atRisk, run.Kind, Word(run.Trigger), Word(run.State), t.Done, t.Failed, t.Changed, run.StoreAbsent);
        return Of(run, EventRecords.Of(EventNames.SyncFailed, End(run), severity, $"{run.Job} {(run.State == RunState.Partial ? "could not do everything" : "failed")}: {error}", data, EventJson.Default.SyncFailedData));
    }

    private static EventRecord Refused(RunRecord run) => Of(run, EventRecords.Of(
        EventNames.GuardRefused, End(run), Severity.Warning, $"{run.Job} was refused and waits for approval: {run.Message}",
        new GuardRefusedData(run.Kind, run.Source, run.Destination, run.Message ?? "", run.PlanDigest, run.Tally.Removes, run.Tally.Replaces), EventJson.Default.GuardRefusedData));

    private static EventRecord Of(RunRecord run, EventRecord happened) => happened with { Job = run.Job, Run = run.Id, Store = run.Destination };

    private static DateTimeOffset End(RunRecord run) => run.Ended ?? run.Started;

    private static double Seconds(RunRecord run) => Math.Round((End(run) - run.Started).TotalSeconds, 3);

    private static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
