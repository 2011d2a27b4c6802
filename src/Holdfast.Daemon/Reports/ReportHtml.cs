using System.Globalization;
using System.Net;
using System.Text;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Reports;

/// <summary>Reports for people who would rather look: one page that needs nothing else, light or dark as they like it, without a script.</summary>
internal static class ReportHtml
{
    private const int RunsShown = 50;

    /// <summary>The page.</summary>
    public static string Write(string title, ReportFacts facts)
    {
        var html = new StringBuilder();
        html.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>").Append(Text(title)).Append("</title>\n<style>\n").Append(Style).Append("</style>\n</head>\n<body>\n<main>\n");
        html.Append("<h1>").Append(Text(title)).Append("</h1>\n<p class=\"lead ").Append(facts.Status.Health).Append("\">").Append(Text(facts.Status.Summary)).Append("</p>\n");
        html.Append("<p class=\"faint\">").Append(Text($"{facts.Text(facts.Since)} to {facts.Text(facts.Now)} ({facts.Zone.Id}), Holdfast {facts.Status.Version}")).Append("</p>\n");
        Figures(html, facts);
        Charts(html, facts);
        Jobs(html, facts);
        Stores(html, facts);
        Findings(html, facts);
        Runs(html, facts);
        Checks(html, facts);
        return html.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void Figures(StringBuilder html, ReportFacts facts)
    {
        html.Append("<dl>\n");
        foreach (var (name, value) in new[]
        {
            ("Runs", Count(facts.Runs.Count)), ("Not in order", Count(facts.RunsFailed)), ("Files carried", Count(facts.FilesCarried)), ("Bytes carried", Bytes(facts.BytesMoved)),
            ("Owners and modes set", Count(facts.PermissionsFixed)), ("Files verified", Count(facts.FilesVerified)),
            ("Errors open", Count(facts.Status.Errors)), ("Warnings open", Count(facts.Status.Warnings)),
        }) html.Append("<div><dt>").Append(Text(name)).Append("</dt><dd>").Append(Text(value)).Append("</dd></div>\n");
        html.Append("</dl>\n");
    }

    private static void Charts(StringBuilder html, ReportFacts facts)
    {
        var hours = ReportHours.Of(facts);
        html.Append("<section class=\"charts\">\n");
        html.Append(ReportChart.Bars("Bytes carried by the hour", hours, hour => hour.Bytes, _ => 0, Bytes));
        html.Append(ReportChart.Bars("Runs by the hour, those not in order on top", hours, hour => hour.Runs - hour.Failed, hour => hour.Failed, Count));
        html.Append(ReportChart.Bars("Longest run by the hour", hours, hour => hour.Longest, _ => 0, seconds => string.Create(CultureInfo.InvariantCulture, $"{seconds:N0} s")));
        html.Append("</section>\n");
    }

    private static void Jobs(StringBuilder html, ReportFacts facts) => Table(html, "Jobs", ["Job", "State", "Last ended", "Summary"],
        facts.Status.Jobs.Select(job => new[] { job.Name, job.State, job.LastEnd is { } ended ? facts.Text(ended) : "never", job.Summary ?? "" }), facts.Status.Jobs.Select(job => job.State));

    private static void Stores(StringBuilder html, ReportFacts facts) => Table(html, "Stores", ["Store", "State", "Free", "Where"],
        facts.Status.Stores.Select(store => new[] { store.Name, store.State, store is { FreeBytes: { } free, SizeBytes: > 0 and { } size } ? $"{Bytes(free)} ({100 * free / size} %)" : "", store.Message is null ? store.Location ?? "" : $"{store.Location}: {store.Message}" }),
        facts.Status.Stores.Select(store => store.State));

    private static void Findings(StringBuilder html, ReportFacts facts) => Table(html, "Findings", ["Severity", "State", "Where", "What"],
        facts.Status.Findings.Select(finding => new[] { finding.Severity, finding.State, $"{finding.Store ?? finding.Job}: {(finding.Path.Length == 0 ? "." : finding.Path)}", finding.Message }), facts.Status.Findings.Select(finding => finding.State == "open" ? finding.Severity : "info"));

    private static void Runs(StringBuilder html, ReportFacts facts)
    {
        var notable = facts.Runs.Where(run => run.Tally.Touching > 0 || run.State is not (RunState.Succeeded or RunState.Running)).Take(RunsShown).ToArray();
        Table(html, "Runs that did something", ["Began", "Job", "State", "Done", "Message"],
            notable.Select(run => new[] { facts.Text(run.Started), $"{run.Job} → {run.Destination}", run.State.ToString().ToLowerInvariant(), $"{Count(run.Tally.Done)}, {Bytes(run.Tally.BytesDone)}", run.Message ?? "" }), notable.Select(run => run.State.ToString().ToLowerInvariant()));
    }

    private static void Checks(StringBuilder html, ReportFacts facts) => Table(html, "Health", ["Result", "Check", "What"],
        facts.Checks.Select(check => new[] { check.Result, check.Subject is null ? check.Check : $"{check.Check} {check.Subject}", check.Advice is { } advice && check.Result != "ok" ? $"{check.Message} ({advice})" : check.Message }), facts.Checks.Select(check => check.Result));

    private static void Table(StringBuilder html, string title, string[] heads, IEnumerable<string[]> rows, IEnumerable<string> tones)
    {
        html.Append("<section>\n<h2>").Append(Text(title)).Append("</h2>\n");
        var all = rows.Zip(tones).ToArray();
        if (all.Length == 0)
        {
            html.Append("<p class=\"faint\">none</p>\n</section>\n");
            return;
        }
        html.Append("<div class=\"wide\"><table>\n<thead><tr>");
        foreach (var head in heads) html.Append("<th scope=\"col\">").Append(Text(head)).Append("</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (var (row, tone) in all)
        {
            html.Append("<tr class=\"").Append(Tone(tone)).Append("\">");
            foreach (var cell in row) html.Append("<td>").Append(Text(cell)).Append("</td>");
            html.Append("</tr>\n");
        }
        html.Append("</tbody>\n</table></div>\n</section>\n");
    }

    private static string Tone(string word) => word switch
    {
        "error" or "failed" or "failing" => "bad",
        "warning" or "partial" or "refused" or "needs-approval" or "absent" or "paused" or "stopped" or "cancelled" => "warn",
        _ => "good",
    };

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Bytes(long bytes) => bytes switch
    {
        >= 1_000_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e12:0.#} TB"),
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.#} GB"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} B"),
    };

    /// <summary>Text as it stands in a page: whatever is in it is only ever text.</summary>
    internal static string Text(string text) => WebUtility.HtmlEncode(string.Concat(text.Select(c => char.IsControl(c) && c != '\n' ? '\ufffd' : c)));

    private const string Style = """
        :root { color-scheme: light dark; --back: #fff; --text: #1a1d21; --faint: #5d6570; --line: #dde1e6; --bar: #2f6fd0; --bad: #b3261e; --warn: #8a5a00; --good: #1c6b3c; }
        @media (prefers-color-scheme: dark) { :root { --back: #15181c; --text: #e6e8eb; --faint: #9aa4b0; --line: #30363d; --bar: #6ea8fe; --bad: #ff8a80; --warn: #ffc46b; --good: #7bd99b; } }
        body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
        main { max-width: 70rem; margin: 0 auto; padding: 1.5rem; }
        h1 { font-size: 1.5rem; margin: 0 0 .5rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
        .lead { font-size: 1.15rem; border-left: .3rem solid var(--good); padding-left: .8rem; } .lead.warnings { border-color: var(--warn); } .lead.errors { border-color: var(--bad); }
        .faint, dt, th, figcaption { color: var(--faint); }
        dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .8rem; } dl div { border: 1px solid var(--line); border-radius: .4rem; padding: .6rem .8rem; } dd { margin: 0; font-size: 1.3rem; }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: 1rem; } figure { margin: 0; } svg { width: 100%; height: auto; } .bar { fill: var(--bar); } .over { fill: var(--bad); } .axis { stroke: var(--line); } svg text { fill: var(--faint); font: 10px system-ui, sans-serif; }
        .wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; } th { white-space: nowrap; }
        tr.bad td:nth-child(-n+2) { color: var(--bad); } tr.warn td:nth-child(-n+2) { color: var(--warn); }

        """;
}
