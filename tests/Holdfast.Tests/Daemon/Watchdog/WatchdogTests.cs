using Holdfast.Adapters.Stores.Memory;
using Holdfast.Contracts.Events;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Events;
using Holdfast.Daemon.Jobs;
using Holdfast.Daemon.Logging;
using Holdfast.Daemon.Watchdog;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Tests.Daemon.Watchdog;

/// <summary>What is told although nothing happened: jobs that are late, stores that are away, parts of the daemon that ended.</summary>
public sealed class WatchdogTests : IAsyncDisposable
{
    private readonly Lab _lab = new();
    private readonly LabConfig _config;
    private readonly EventLog _events;
    private readonly List<string> _back = [];
    private readonly Absences _absences;

    public WatchdogTests()
    {
        _config = new LabConfig(_lab);
        _events = new EventLog(_lab.State.Events, Log.Silent);
        _absences = new Absences(_lab.Time, isLasting: true);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _events.DisposeAsync();
        await _lab.DisposeAsync();
    }

    [Fact]
    [Trait("row", "N9")]
    public async Task A_job_that_runs_and_fails_is_late_once_its_time_is_over_and_is_told_so_once()
    {
        var watch = Watch();
        await RunAsync(RunState.Succeeded);
        for (var minute = 0; minute < 30; minute++)
        {
            _lab.Time.Advance(TimeSpan.FromMinutes(1));
            await RunAsync(RunState.Failed);
            await watch.LookAsync(Cancellation);
        }
        var late = Assert.Single(await ToldAsync());
        Assert.Equal((EventNames.JobLate, "error", "mirror"), (late.Name, late.Severity, late.Job));
        Assert.Equal(600, late.Data.GetProperty("promised_seconds").GetDouble());

        await RunAsync(RunState.Succeeded);
        await watch.LookAsync(Cancellation);
        Assert.Equal([EventNames.JobLate, EventNames.JobOnTime], (await ToldAsync()).Select(one => one.Name));
    }

