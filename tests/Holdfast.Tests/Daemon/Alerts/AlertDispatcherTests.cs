using Holdfast.Contracts.Events;
using Holdfast.Daemon.Alerts;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Events;
using Holdfast.Daemon.Logging;
using Holdfast.Daemon.Status;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Tests.Daemon.Alerts;

/// <summary>From the log to the channels: nothing is lost, nothing is told twice, a channel that fails harms nobody.</summary>
public sealed class AlertDispatcherTests : IAsyncDisposable
{
    private readonly Lab _lab = new();
    private readonly LabConfig _config;
    private readonly List<(string Channel, Notice Notice)> _told = [];
    private readonly Dictionary<string, NotifyException> _broken = [];
    private EventLog _events;
    private AlertDispatcher _alerts;

    public AlertDispatcherTests()
    {
        _config = new LabConfig(_lab);
        _config.Config = _config.Config with
        {
            Notifications = new NotificationsConfig(
                [new ChannelConfig { Name = "mail", Kind = ChannelKind.Sendmail }, new ChannelConfig { Name = "chat", Kind = ChannelKind.Slack }],
                [new AlertRule { Name = "all", To = ["mail", "chat"], Severity = "warning" }]),
        };
        (_events, _alerts) = Make();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _events.DisposeAsync();
        await _lab.DisposeAsync();
    }

