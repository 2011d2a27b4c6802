using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Holdfast.Contracts.Events;
using Holdfast.Daemon.Alerts;
using Holdfast.Daemon.Configuration;
using Holdfast.Engine.Seams;

namespace Holdfast.Tests.Daemon.Alerts;

/// <summary>Who is told of what, and when: rules, what lasts, what is over, digests.</summary>
public sealed class AlertPlannerTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly ChannelConfig[] Channels = [new ChannelConfig { Name = "mail", Kind = ChannelKind.Sendmail }, new ChannelConfig { Name = "chat", Kind = ChannelKind.Slack }];

    [Theory]
    [Trait("row", "D10")]
    [InlineData("to: mail", "error SYNC_FAILED mirror", true)]
    [InlineData("to: mail", "info SYNC_COMPLETED mirror", false)]
    [InlineData("to: mail; severity: info", "info SYNC_COMPLETED mirror", true)]
    [InlineData("to: mail; severity: error", "warning SYNC_FAILED mirror", false)]
    [InlineData("to: mail; events: JOB_LATE", "error SYNC_FAILED mirror", false)]
    [InlineData("to: mail; events: JOB_LATE SYNC_FAILED", "error SYNC_FAILED mirror", true)]
    [InlineData("to: mail; jobs: other", "error SYNC_FAILED mirror", false)]
    [InlineData("to: mail; jobs: other mirror", "error SYNC_FAILED mirror", true)]
    [InlineData("to: mail; jobs: mirror", "error STORE_UNAVAILABLE", false)]
    [InlineData("to: mail", "error STORE_UNAVAILABLE", true)]
    [InlineData("to: nobody", "error SYNC_FAILED mirror", false)]
    public void A_rule_tells_what_it_names(string rule, string happened, bool told) =>
        Assert.Equal(told, Plan([Rule(rule)], Event(happened, 0)).Count == 1);

    [Fact]
    public void Of_several_rules_the_first_that_fits_speaks_for_a_channel()
    {
        var told = Plan([Rule("to: mail; digest: 15"), Rule("to: mail chat")], Event("error SYNC_FAILED mirror", 0));
        Assert.Equal([("mail", 15), ("chat", 0)], told.Select(one => (one.Channel, (int)(one.Due - Start).TotalMinutes)));
    }

    [Fact]
    public void What_lasts_is_told_once_until_the_time_of_its_repetition_and_then_with_how_often_it_happened()
    {
        var told = Plan([Rule("to: mail; repeat: 60")], [.. Enumerable.Range(0, 13).Select(i => Event("error SYNC_FAILED mirror", i * 10))]);
        Assert.Equal(["event 0 0", "again 60 5", "again 120 5"], told.Select(Show));
        Assert.Equal(Start, Item(told[2]).Since);
    }

    [Fact]
    public void The_end_of_what_was_told_is_told_once_and_only_to_those_who_were()
    {
        var told = Plan(
            [Rule("to: mail"), Rule("to: chat; events: JOB_LATE")],
            Event("error SYNC_FAILED mirror", 0), Event("info SYNC_COMPLETED mirror", 5), Event("info SYNC_COMPLETED mirror", 6), Event("error SYNC_FAILED mirror", 7));
        Assert.Equal(["mail event 0 0", "mail resolved 5 0", "mail event 7 0"], told.Select(one => $"{one.Channel} {Show(one)}"));
    }

    [Theory]
    [InlineData("error SYNC_FAILED mirror", "info SYNC_COMPLETED mirror", true)]
    [InlineData("error SYNC_FAILED mirror", "info SYNC_COMPLETED other", false)]
    [InlineData("warning GUARD_REFUSED mirror", "info SYNC_COMPLETED mirror", true)]
    [InlineData("warning GUARD_REFUSED mirror", "info RUN_APPROVED mirror", true)]
    [InlineData("error JOB_LATE mirror", "info JOB_ON_TIME mirror", true)]
    [InlineData("error JOB_LATE mirror", "info SYNC_COMPLETED mirror", false)]
    [InlineData("error STORE_UNAVAILABLE", "info STORE_AVAILABLE", true)]
    [InlineData("error AUTH_REQUIRED", "info AUTH_RESTORED", true)]
    [InlineData("error FINDING_OPENED mirror", "info FINDING_CLOSED mirror", false)]
    public void Each_end_belongs_to_its_beginning(string begins, string ends, bool resolved) =>
        Assert.Equal(resolved, Plan([Rule("to: mail")], Event(begins, 0), Event(ends, 1)).Any(one => Item(one).Kind == AlertItem.Resolved));

    [Fact]
    public void Who_does_not_want_to_know_the_end_is_not_told_and_hears_of_the_next_beginning()
    {
        var told = Plan([Rule("to: mail; resolved: off")], Event("error JOB_LATE mirror", 0), Event("info JOB_ON_TIME mirror", 1), Event("error JOB_LATE mirror", 2));
        Assert.Equal(["event 0 0", "event 2 0"], told.Select(Show));
    }

    [Fact]
    public void A_disk_that_gets_worse_is_told_again_and_is_resolved_as_a_whole()
    {
        var told = Plan([Rule("to: mail")], Disk("warning", 0), Disk("error", 1), Disk("warning", 2), Disk("ok", 3));
        Assert.Equal(["event 0 0", "resolved 1 0", "event 1 0", "resolved 2 0", "event 2 0", "resolved 3 0"], told.Select(Show));
    }

    [Fact]
    public void What_does_not_last_is_told_every_time() =>
        Assert.Equal(3, Plan([Rule("to: mail")], Event("error FINDING_OPENED mirror", 0), Event("error FINDING_OPENED mirror", 1), Event("error FINDING_OPENED mirror", 2)).Count);

    [Fact]
    public void A_digest_waits_from_the_first_of_its_messages_on()
    {
        var told = Plan([Rule("to: mail; digest: 15")], Event("error FINDING_OPENED a", 0), Event("error FINDING_OPENED b", 10), Event("error FINDING_OPENED c", 14), Event("error FINDING_OPENED d", 16));
        Assert.Equal([15, 15, 15, 31], told.Select(one => (int)(one.Due - Start).TotalMinutes));
    }

    [Theory]
    [InlineData("2026-11-21T12:00Z", "2026-11-22T05:00Z")]
    [InlineData("2026-11-22T04:59Z", "2026-11-22T05:00Z")]
    [InlineData("2026-11-22T05:00Z", "2026-11-23T05:00Z")]
    [InlineData("2026-07-01T12:00Z", "2026-07-02T04:00Z")]
    [InlineData("2026-10-24T12:00Z", "2026-10-25T05:00Z")]
    public void A_daily_digest_waits_for_six_in_the_morning_where_people_are(string now, string due)
    {
        var planner = new AlertPlanner(new NotificationsConfig(Channels, [Rule("to: mail; digest: daily")]), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        planner.Take(Event("error FINDING_OPENED a", 0) with { Time = At(now) });
        Assert.Equal(At(due), Assert.Single(planner.Finish().Messages).Due);
    }

    [Fact]
    public void A_channel_that_fails_is_not_told_that_it_does()
    {
        var failed = Event("warning NOTIFICATION_FAILED", 0) with { Data = JsonSerializer.SerializeToElement(new NotificationData("mail", "sendmail", "no"), EventJson.Default.NotificationData) };
        Assert.Equal(["chat"], Plan([Rule("to: mail chat")], failed).Select(one => one.Channel));
    }

    [Fact]
    public void A_restart_forgets_nothing_of_what_was_told()
    {
        var config = new NotificationsConfig(Channels, [Rule("to: mail")]);
        var before = new AlertPlanner(config, TimeZoneInfo.Utc);
        before.Take(Event("error SYNC_FAILED mirror", 0));
        var stands = before.Finish().Alerts;

        var after = new AlertPlanner(config, TimeZoneInfo.Utc);
        after.Begin(stands);
        after.Take(Event("error SYNC_FAILED mirror", 10));
        var (messages, alerts) = after.Finish();
        Assert.Empty(messages);
        Assert.Equal(1, Assert.Single(alerts).Quiet);
        after.Take(Event("info SYNC_COMPLETED mirror", 20));
        Assert.Equal(AlertItem.Resolved, Item(Assert.Single(after.Finish().Messages)).Kind);
    }

    // Whatever happens in whatever order: nothing is told as new while it lasts, each end follows a beginning, and no two of the same
    // are told closer together than the repetition allows.
    [Fact]
    public void Beginnings_and_ends_alternate_whatever_happens() => Prop.ForAll(
        Gen.Elements("error SYNC_FAILED mirror", "info SYNC_COMPLETED mirror", "error SYNC_FAILED other", "info SYNC_COMPLETED other", "error JOB_LATE mirror", "info JOB_ON_TIME mirror").ListOf().ToArbitrary(),
        happened =>
        {
            var told = Plan([Rule("to: mail; repeat: 30")], [.. happened.Select((text, i) => Event(text, i * 7))]);
            foreach (var key in told.Select(one => Item(one)).GroupBy(item => Subject(item.Event)))
            {
                var lasts = false;
                DateTimeOffset? last = null;
                foreach (var item in key)
                {
                    Assert.Equal(item.Kind != AlertItem.New, lasts);
                    lasts = item.Kind != AlertItem.Resolved;
                    if (item.Kind == AlertItem.Again) Assert.True(item.Event.Time - last >= TimeSpan.FromMinutes(30));
                    last = item.Event.Time;
                }
            }
            return true;
        }).Check(Chance.Try());

    private static string Subject(EventRecord happened) => $"{(happened.Name is "SYNC_FAILED" or "SYNC_COMPLETED" ? "sync" : "late")} {happened.Job}";

    private static IReadOnlyList<NewMessage> Plan(AlertRule[] rules, params EventRecord[] happened)
    {
        var planner = new AlertPlanner(new NotificationsConfig(Channels, rules), TimeZoneInfo.Utc);
        foreach (var one in happened) planner.Take(one);
        return planner.Finish().Messages;
    }

    private static AlertItem Item(NewMessage message) => JsonSerializer.Deserialize(message.Item, AlertJson.Default.AlertItem)!;

    private static string Show(NewMessage message) => $"{Item(message).Kind} {(int)(Item(message).Event.Time - Start).TotalMinutes} {Item(message).Quiet}";

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static EventRecord Event(string text, int minutes)
    {
        var words = text.Split(' ');
        return new EventRecord { Name = words[1], Severity = words[0], Time = Start.AddMinutes(minutes), Job = words.Length > 2 ? words[2] : null, Store = "legacy", Message = text };
    }

    private static EventRecord Disk(string level, int minutes) => Event($"{(level == "ok" ? "info" : level)} DISK_THRESHOLD", minutes) with
    {
        Data = JsonSerializer.SerializeToElement(new DiskThresholdData(level, "ok", 1, 100, 1), EventJson.Default.DiskThresholdData),
    };

    private static AlertRule Rule(string text)
    {
        var words = text.Split(';', StringSplitOptions.TrimEntries).Select(part => part.Split(": ")).ToDictionary(part => part[0], part => part[1]);
        string[] List(string key) => words.TryGetValue(key, out var value) ? value.Split(' ') : [];
        return new AlertRule
        {
            Name = "r",
            To = List("to"),
            Events = List("events"),
            Jobs = List("jobs"),
            Severity = words.GetValueOrDefault("severity", "warning"),
            Repeat = TimeSpan.FromMinutes(int.Parse(words.GetValueOrDefault("repeat", "240"), System.Globalization.CultureInfo.InvariantCulture)),
            Resolved = words.GetValueOrDefault("resolved") != "off",
            Digest = words.GetValueOrDefault("digest") switch { null => DigestRule.Off, "daily" => DigestRule.Daily, var minutes => new DigestRule(TimeSpan.FromMinutes(int.Parse(minutes, System.Globalization.CultureInfo.InvariantCulture))) },
        };
    }
}