    [Fact]
    [Trait("row", "N9")]
    public async Task A_job_that_never_ran_is_late_although_no_scheduler_ever_looked_at_it()
    {
        var watch = Watch();
        await watch.LookAsync(Cancellation);
        Assert.Empty(await ToldAsync());
        _lab.Time.Advance(TimeSpan.FromMinutes(11));
        await watch.LookAsync(Cancellation);
        Assert.Contains("has never succeeded", Assert.Single(await ToldAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_destination_that_is_left_behind_makes_the_job_late()
    {
        _config.Change(job => job with { To = ["legacy", "second"] });
        var watch = Watch();
        await RunAsync(RunState.Succeeded);
        await RunAsync(RunState.Succeeded, "second");
        for (var minute = 0; minute < 15; minute++)
        {
            _lab.Time.Advance(TimeSpan.FromMinutes(1));
            await RunAsync(RunState.Succeeded);
        }
        await watch.LookAsync(Cancellation);
        Assert.Equal(EventNames.JobLate, Assert.Single(await ToldAsync()).Name);
    }

    [Theory]
    [InlineData(null, 11, true)]
    [InlineData(60, 11, false)]
    [InlineData(60, 61, true)]
    [InlineData(5, 6, true)]
    public async Task The_time_a_job_promises_is_what_is_said_of_it_or_twice_its_interval(int? promised, int minutes, bool late)
    {
        _config.Change(job => job with { LateAfter = promised is { } some ? TimeSpan.FromMinutes(some) : null });
        await RunAsync(RunState.Succeeded);
        _lab.Time.Advance(TimeSpan.FromMinutes(minutes));
        await Watch().LookAsync(Cancellation);
        Assert.Equal(late, (await ToldAsync()).Count == 1);
    }

    [Fact]
    public async Task A_job_that_follows_another_has_its_time()
    {
        _config.Config = _config.Config with { Jobs = [_config.Job, _config.Job with { Name = "next", Every = null, After = ["mirror"] }, _config.Job with { Name = "hand", Every = null }] };
        var watch = Watch();
        _lab.Time.Advance(TimeSpan.FromMinutes(11));
        await watch.LookAsync(Cancellation);
        Assert.Equal(["mirror", "next"], (await ToldAsync()).Select(one => one.Job));
    }

    [Fact]
    [Trait("row", "C11")]
    public async Task A_store_that_goes_away_and_comes_back_is_told_once_each()
    {
        var look = Look();
        await look.LookAsync(Cancellation);
        _config.Open = LabConfig.Broken(_lab.OpenAsync, "legacy", StoreFault.Unavailable);
        look = Look();
        for (var i = 0; i < 5; i++) await look.LookAsync(Cancellation);
        _config.Open = _lab.OpenAsync;
        look = Look();
        _lab.Time.Advance(TimeSpan.FromMinutes(7));
        for (var i = 0; i < 5; i++) await look.LookAsync(Cancellation);

        var told = (await ToldAsync()).Where(one => one.Name != EventNames.DiskThreshold).ToArray();
        Assert.Equal([(EventNames.StoreUnavailable, "error", "legacy"), (EventNames.StoreAvailable, "info", "legacy")], told.Select(one => (one.Name, one.Severity, one.Store)));
        Assert.Equal(420, told[1].Data.GetProperty("seconds").GetDouble());
    }

    [Fact]
    [Trait("row", "C4")]
    public async Task Jobs_are_told_of_a_store_that_is_back()
    {
        var look = Look();
        await look.LookAsync(Cancellation);
        Assert.Empty(_back);
        _config.Open = LabConfig.Broken(_lab.OpenAsync, "legacy", StoreFault.Unavailable);
        for (var i = 0; i < 3; i++) await look.LookAsync(Cancellation);
        Assert.Empty(_back);
        _config.Open = _lab.OpenAsync;
        for (var i = 0; i < 3; i++) await look.LookAsync(Cancellation);
        Assert.Equal(["legacy"], _back);
    }

    [Fact]
    [Trait("row", "C4")]
    [Trait("row", "N2")]
    public async Task A_place_where_another_disk_lay_before_is_away_although_it_can_be_opened()
    {
        await using (var store = await _lab.OpenAsync("legacy", false, Cancellation))
        {
            var facts = store.Facts;
            await _lab.State.Stores.SaveAsync(new KnownStore(facts.Name, facts.Location, Guid.NewGuid().ToString("D"), "another disk", _lab.Time.GetUtcNow()), Cancellation);
        }
        await Look().LookAsync(Cancellation);
        var told = (await ToldAsync()).Single(one => one.Name == EventNames.StoreUnavailable);
        Assert.Equal("legacy", told.Store);
        Assert.Contains("mounted", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_does_not_let_us_in_needs_somebody_who_signs_in()
    {
        _config.Config = _config.Config with { Stores = [_config.Config.Stores[0], _config.Config.Stores[1] with { Kind = StoreKind.S3 }] };
        _config.Open = LabConfig.Broken(_lab.OpenAsync, "legacy", StoreFault.Denied);
        for (var i = 0; i < 3; i++) await Look().LookAsync(Cancellation);
        _config.Open = _lab.OpenAsync;
        await Look().LookAsync(Cancellation);
        Assert.Equal([EventNames.StoreUnavailable, EventNames.AuthRequired, EventNames.StoreAvailable, EventNames.AuthRestored], (await ToldAsync()).Select(one => one.Name));
    }

    [Fact]
    public async Task A_store_that_may_be_away_is_no_error()
    {
        Removable();
        _config.Open = LabConfig.Broken(_lab.OpenAsync, "legacy", StoreFault.Unavailable);
        await Look().LookAsync(Cancellation);
        Assert.Equal("info", (await ToldAsync()).Single(one => one.Name == EventNames.StoreUnavailable).Severity);
    }

    [Fact]
    [Trait("row", "C4")]
    public async Task A_removable_store_that_is_away_for_too_long_is_a_warning_and_is_told_when_it_is_back()
    {
        Removable();
        _config.Open = LabConfig.Broken(_lab.OpenAsync, "legacy", StoreFault.Unavailable);
        for (var day = 0; day < 17; day++)
        {
            await Look().LookAsync(Cancellation);
            _lab.Time.Advance(TimeSpan.FromDays(1));
        }
        _config.Open = _lab.OpenAsync;
        await Look().LookAsync(Cancellation);

        var told = (await ToldAsync()).Where(one => one.Store == "legacy").ToArray();
        Assert.Equal([(EventNames.StoreUnavailable, "info"), (EventNames.StoreUnavailable, "warning"), (EventNames.StoreAvailable, "info")], told.Select(one => (one.Name, one.Severity)));
        Assert.Equal("store legacy is away since 2026-11-21 12:00 UTC: is not mounted; it should have been back by now", told[1].Message);
        Assert.Equal(TimeSpan.FromDays(17).TotalSeconds, told[2].Data.GetProperty("seconds").GetDouble());
    }

    [Fact]
    [Trait("row", "C4")]
    public async Task Another_disk_in_the_place_of_a_removable_store_is_an_error()
    {
        Removable();
        await using (var store = await _lab.OpenAsync("legacy", false, Cancellation))
            await _lab.State.Stores.SaveAsync(new KnownStore(store.Facts.Name, store.Facts.Location, Guid.NewGuid().ToString("D"), "another disk", _lab.Time.GetUtcNow()), Cancellation);
        _config.Open = (name, _, _) => ValueTask.FromResult<IStore>(name == "lab" ? _lab.Source : new MemoryStore("legacy", _lab.Destination.Disk));
        await Look().LookAsync(Cancellation);
        Assert.Equal("error", (await ToldAsync()).Single(one => one.Name == EventNames.StoreUnavailable).Severity);
    }

    [Fact]
    [Trait("row", "C4")]
    public async Task Nothing_is_late_that_waits_for_a_removable_store_and_its_time_begins_anew_when_that_is_back()
    {
        Removable();
        var (look, watch) = (Look(), Watch());
        await RunAsync(RunState.Succeeded);
        _config.Open = LabConfig.Broken(_lab.OpenAsync, "legacy", StoreFault.Unavailable);
        await look.LookAsync(Cancellation);
        _lab.Time.Advance(TimeSpan.FromDays(3));
        await watch.LookAsync(Cancellation);

        _config.Open = _lab.OpenAsync;
        await look.LookAsync(Cancellation);
        _lab.Time.Advance(TimeSpan.FromMinutes(9));
        await watch.LookAsync(Cancellation);
        Assert.DoesNotContain(await ToldAsync(), one => one.Name == EventNames.JobLate);

        _lab.Time.Advance(TimeSpan.FromMinutes(2));
        await watch.LookAsync(Cancellation);
        Assert.Contains(await ToldAsync(), one => one is { Name: EventNames.JobLate, Severity: "error" });
    }

    [Fact]
    [Trait("row", "C4")]
    public async Task A_removable_store_that_is_away_hides_no_other_destination_that_is_left_behind()
    {
        Removable();
        _config.Change(job => job with { To = ["legacy", "second"] });
        await RunAsync(RunState.Succeeded);
        await RunAsync(RunState.Succeeded, "second");
        _config.Open = LabConfig.Broken(_lab.OpenAsync, "legacy", StoreFault.Unavailable);
        await Look().LookAsync(Cancellation);
        _lab.Time.Advance(TimeSpan.FromMinutes(8));
        await RunAsync(RunState.Succeeded, "second");
        _lab.Time.Advance(TimeSpan.FromMinutes(8));
        await Watch().LookAsync(Cancellation);
        Assert.DoesNotContain(await ToldAsync(), one => one.Name == EventNames.JobLate);
        _lab.Time.Advance(TimeSpan.FromMinutes(8));
        await Watch().LookAsync(Cancellation);
        Assert.Contains(await ToldAsync(), one => one.Name == EventNames.JobLate);
    }

    [Fact]
    [Trait("row", "C4")]
    public async Task A_store_that_a_run_missed_wakes_its_jobs_although_no_look_came_in_between()
    {
        Removable();
        var look = Look();
        await look.LookAsync(Cancellation);
        _absences.Saw("legacy", "is not mounted");
        await look.LookAsync(Cancellation);
        Assert.Equal(["legacy"], _back);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_told_and_holds_up_no_other()
    {
        var never = new TaskCompletionSource<IStore>();
        var asked = 0;
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _config.Open = (name, _, _) => name == "lab" ? AskNever() : throw new StoreException(name, TreePath.Root, StoreFault.Unavailable, "is gone");
        async ValueTask<IStore> AskNever()
        {
            asked++;
            begun.TrySetResult();
            return await never.Task;
        }
        var look = Look();
        for (var i = 0; i < 3; i++)
        {
            var looking = look.LookAsync(Cancellation);
            await _lab.Time.TimersChanged.UntilAsync(() => _lab.Time.NextDue is not null || looking.IsCompleted, "the look to wait");
            await begun.Task;
            _lab.Time.Advance(TimeSpan.FromSeconds(31));
            await looking;
        }
        Assert.Equal(["lab", "legacy"], (await ToldAsync()).Select(one => one.Store));
        Assert.Equal(1, asked);
    }

    [Fact]
    [Trait("row", "C14")]
    public async Task A_part_of_the_daemon_that_ends_begins_anew_after_longer_and_longer_times()
    {
        var begun = new List<DateTimeOffset>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var start = _lab.Time.GetUtcNow();
        var keeping = new Upkeep(_events, Log.Silent, _lab.Time).KeepAsync("a part", _ =>
        {
            begun.Add(_lab.Time.GetUtcNow());
            throw new InvalidOperationException("broken");
        }, stop.Token);
        for (var i = 0; i < 9; i++) _lab.Time.Advance(TimeSpan.FromMinutes(30));
        await stop.CancelAsync();
        await keeping;

        Assert.Equal([0, 1, 3, 7, 15, 31, 63, 123, 183, 243], begun.Select(moment => (int)(moment - start).TotalMinutes));
        Assert.Equal(9, (await ToldAsync()).Count(one => one.Name == EventNames.JobRestarted));
    }

    private LateWatch Watch() => new(_config.Config, _lab.State, _absences, _events, _lab.Time);

    private StoreLook Look() => new(_config.Config, _lab.State, (name, writable, cancellation) => _config.Open(name, writable, cancellation), _absences, _events, _back.Add, _lab.Time);

    private void Removable() => _config.Config = _config.Config with { Stores = [_config.Config.Stores[0], _config.Config.Stores[1] with { Removable = true }] };

    private async Task RunAsync(RunState state, string destination = "legacy")
    {
        var run = new RunRecord { Id = _lab.NextId(), Job = "mirror", Kind = "mirror", Source = "lab", Destination = destination, Started = _lab.Time.GetUtcNow() };
        await _lab.State.Runs.BeginAsync(run, Cancellation);
        await _lab.State.Runs.UpdateAsync(run with { State = state, Ended = _lab.Time.GetUtcNow() }, Cancellation);
    }

    private async Task<IReadOnlyList<EventRecord>> ToldAsync()
    {
        await _events.FlushAsync();
        return [.. (await _lab.State.Events.ReadAfterAsync(0, EventFilter.All, 1000, Cancellation)).Select(EventRecords.Of)];
    }
}
