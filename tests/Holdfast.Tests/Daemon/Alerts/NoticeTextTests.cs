using System.Text.Json;
using Holdfast.Contracts.Events;
using Holdfast.Daemon.Alerts;
using Holdfast.Daemon.Events;
using Holdfast.Engine.Model;

namespace Holdfast.Tests.Daemon.Alerts;

/// <summary>What people read, and what programs do.</summary>
public sealed class NoticeTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 5, 45, 0, TimeSpan.Zero);
    private static readonly NoticeText Text = new("lab", TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));

    [Fact]
    public void One_event_is_its_own_subject_with_its_facts_below()
    {
        var notice = Text.Of("mail-1-1", [new AlertItem(AlertItem.New, Failed())], Now);
        Assert.Equal(("[holdfast lab] mirror failed: disk full", Severity.Error), (notice.Subject, notice.Severity));
        Assert.StartsWith("2026-11-21 06:45:00 +01:00  error  SYNC_FAILED\nmirror failed: disk full\n  job: mirror\n", notice.Text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("  data at risk mb: 2.5\n", notice.Text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AlertItem.Resolved, "[holdfast lab] resolved: mirror failed: disk full", Severity.Info)]
    [InlineData(AlertItem.Again, "[holdfast lab] still: mirror failed: disk full", Severity.Error)]
    public void What_lasts_and_what_is_over_say_so(string kind, string subject, Severity severity)
    {
        var notice = Text.Of("mail-1-1", [new AlertItem(kind, Failed(), Now.AddHours(-3), 7)], Now);
        Assert.Equal((subject, severity), (notice.Subject, notice.Severity));
        Assert.Contains("since 2026-11-21 03:45:00 +01:00", notice.Text, StringComparison.Ordinal);
        Assert.Contains("it happened 7 more times that were not told", notice.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_events_are_counted_and_fifty_of_them_told()
    {
        var notice = Text.Of("mail-1-99", [.. Enumerable.Repeat(new AlertItem(AlertItem.New, Failed()), 70)], Now);
        Assert.Equal("[holdfast lab] 70 events, 70 errors", notice.Subject);
        Assert.Equal(50, notice.Text.Split("SYNC_FAILED").Length - 1);
        Assert.Contains("and 20 more: holdfast events", notice.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Findings_are_told_by_their_names()
    {
        var row = new Holdfast.Contracts.Commands.FindingRow { Job = "mirror", Code = "failed", Severity = "error", Path = "a/b", Message = "cannot be read" };
        var data = new FindingsData(1, 1, 0, 0, new Dictionary<string, long> { ["failed"] = 1 }, [row]);
        var happened = EventRecords.Of(EventNames.FindingOpened, Now, Severity.Error, "1 finding is new", data, EventJson.Default.FindingsData);
        Assert.Contains("  - a/b: cannot be read\n", Text.Of("x", [new AlertItem(AlertItem.New, happened)], Now).Text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_gets_the_events_as_they_are()
    {
        var json = JsonSerializer.Deserialize<JsonElement>(Text.Of("mail-1-1", [new AlertItem(AlertItem.New, Failed())], Now).Json);
        Assert.Equal((1, "mail-1-1", "lab", "error"), (json.GetProperty("version").GetInt32(), json.GetProperty("id").GetString(), json.GetProperty("host").GetString(), json.GetProperty("severity").GetString()));
        Assert.Equal("disk full", json.GetProperty("items")[0].GetProperty("event").GetProperty("data").GetProperty("error").GetString());
    }

    private static EventRecord Failed() => EventRecords.Of(
        EventNames.SyncFailed, Now, Severity.Error, "mirror failed: disk full", new SyncFailedData("lab", "legacy", "disk full", 2.5, "mirror", "schedule", "failed", 1, 0, 0, false), EventJson.Default.SyncFailedData) with { Job = "mirror", Run = "r1", Store = "legacy" };
}