    [Fact]
    [Trait("row", "D10")]
    public async Task An_alert_reaches_every_channel_once()
    {
        await TurnAsync();
        Happen(EventNames.FindingOpened);
        await TurnAsync();
        await TurnAsync();
        Assert.Equal(["mail", "chat"], _told.Select(one => one.Channel));
        Assert.Contains("[holdfast lab] something happened", _told[0].Notice.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_happened_before_anybody_was_to_be_told_is_nobodys_news()
    {
        Happen(EventNames.FindingOpened);
        await TurnAsync();
        Assert.Empty(_told);
    }

    [Fact]
    public async Task A_restart_between_event_and_telling_loses_no_alert()
    {
        await TurnAsync();
        Happen(EventNames.FindingOpened);
        await _events.DisposeAsync();
        (_events, _alerts) = Make();
        await _alerts.TakeAsync(Cancellation);
        await _events.DisposeAsync();
        (_events, _alerts) = Make();
        await TurnAsync();
        Assert.Equal(["mail", "chat"], _told.Select(one => one.Channel));
    }

    [Fact]
    public async Task A_channel_that_fails_holds_up_no_other_is_a_finding_and_is_told_by_the_others()
    {
        await TurnAsync();
        _broken["mail"] = new NotifyException("greylisted", isPermanent: false);
        Happen(EventNames.FindingOpened);
        for (var i = 0; i < 4; i++) await TurnAsync();

        Assert.Equal(["chat", "chat"], _told.Select(one => one.Channel));
        Assert.Contains("channel mail cannot be told: greylisted", _told[1].Notice.Text, StringComparison.Ordinal);
        var finding = Assert.Single(await OpenFindings.ReadAsync(_config.Config, _lab.State, 10, Cancellation));
        Assert.Equal(("mail", Severity.Warning), (finding.Finding.Store, finding.Finding.Severity));

        _broken.Clear();
        _lab.Time.Advance(TimeSpan.FromHours(2));
        for (var i = 0; i < 4; i++) await TurnAsync();
        Assert.Contains(_told, one => one.Channel == "mail" && one.Notice.Text.Contains("something happened", StringComparison.Ordinal));
        Assert.Empty(await OpenFindings.ReadAsync(_config.Config, _lab.State, 10, Cancellation));
        Assert.Contains(_told, one => one.Channel == "chat" && one.Notice.Subject.Contains("resolved", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_waits_for_a_channel_that_failed_is_told_as_one()
    {
        await TurnAsync();
        _broken["mail"] = new NotifyException("greylisted", isPermanent: false);
        Happen(EventNames.FindingOpened);
        await TurnAsync();
        for (var i = 0; i < 20; i++) Happen(EventNames.FindingOpened);
        await TurnAsync();
        _broken.Clear();
        _lab.Time.Advance(TimeSpan.FromHours(2));
        await TurnAsync();
        Assert.Contains("21 events, 21 warnings", Assert.Single(_told, one => one.Channel == "mail").Notice.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_could_not_be_told_for_three_days_is_given_up()
    {
        await TurnAsync();
        _broken["mail"] = new NotifyException("no such user", isPermanent: true);
        Happen(EventNames.FindingOpened);
        for (var i = 0; i < 80; i++)
        {
            await TurnAsync();
            _lab.Time.Advance(TimeSpan.FromHours(1.3));
        }
        Assert.DoesNotContain(await _lab.State.Alerts.WaitingAsync(Cancellation), message => message.Channel == "mail");
    }

    [Fact]
    public async Task A_second_attempt_has_the_name_of_the_first()
    {
        await TurnAsync();
        var ids = new List<string>();
        _broken["mail"] = new NotifyException("later", isPermanent: false);
        _onSend = notice => ids.Add(notice.Id);
        Happen(EventNames.FindingOpened);
        await TurnAsync();
        _broken.Clear();
        _lab.Time.Advance(TimeSpan.FromHours(2));
        await TurnAsync();
        Assert.Equal(2, ids.Count(id => id == "mail-1-1"));
    }

    [Theory]
    [InlineData(0, false, 22, 38)]
    [InlineData(3, false, 180, 300)]
    [InlineData(20, false, 2700, 4500)]
    [InlineData(0, true, 675, 1125)]
    public void It_is_tried_again_after_longer_and_longer_times_that_differ(int failures, bool permanent, int least, int most)
    {
        var random = new Random(1);
        var waits = Enumerable.Range(0, 100).Select(_ => Backoff.Of(failures, new NotifyException("x", permanent), random).TotalSeconds).ToArray();
        Assert.All(waits, wait => Assert.InRange(wait, least, most));
        Assert.True(waits.Distinct().Count() > 50);
    }

    [Fact]
    public void Who_asks_to_be_left_alone_is()
    {
        Assert.Equal(TimeSpan.FromHours(3), Backoff.Of(0, new NotifyException("x", false, TimeSpan.FromHours(3)), new Random(1)));
        Assert.Equal(TimeSpan.FromDays(1), Backoff.Of(0, new NotifyException("x", false, TimeSpan.FromDays(900)), new Random(1)));
    }

    private Action<Notice>? _onSend;

    private (EventLog, AlertDispatcher) Make()
    {
        var events = new EventLog(_lab.State.Events, Log.Silent);
        return (events, new AlertDispatcher(_config.Config, _lab.State, events, new AlertParts
        {
            Open = (channel, _) => ValueTask.FromResult<INotifier>(new Channel(this, channel.Name)),
            Findings = _lab.State.Findings,
            Host = "lab",
            Log = Log.Silent,
            Time = _lab.Time,
            Random = new Random(7),
        }));
    }

    private void Happen(string name) => _events.Publish(EventRecords.Of(name, _lab.Time.GetUtcNow(), Severity.Warning, "something happened", new JobStateChangedData("a", "b"), EventJson.Default.JobStateChangedData));

    private async Task TurnAsync()
    {
        await _events.FlushAsync();
        await _alerts.TakeAsync(Cancellation);
        await _alerts.SendAsync(Cancellation);
    }

    private sealed class Channel(AlertDispatcherTests test, string name) : INotifier
    {
        public Task SendAsync(Notice notice, CancellationToken cancellation)
        {
            test._onSend?.Invoke(notice);
            if (test._broken.TryGetValue(name, out var problem)) throw problem;
            test._told.Add((name, notice));
            return Task.CompletedTask;
        }

        public void Dispose()
        {
        }
    }
}
