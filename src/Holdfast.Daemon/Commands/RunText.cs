using System.Globalization;
using System.Text.Json;
using Holdfast.Contracts;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Commands;

/// <summary>Runs and operations in words and as JSON.</summary>
internal static class RunText
{
    /// <summary>One line that says how a run ended.</summary>
    public static string Line(RunRecord run)
    {
        var where = run.Source is null ? run.Destination : $"{run.Source} -> {run.Destination}";
        var took = run.Ended is { } ended ? $" in {Duration(ended - run.Started)}" : "";
        return $"{run.Job} ({where}): {State(run)}{took}{(run.State is RunState.Planned or RunState.Refused ? "" : $": {Did(run.Tally)}")}";
    }

    /// <summary>What a plan would do, in a few words.</summary>
    public static string Would(Tally tally) => Counts(tally) is { Length: > 0 } counts ? counts : "nothing to do";

    /// <summary>The words for where a run is.</summary>
    public static string State(RunRecord run) => run.State switch
    {
        RunState.Succeeded => "done",
        RunState.Partial => "done in part",
        RunState.Refused => "refused, waits for approval",
        _ => run.State.ToString().ToLowerInvariant(),
    };

    /// <summary>The exit code of a run.</summary>
    public static ExitCode Exit(RunRecord run) => run.State switch
    {
        RunState.Succeeded or RunState.Planned => ExitCode.Done,
        RunState.Refused => ExitCode.Refused,
        RunState.Cancelled => ExitCode.Cancelled,
        RunState.Partial when run.Tally is { Failed: 0, Changed: > 0 } && run.ApprovedDigest is not null => ExitCode.PlanOutdated,
        _ => ExitCode.Failed,
    };

    /// <summary>A run as JSON.</summary>
    public static void Write(Utf8JsonWriter json, RunRecord run)
    {
        json.WriteString("type", "run");
        json.WriteString("id", run.Id);
        json.WriteString("job", run.Job);
        json.WriteString("kind", run.Kind);
        if (run.Source is not null) json.WriteString("source", run.Source);
        json.WriteString("destination", run.Destination);
        json.WriteString("trigger", run.Trigger.ToString().ToLowerInvariant());
        json.WriteString("state", run.State.ToString().ToLowerInvariant());
        json.WriteString("started", run.Started);
        if (run.Ended is { } ended) json.WriteString("ended", ended);
        json.WriteBoolean("full", run.WasFull);
        if (run.Message is not null) json.WriteString("message", run.Message);
        if (run.PlanDigest is not null) json.WriteString("plan_digest", run.PlanDigest);
        WriteTally(json, run.Tally);
    }

    /// <summary>Bytes in binary units, for people.</summary>
    public static string Bytes(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        var (value, unit) = ((double)bytes, 0);
        for (; value >= 1024 && unit < units.Length - 1; unit++) value /= 1024;
        return value.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + units[unit];
    }

    private static void WriteTally(Utf8JsonWriter json, Tally tally)
    {
        json.WriteStartObject("counts");
        foreach (var (name, value) in Fields(tally)) json.WriteNumber(name, value);
        json.WriteEndObject();
    }

    private static IEnumerable<(string Name, long Value)> Fields(Tally t) =>
    [
        ("entries", t.Entries), ("creates", t.Creates), ("replaces", t.Replaces), ("removes", t.Removes), ("moves", t.Moves), ("links", t.Links),
        ("directories", t.Directories), ("metadata", t.Metadata), ("adopts", t.Adopts), ("checks", t.Checks), ("bytes", t.Bytes),
        ("done", t.Done), ("failed", t.Failed), ("changed", t.Changed), ("skipped", t.Skipped), ("bytes_done", t.BytesDone),
    ];

    private static string Did(Tally tally)
    {
        var counts = Counts(tally);
        var ends = string.Join(", ", new[] { Many(tally.Failed, "failed"), Many(tally.Changed, "changed meanwhile"), Many(tally.Skipped, "left alone") }.OfType<string>());
        return $"{tally.Entries} entries seen; {(counts.Length == 0 ? "nothing to do" : counts)}{(ends.Length == 0 ? "" : "; " + ends)}";
    }

    private static string Counts(Tally t) => string.Join(", ", new[]
    {
        Many(t.Creates, "new"), Many(t.Replaces, "replaced"), Many(t.Removes, "removed"), Many(t.Moves, "renamed"), Many(t.Links, "linked"), Many(t.Directories, "directories"),
        Many(t.Metadata, "put right"), Many(t.Adopts, "adopted"), Many(t.Checks, "read"), t.Bytes > 0 ? Bytes(t.Bytes) : null,
    }.OfType<string>());

    private static string? Many(long count, string what) => count == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{count} {what}");

    private static string Duration(TimeSpan span) => span.TotalSeconds < 60
        ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} min {span.Seconds} s");
}
