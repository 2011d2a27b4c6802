using System.Globalization;
using System.Text;
using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Configuration;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Reports;

/// <summary>Reports for people: plain text, one fact a line.</summary>
internal static class ReportText
{
    private const int RunsShown = 50;

    /// <summary>The daily report: configuration, activity, health.</summary>
    public static string Daily(ReportFacts facts, HoldfastConfig config)
    {
        var text = Head("Holdfast daily report", facts);
        Section(text, "Configuration");
        Line(text, "File", facts.Status.ConfigFile);
        Line(text, "State", facts.Status.StateDirectory);
        foreach (var store in facts.Status.Stores) Line(text, $"Store {store.Name}", $"{store.Kind}, {store.Location ?? "-"}, {store.State}{Room(store)}");
        foreach (var job in config.Jobs) Line(text, $"Job {job.Name}", Describe(job));
        Activity(text, facts);
        Health(text, facts);
        return text.ToString();
    }

    /// <summary>The report on demand: what was done, and whether the copies agree.</summary>
    public static string Sync(ReportFacts facts)
    {
        var text = Head("Holdfast data sync report", facts);
        Section(text, "Summary");
        Line(text, "Permissions fixed", Count(facts.PermissionsFixed));
        Line(text, "Files carried", Count(facts.FilesCarried));
        Line(text, "Bytes moved", Count(facts.BytesMoved));
        Line(text, "Files verified", Count(facts.FilesVerified));
        Line(text, "Runs", $"{Count(facts.Runs.Count)}, {Count(facts.RunsFailed)} of them not in order");
        Line(text, "Environments", "not configured");
        Line(text, "Orphans", "not configured");
        Section(text, "Consistency");
        foreach (var check in facts.Checks.Where(check => check.Check == "consistency")) Check(text, check);
        Section(text, "Findings");
        Line(text, "Open", $"{Count(facts.Status.Errors)} errors, {Count(facts.Status.Warnings)} warnings");
        foreach (var finding in facts.Status.Findings) text.Append("  ").Append(finding.Severity.PadRight(8)).Append(finding.Job).Append(": ").Append(finding.Path.Length == 0 ? "." : finding.Path).Append(": ").AppendLine(finding.Message);
        Activity(text, facts);
        Health(text, facts);
        return text.ToString();
    }

    private static StringBuilder Head(string title, ReportFacts facts)
    {
        var text = new StringBuilder();
        text.AppendLine(title).AppendLine(new string('=', title.Length));
        Line(text, "Written", $"{facts.Text(facts.Now)} ({facts.Zone.Id})");
        Line(text, "Covers", $"{facts.Text(facts.Since)} to {facts.Text(facts.Now)}");
        Line(text, "Holdfast", facts.Status.Version);
        Line(text, "Daemon", facts.Status.DaemonSince is { } since ? $"running since {facts.Text(since)} (process {facts.Status.DaemonPid})" : "not running");
        text.AppendLine().AppendLine(facts.Status.Summary);
        return text;
    }

    private static void Activity(StringBuilder text, ReportFacts facts)
    {
        Section(text, "Activity");
        if (facts.Runs.Count == 0) text.AppendLine("  no run began in this time");
        foreach (var job in facts.Runs.GroupBy(run => run.Job))
        {
            var counts = job.GroupBy(run => run.State).OrderBy(group => group.Key).Select(group => $"{Count(group.Count())} {group.Key.ToString().ToLowerInvariant()}");
            Line(text, job.Key, $"{string.Join(", ", counts)}; {Count(job.Sum(run => run.Tally.Done))} operations, {Count(job.Sum(run => run.Tally.BytesDone))} bytes");
        }
        var notable = facts.Runs.Where(run => run.Tally.Touching > 0 || run.State is not (RunState.Succeeded or RunState.Running)).ToArray();
        foreach (var run in notable.Take(RunsShown))
            text.Append("  ").Append(facts.Text(run.Started)).Append("  ").Append(run.Id).Append("  ").Append(run.Job).Append(" -> ").Append(run.Destination).Append("  ").Append(run.State.ToString().ToLowerInvariant()).AppendLine(run.Message is { } message ? $": {message}" : "");
        if (notable.Length > RunsShown) text.AppendLine(CultureInfo.InvariantCulture, $"  and {notable.Length - RunsShown:N0} more: holdfast history");
    }

    private static void Health(StringBuilder text, ReportFacts facts)
    {
        Section(text, $"Health: {facts.Status.Health}");
        foreach (var check in facts.Checks) Check(text, check);
    }

    private static void Check(StringBuilder text, CheckRow check) =>
        text.Append("  ").Append(check.Result.PadRight(8)).Append(check.Check.PadRight(14)).Append(check.Subject is null ? "" : $"{check.Subject}: ").Append(check.Message).AppendLine(check.Advice is { } advice && check.Result != "ok" ? $" ({advice})" : "");

    private static void Section(StringBuilder text, string title) => text.AppendLine().AppendLine(title).AppendLine(new string('-', title.Length));

    private static void Line(StringBuilder text, string name, string value) => text.Append("  ").Append((name + ":").PadRight(22)).AppendLine(value);

    private static string Describe(JobConfig job)
    {
        var what = job.Kind == JobKind.Permissions ? $"permissions of {job.Store}" : $"{job.Kind.Word()} from {job.From} to {string.Join(", ", job.To)}";
        var when = new[] { job.Every is { } every ? $"every {every}" : null, job.Cron is { } cron ? $"at '{cron}'" : null, job.After.Count > 0 ? $"after {string.Join(", ", job.After)}" : null }.OfType<string>().ToArray();
        return $"{what}{(when.Length > 0 ? ", " : "")}{string.Join(", ", when)}";
    }

    private static string Room(StoreRow store) => store is { FreeBytes: { } free, SizeBytes: { } size } ? $", {Count(free)} of {Count(size)} bytes free" : "";

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
