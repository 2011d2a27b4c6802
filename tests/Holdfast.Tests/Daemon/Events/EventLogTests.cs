using Holdfast.Contracts.Events;
using Holdfast.Daemon.Events;
using Holdfast.Daemon.Logging;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.State.Sqlite;

namespace Holdfast.Tests.Daemon.Events;

/// <summary>Events on their way into the state and to those who follow.</summary>
public sealed class EventLogTests : IAsyncDisposable
{
    private readonly Lab _lab = new();
    private readonly EventLog _events;

    public EventLogTests() => _events = new EventLog(_lab.State.Events, Log.Silent);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _events.DisposeAsync();
        await _lab.DisposeAsync();
    }

    [Fact]
    [Trait("row", "C11")]
    public async Task Events_are_kept_in_the_order_they_were_told()
    {
        for (var i = 0; i < 1000; i++) _events.Publish(Event($"{i}"));
        await _events.FlushAsync();

        var kept = await _lab.State.Events.ReadAfterAsync(0, EventFilter.All, 2000, Cancellation);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i}"), kept.Select(one => one.Message));
    }

    [Fact]
    public async Task A_follower_gets_what_was_before_and_what_comes_none_twice_and_none_left_out()
    {
        for (var i = 0; i < 600; i++) _events.Publish(Event($"{i}"));
        await _events.FlushAsync();
        var seen = new List<EventRecord>();
        await foreach (var happened in _events.FollowAsync(100, Cancellation))
        {
            seen.Add(happened);
            // Far more than is kept in memory is told while this follower is not looking.
            if (seen.Count == 200)
                for (var i = 600; i < 1500; i++) _events.Publish(Event($"{i}"));
            if (seen.Count == 1400) break;
        }
        Assert.Equal(Enumerable.Range(101, 1400).Select(i => (long)i), seen.Select(one => one.Number));
        Assert.Equal(Enumerable.Range(100, 1400).Select(i => $"{i}"), seen.Select(one => one.Message));
    }

    [Fact]
    public async Task A_follower_with_a_number_from_a_lost_state_gets_what_comes()
    {
        _events.Publish(Event("old"));
        await _events.FlushAsync();
        await using var following = _events.FollowAsync(5000, Cancellation).GetAsyncEnumerator(Cancellation);
        var next = following.MoveNextAsync();
        _events.Publish(Event("new"));

        Assert.True(await next);
        Assert.Equal("new", following.Current.Message);
    }

    [Fact]
    public async Task The_beginning_and_the_end_of_a_condition_are_told_once_each_also_over_a_restart()
    {
        void Turn(EventLog log, string level) => log.Turn(new Condition("store", "usb", level, _lab.Time.GetUtcNow()), before => Event($"{before?.Level}>{level}"));
        Turn(_events, "");
        Turn(_events, "away");
        Turn(_events, "away");
        await _events.DisposeAsync();
        await using (var next = new EventLog(_lab.State.Events, Log.Silent))
        {
            Turn(next, "away");
            Turn(next, "worse");
            Turn(next, "");
            Turn(next, "");
        }
        var kept = await _lab.State.Events.ReadAfterAsync(0, EventFilter.All, 10, Cancellation);
        Assert.Equal([">away", "away>worse", "worse>"], kept.Select(one => one.Message));
    }

    [Fact]
    public async Task What_cannot_be_written_is_logged_and_told_again_when_it_is_still_so()
    {
        var lines = new RingSink();
        var broken = new BrokenEvents(_lab.State.Events) { IsBroken = true };
        await using var events = new EventLog(broken, new Log(_lab.Time, LogLevel.Info, lines));
        void Turn() => events.Turn(new Condition("store", "usb", "away", _lab.Time.GetUtcNow()), _ => Event("away"));
        Turn();
        await events.FlushAsync();
        Assert.Contains(lines.Last(10), line => line.Level == LogLevel.Error && line.Fields.Any(field => field.Value as string == "no room"));

        broken.IsBroken = false;
        Turn();
        await events.FlushAsync();
        Assert.Equal("away", Assert.Single(await _lab.State.Events.ReadAfterAsync(0, EventFilter.All, 10, Cancellation)).Message);
    }

    [Fact]
    public async Task What_is_told_after_the_end_is_logged()
    {
        var lines = new RingSink();
        var events = new EventLog(_lab.State.Events, new Log(_lab.Time, LogLevel.Info, lines));
        await events.DisposeAsync();
        events.Publish(Event("late"));
        Assert.Contains(lines.Last(10), line => line.Fields.Any(field => field.Value as string == "late"));
    }

    private EventRecord Event(string message) =>
        EventRecords.Of(EventNames.JobStateChanged, _lab.Time.GetUtcNow(), Severity.Info, message, new JobStateChangedData("on", "paused"), EventJson.Default.JobStateChangedData);

    private sealed class BrokenEvents(IEvents inner) : IEvents
    {
        public bool IsBroken { get; set; }

        public ValueTask<IReadOnlyList<long>> AppendAsync(IReadOnlyList<NewEvent> events, CancellationToken cancellation) =>
            IsBroken ? throw new StateException("no room") : inner.AppendAsync(events, cancellation);

        public ValueTask<IReadOnlyList<StoredEvent>> ReadAfterAsync(long number, EventFilter filter, int limit, CancellationToken cancellation) => inner.ReadAfterAsync(number, filter, limit, cancellation);

        public ValueTask<IReadOnlyList<StoredEvent>> ReadBeforeAsync(long number, EventFilter filter, int limit, CancellationToken cancellation) => inner.ReadBeforeAsync(number, filter, limit, cancellation);

        public ValueTask<long> NewestAsync(CancellationToken cancellation) => inner.NewestAsync(cancellation);

        public ValueTask<IReadOnlyList<Condition>> ConditionsAsync(CancellationToken cancellation) => inner.ConditionsAsync(cancellation);

        public ValueTask<int> PruneAsync(DateTimeOffset before, CancellationToken cancellation) => inner.PruneAsync(before, cancellation);
    }
}
