using System.Xml.Linq;
using Holdfast.Contracts.Commands;
using Holdfast.Contracts.Status;
using Holdfast.Daemon.Reports;
using Holdfast.Engine.Model;

namespace Holdfast.Tests.Daemon.Reports;

/// <summary>The page of a report.</summary>
public sealed class ReportPageTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 30, 0, TimeSpan.Zero);

    [Fact]
    [Trait("row", "L10")]
    public void A_page_needs_nothing_else_and_has_no_script()
    {
        var page = Page();
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch("(src|href)=", page);
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme: dark", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_a_file_is_called_it_is_only_text_in_the_page()
    {
        var page = Page("<img src=x onerror=alert(1)>\u0007&amp;");
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain(page, c => c == (char)7);
    }

    [Fact]
    public void A_page_is_well_formed()
    {
        var page = Page("a < b").Replace("<!doctype html>", "", StringComparison.Ordinal).Replace("<meta charset=\"utf-8\">", "", StringComparison.Ordinal)
            .Replace("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">", "", StringComparison.Ordinal);
        var main = XDocument.Parse(page).Descendants("main").Single();
        Assert.Equal(3, main.Descendants("svg").Count());
        Assert.Equal(["Jobs", "Stores", "Findings", "Runs that did something", "Health"], main.Descendants("h2").Select(head => head.Value));
    }

    [Fact]
    public void Hours_without_a_run_are_there_too_and_every_run_is_in_one()
    {
        var hours = ReportHours.Of(Facts("x"));
        Assert.Equal(24, hours.Count);
        Assert.Equal((2, 1, 5_000_000, 90), (hours.Sum(hour => hour.Runs), hours.Sum(hour => hour.Failed), hours.Sum(hour => hour.Bytes), hours.Max(hour => hour.Longest)));
    }

    private static string Page(string message = "m") => ReportHtml.Write("Holdfast daily report", Facts(message));

    private static ReportFacts Facts(string message) => new(
        new StatusRow
        {
            Version = "0.1.0", ConfigFile = "c", StateDirectory = "s", Health = "errors", Summary = message,
            Jobs = [new JobStatus { Name = "mirror", State = "failing", Summary = message }],
            Stores = [new StoreRow { Name = "lab", Kind = "local", State = "present", Location = "/srv", FreeBytes = 10, SizeBytes = 100 }],
            Findings = [new FindingRow { Job = "mirror", Code = "failed", Severity = "error", Message = message, Path = message }],
        },
        [new CheckRow { Check = "runs", Result = "error", Message = message, Advice = "do" }],
        [Run(RunState.Succeeded, -1, 5_000_000), Run(RunState.Failed, -23, 0)],
        Now.AddDays(-1), Now, TimeZoneInfo.Utc);

    private static RunRecord Run(RunState state, int hours, long bytes) => new()
    {
        Id = "r", Job = "mirror", Kind = "mirror", Destination = "legacy", State = state, Started = Now.AddHours(hours), Ended = Now.AddHours(hours).AddSeconds(90), Message = state == RunState.Failed ? "gone" : null,
        Tally = new Tally { Creates = 1, Done = 1, BytesDone = bytes },
    };
}
