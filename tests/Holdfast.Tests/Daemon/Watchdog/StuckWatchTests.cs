using System.Net;
using Holdfast.Adapters.Files;
using Holdfast.Adapters.Notifications;
using Holdfast.Contracts.Events;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Events;
using Holdfast.Daemon.Jobs;
using Holdfast.Daemon.Logging;
using Holdfast.Daemon.Watchdog;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Tests.Daemon.Watchdog;

/// <summary>Runs that do not move, and the outside monitor.</summary>
public sealed class StuckWatchTests : IAsyncDisposable
{
    private readonly Lab _lab = new();
    private readonly EventLog _events;
    private readonly LiveRuns _live = new();
    private readonly List<string> _restarted = [];

    public StuckWatchTests() => _events = new EventLog(_lab.State.Events, Log.Silent);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _events.DisposeAsync();
        await _lab.DisposeAsync();
    }

    [Fact]
    [Trait("row", "C14")]
    public async Task A_run_that_does_not_move_is_ended_once_its_time_is_over_and_the_others_are_counted()
    {
        var (watch, progress) = (Watch(), new RunProgress());
        using var shown = _live.Begin(Run(), progress);
        Pass(watch, 59);
        Assert.Empty(_restarted);
        Pass(watch, 2);
        Assert.Equal(["mirror"], _restarted);

        await _events.FlushAsync();
        var told = EventRecords.Of(Assert.Single(await _lab.State.Events.ReadAfterAsync(0, EventFilter.All, 10, Cancellation)));
        Assert.Equal((EventNames.JobRestarted, "mirror"), (told.Name, told.Job));
        Assert.EndsWith("4/5 jobs running", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_moves_ever_so_slowly_is_left_alone()
    {
        var (watch, progress) = (Watch(), new RunProgress());
        using var shown = _live.Begin(Run(), progress);
        for (var i = 0; i < 5; i++)
        {
            Pass(watch, 55);
            progress.MovedBytes(1);
        }
        Assert.Empty(_restarted);
    }

    [Fact]
    public void A_run_that_cannot_be_ended_is_tried_again_when_as_much_time_has_passed()
    {
        var watch = Watch();
        using var shown = _live.Begin(Run(), new RunProgress());
        Pass(watch, 200);
        Assert.Equal(3, _restarted.Count);
    }

    [Fact]
    [Trait("row", "N9")]
    public async Task The_outside_monitor_hears_of_us_while_all_is_well_and_not_otherwise()
    {
        var (asked, isWell) = (new List<string>(), true);
        var answer = HttpStatusCode.OK;
        using var web = new WebCaller(_lab.Time, () => new Answering(request =>
        {
            asked.Add($"{request.Method} {request.RequestUri}");
            return new HttpResponseMessage(answer);
        }));
        var lines = new RingSink();
        var reader = new SecretReader(new SystemPathResolver(), name => name == "PING" ? "https://hc.example.org/secret-91" : null, false, _lab.Time);
        var pinger = new Pinger(new WatchdogConfig(new Secret(SecretPlace.Environment, "PING"), TimeSpan.FromMinutes(5), null), _ => Task.FromResult(isWell), reader, web, new Log(_lab.Time, LogLevel.Debug, lines), _lab.Time);

        Assert.True(await pinger.PingAsync(Cancellation));
        isWell = false;
        Assert.False(await pinger.PingAsync(Cancellation));
        Assert.Equal(["GET https://hc.example.org/secret-91"], asked);

        (isWell, answer) = (true, HttpStatusCode.NotFound);
        for (var i = 0; i < 3; i++) Assert.False(await pinger.PingAsync(Cancellation));
        var line = Assert.Single(lines.Last(10));
        Assert.DoesNotContain(line.Fields, field => $"{field.Value}".Contains("secret-91", StringComparison.Ordinal));
    }

    private StuckWatch Watch() => new(
        new WatchdogConfig(null, TimeSpan.FromMinutes(5), TimeSpan.FromHours(1)), _live,
        job => { _restarted.Add(job); return true; }, () => (4, 5), _events, Log.Silent, _lab.Time);

    private void Pass(StuckWatch watch, int minutes)
    {
        for (var i = 0; i < minutes; i++)
        {
            watch.Look();
            _lab.Time.Advance(TimeSpan.FromMinutes(1));
        }
        watch.Look();
    }

    private static RunRecord Run() => new() { Id = "r1", Job = "mirror", Kind = "mirror", Destination = "legacy", Started = DateTimeOffset.UnixEpoch };

    private sealed class Answering(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer(request));
    }
}
