using System.Text.Json;
using Holdfast.Cli.Rendering;
using Holdfast.Contracts.Commands;
using Holdfast.Contracts.Status;

namespace Holdfast.Cli.Requests;

/// <summary>Shows how everything stands on one screen, or of that the jobs alone.</summary>
internal sealed class StatusView(Screen screen, TimeProvider time, bool jobsOnly) : IView
{
    /// <inheritdoc/>
    public void Row(string type, JsonElement data)
    {
        if (type != RowTypes.Status || data.Deserialize(RowJson.Default.StatusRow) is not { } status) return;
        if (jobsOnly)
        {
            Jobs(status.Jobs);
            return;
        }
        Head(status);
        if (status.Jobs.Count > 0) Jobs(status.Jobs);
        if (status.Stores.Count > 0) Stores(status.Stores);
        if (status.Runs.Count > 0) Runs(status.Runs);
        if (status.Findings.Count > 0) Findings(status);
    }

    /// <inheritdoc/>
    public void End()
    {
        // The one row was shown as it came.
    }

    private void Head(StatusRow status)
    {
        var daemon = status.DaemonPid is { } pid
            ? $"{screen.Paint("running", Tone.Good)}, process {pid}{(status.DaemonSince is { } since ? $", for {Amounts.Time(time.GetUtcNow() - since)}" : "")}, {status.JobsRunning}/{status.JobsTotal} jobs running"
            : $"{screen.Paint("not running", Tone.Warning)} (holdfast daemon, or holdfast service install)";
        screen.Line($"{screen.Paint("Holdfast", Tone.Strong)} {status.Version}");
        screen.Line($"daemon   {daemon}");
        screen.Line($"health   {screen.Paint(status.Health, Tones.OfSeverity(status.Health))}{(status.Errors + status.Warnings == 0 ? "" : $": {Amounts.Of(status.Errors, "error")}, {Amounts.Of(status.Warnings, "warning")}")}{(status.Acknowledged == 0 ? "" : $", {status.Acknowledged} acknowledged")}");
        if (status.Summary.Length > 0) screen.Line(Printable.Text($"         {status.Summary}"));
        screen.Line(Printable.Text($"config   {status.ConfigFile}"));
        screen.Line(Printable.Text($"state    {status.StateDirectory}"));
        screen.Line();
    }

    private void Jobs(IReadOnlyList<JobStatus> jobs)
    {
        var grid = new Grid("job", "state", "last", "ended", "next", "watching", "what");
        foreach (var job in jobs)
        {
            grid.Add(job.Name, new Cell(job.State, Tones.OfJob(job.State)),
                job.LastResult is null ? "-" : new Cell(job.LastResult, Tones.OfRun(job.LastResult)),
                job.LastEnd is { } ended ? Amounts.Ago(ended, time.GetUtcNow()) : "never",
                Next(job),
                Watching(job), job.Summary);
        }
        grid.Show(screen);
        screen.Line();
        Copies(jobs);
    }

    // With one destination, and all of it there, the job's own line says it all.
    private void Copies(IReadOnlyList<JobStatus> jobs)
    {
        var shown = jobs.Where(job => job.Copies.Count > 1 || job.Copies.Any(copy => copy.Behind > 0)).ToArray();
        if (shown.Length == 0) return;
        var grid = new Grid("copy", "state", "holds", "left over", "complete");
        foreach (var (job, copy) in shown.SelectMany(job => job.Copies.Select(copy => (job, copy))))
        {
            grid.Add($"{job.Name} → {copy.Store}", new Cell(copy.State, Tones.OfRun(copy.State)), Amounts.Count(copy.Entries),
                copy.Behind switch { null => "-", 0 => "nothing", { } behind => new Cell(Amounts.Count(behind), Tone.Warning) },
                copy.UpToDate is { } since ? Amounts.Ago(since, time.GetUtcNow()) : "never");
        }
        grid.Show(screen);
        screen.Line();
    }

    // A watched job runs when something changes; its next run by the clock alone would tell people to wait for an hour.
    private string Next(JobStatus job) => (job.NextDue, job.NextRescan) switch
    {
        (null, _) => "-",
        ({ } due, { } rescan) when due >= rescan => $"at a change; rescan {In(rescan)}",
        ({ } due, _) => In(due),
    };

    private string In(DateTimeOffset due) => due <= time.GetUtcNow() ? "now" : $"in {Amounts.Time(due - time.GetUtcNow())}";

    private static Cell Watching(JobStatus job) => job.Watching switch
    {
        null => "-",
        false => new Cell(job.WatchTrouble ?? "no", Tone.Warning),
        _ => job.Dirty switch { 0 => "yes", < 0 => "yes, all to be looked at", _ => $"yes, {Amounts.Count(job.Dirty)} changed" },
    };

    private void Stores(IReadOnlyList<StoreRow> stores)
    {
        var grid = new Grid("store", "state", "free", "where");
        foreach (var store in stores)
        {
            var free = store is { FreeBytes: { } bytes, SizeBytes: > 0 and { } size } ? $"{Amounts.Bytes(bytes)} ({100 * bytes / size} %)" : "-";
            grid.Add(store.Name, new Cell(store.State, Tones.OfCopy(store.State)), free, store.Message is null ? store.Location : $"{store.Location}: {store.Message}");
        }
        grid.Show(screen);
        screen.Line();
    }

    private void Runs(IReadOnlyList<RunRow> runs)
    {
        var grid = new Grid("latest run", "job", "state", "ended", "what");
        foreach (var run in runs)
            grid.Add(run.Id, Tallies.Way(run), new Cell(run.State, Tones.OfRun(run.State)), run.Ended is { } ended ? Amounts.Ago(ended, time.GetUtcNow()) : "-", run.Message ?? Tallies.Text(run));
        grid.Show(screen);
        screen.Line();
    }

    private void Findings(StatusRow status)
    {
        var lines = new LineView(screen);
        foreach (var finding in status.Findings) lines.Row(RowTypes.Finding, JsonSerializer.SerializeToElement(finding, RowJson.Default.FindingRow));
        if (status.Errors + status.Warnings > status.Findings.Count) screen.Line("'holdfast doctor' tells all of them");
    }
}
