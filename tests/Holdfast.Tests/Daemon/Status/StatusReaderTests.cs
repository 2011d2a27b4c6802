using Holdfast.Daemon.Jobs;
using Holdfast.Contracts.Status;
using Holdfast.Daemon.Status;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Tests.Daemon.Status;

public sealed class StatusReaderTests : IAsyncDisposable
{
    private readonly Lab _lab = new();
    private readonly LabConfig _config;

    public StatusReaderTests() => _config = new LabConfig(_lab);

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    private async Task<StatusSnapshot> ReadAsync(DaemonFacts? daemon = null) => await _config.Status.ReadAsync(daemon, false, Lab.None);

    [Fact]
    [Trait("row", "L9")]
    public async Task A_lab_in_order_is_told_to_be_safe()
    {
        await _lab.WriteAsync(_lab.Source, "f", "x");
        await _lab.MirrorAsync();
        var row = (await ReadAsync()).Row;
        Assert.StartsWith("Your data is safe: 1 job in order", row.Summary, StringComparison.Ordinal);
        Assert.Equal("healthy", row.Health);
        Assert.Equal(["lab present", "legacy present"], row.Stores.Select(store => $"{store.Name} {store.State}"));
        var job = Assert.Single(row.Jobs);
        Assert.Equal(("idle", "succeeded", "1 new"), (job.State, job.LastResult, job.Summary?.Split(',')[0]));
    }

    [Fact]
    [Trait("row", "L9")]
    public async Task What_is_not_in_order_is_named_in_the_first_sentence()
    {
        Assert.Equal("Not safe yet: job mirror has never run", (await ReadAsync()).Row.Summary);

        await BeginAsync("r1", RunState.Running, null);
        Assert.Equal("Not safe yet: job mirror has never run to its end", (await _config.Status.ReadAsync(null, true, Lab.None)).Row.Summary);
        await BeginAsync("r2", RunState.Cancelled, null);
        Assert.Equal("Not safe yet: job mirror has never run to its end", (await ReadAsync()).Row.Summary);

        await _lab.MirrorAsync();
        await BeginAsync("r3", RunState.Running, null);
        Assert.StartsWith("Your data is safe", (await _config.Status.ReadAsync(null, true, Lab.None)).Row.Summary, StringComparison.Ordinal);
        await _lab.MirrorAsync();
        _lab.Time.Advance(TimeSpan.FromMinutes(11));
        Assert.StartsWith("Your data may be out of date: job mirror last succeeded 11 minutes ago", (await ReadAsync()).Row.Summary, StringComparison.Ordinal);

        await BeginAsync("r8", RunState.Refused, "max-delete: 900 of 1000");
        var refused = (await ReadAsync()).Row;
        Assert.Equal("needs-approval", refused.Jobs[0].State);
        Assert.Contains("waits for approval: max-delete: 900 of 1000", refused.Summary, StringComparison.Ordinal);

        await BeginAsync("r9", RunState.Failed, "lab: went away");
        var failed = (await ReadAsync()).Row;
        Assert.Equal(("failing", "errors"), (failed.Jobs[0].State, failed.Health));
        Assert.Contains("does not succeed: lab: went away", failed.Summary, StringComparison.Ordinal);

        _config.Open = LabConfig.Broken(_lab.OpenAsync, "legacy", StoreFault.Unavailable);
        var gone = (await ReadAsync()).Row;
        Assert.Equal("failing", gone.Stores[1].State);
        Assert.Contains("store legacy cannot be used: is not mounted", gone.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RunState.Failed)]
    [InlineData(RunState.Cancelled)]
    [InlineData(RunState.Planned)]
    public async Task A_plan_that_was_only_looked_at_says_nothing_of_its_job_however_it_ended(RunState state)
    {
        await BeginAsync("r1", state, "lab: went away", RunTrigger.Plan);
        Assert.Equal("Not safe yet: job mirror has never run", (await ReadAsync()).Row.Summary);

        await _lab.MirrorAsync();
        var before = Assert.Single((await ReadAsync()).Row.Jobs);
        await BeginAsync("r9", state, "lab: went away", RunTrigger.Plan);

        var row = (await ReadAsync()).Row;
        var after = Assert.Single(row.Jobs);
        Assert.Equal(before with { Copies = [] }, after with { Copies = [] });
        Assert.Equal(before.Copies, after.Copies);
        Assert.Equal("healthy", row.Health);
    }

    [Fact]
    [Trait("row", "D4")]
    public async Task What_each_destination_holds_and_what_was_left_over_there_is_told()
    {
        async Task<CopyStatus> CopyAsync() => Assert.Single(Assert.Single((await ReadAsync()).Row.Jobs).Copies);
        Assert.Equal(new CopyStatus { Store = "legacy", State = "new" }, await CopyAsync());

        await _lab.WriteAsync(_lab.Source, "f", "x");
        await _lab.WriteAsync(_lab.Source, "g", "x");
        await _lab.MirrorAsync();
        var complete = await CopyAsync();
        Assert.Equal(("succeeded", 3, 0), (complete.State, complete.Entries, complete.Behind));
        Assert.NotNull(complete.UpToDate);
        var daemon = new DaemonFacts(42, _lab.Time.GetUtcNow(), [new JobStatus { Name = "mirror", State = "idle" }]);
        Assert.Equal(complete, Assert.Single(Assert.Single((await ReadAsync(daemon)).Row.Jobs).Copies));

        _lab.Time.Advance(TimeSpan.FromMinutes(1));
        await BeginAsync("r5", RunState.Partial, "2 failed", tally: new Tally { Creates = 9, Done = 6, Failed = 2, Changed = 1 });
        Assert.Equal(complete with { State = "partial", Behind = 3 }, await CopyAsync());
        await BeginAsync("r6", RunState.Refused, "max-delete", tally: new Tally { Removes = 900, Creates = 1 });
        Assert.Equal(complete with { State = "refused", Behind = 901 }, await CopyAsync());
        await BeginAsync("r7", RunState.Cancelled, null, tally: new Tally { Creates = 9, Done = 4 });
        Assert.Equal(complete with { State = "cancelled", Behind = 5 }, await CopyAsync());
        await BeginAsync("r8", RunState.Failed, "lab: went away");
        Assert.Equal(complete with { State = "failed", Behind = null }, await CopyAsync());
    }

    [Fact]
    public async Task A_removable_store_may_be_away()
    {
        await _lab.MirrorAsync();
        _config.Config = _config.Config with { Stores = [_config.Config.Stores[0], _config.Config.Stores[1] with { Removable = true }] };
        _config.Open = LabConfig.Broken(_lab.OpenAsync, "legacy", StoreFault.Unavailable);
        var row = (await ReadAsync()).Row;
        Assert.Equal("absent", row.Stores[1].State);
        Assert.StartsWith("Your data is safe", row.Summary, StringComparison.Ordinal);
        Assert.EndsWith("; away: legacy", row.Summary, StringComparison.Ordinal);
        Assert.Equal(("waiting", "store legacy is away: is not mounted"), (row.Jobs[0].State, row.Jobs[0].Summary));
    }

    [Fact]
    [Trait("row", "C4")]
    public async Task A_removable_store_is_looked_for_when_it_is_away_for_longer_than_it_may_be()
    {
        await _lab.MirrorAsync();
        _config.Config = _config.Config with { Stores = [_config.Config.Stores[0], _config.Config.Stores[1] with { Removable = true, MaxAway = TimeSpan.FromDays(10) }] };
        _config.Open = LabConfig.Broken(_lab.OpenAsync, "legacy", StoreFault.Unavailable);
        var absences = new Absences(_lab.Time, isLasting: true);
        absences.Saw("legacy", "is not mounted");
        _lab.Time.Advance(TimeSpan.FromDays(9));
        Assert.Equal("healthy", (await StatusOf(absences)).Health);
        _lab.Time.Advance(TimeSpan.FromDays(2));
        var row = await StatusOf(absences);
        Assert.Equal(("warnings", "Your data may be out of date: store legacy is away for 11 days; it should have been back by now"), (row.Health, row.Summary));

        async Task<Holdfast.Contracts.Commands.StatusRow> StatusOf(Absences known) => (await new StatusReader(_config.Config, _lab.State, _config.Open, _lab.Time, known).ReadAsync(null, false, Lab.None)).Row;
    }

    [Fact]
    public async Task A_run_whose_process_is_gone_was_cut_off_and_one_whose_process_lives_is_running()
    {
        await _lab.MirrorAsync();
        await BeginAsync("r9", RunState.Running, null);
        Assert.Contains("was cut off", (await ReadAsync()).Row.Jobs[0].Summary, StringComparison.Ordinal);
        Assert.Equal("running", (await _config.Status.ReadAsync(null, true, Lab.None)).Row.Jobs[0].State);
    }

    [Fact]
    [Trait("row", "L9")]
    public async Task What_the_daemon_knows_comes_first_and_what_is_recorded_fills_the_rest()
    {
        await _lab.MirrorAsync();
        var due = _lab.Time.GetUtcNow() + TimeSpan.FromMinutes(3);
        var daemon = new DaemonFacts(42, _lab.Time.GetUtcNow(), [new JobStatus { Name = "mirror", State = "paused", NextDue = due, Watching = true }]);
        var row = (await ReadAsync(daemon)).Row;
        Assert.Equal((42, "paused", due, "succeeded"), (row.DaemonPid, row.Jobs[0].State, row.Jobs[0].NextDue, row.Jobs[0].LastResult));
        Assert.Contains("job mirror is paused", row.Summary, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "L9")]
    public async Task That_a_refused_run_waits_is_said_once_beside_a_daemon_too()
    {
        await BeginAsync("r8", RunState.Refused, "max-delete: 900 of 1000");
        var daemon = new DaemonFacts(42, _lab.Time.GetUtcNow(), [new JobStatus { Name = "mirror", State = "needs-approval", Summary = "refused, waits for approval: max-delete: 900 of 1000" }]);
        Assert.Equal("Somebody must look: job mirror was refused and waits for approval: max-delete: 900 of 1000", (await ReadAsync(daemon)).Row.Summary);
    }

    [Fact]
    public void A_job_by_the_clock_is_late_ten_minutes_after_its_time()
    {
        var job = _config.Job with { Every = null, Cron = "0 3 * * *" };
        var last = new DateTimeOffset(2026, 11, 20, 3, 0, 0, TimeSpan.Zero);
        var due = new DateTimeOffset(2026, 11, 21, 3, 10, 0, TimeSpan.Zero);
        Assert.Null(Lateness.Overdue(_config.Config, job, last, due));
        Assert.Equal(due, Lateness.Overdue(_config.Config, job, last, due + TimeSpan.FromSeconds(1)));
    }

    private ValueTask BeginAsync(string id, RunState state, string? message, RunTrigger trigger = RunTrigger.Command, Tally? tally = null)
    {
        _lab.Time.Advance(TimeSpan.FromSeconds(1));
        return _lab.State.Runs.BeginAsync(new RunRecord { Id = id, Job = "mirror", Kind = "mirror", Source = "lab", Destination = "legacy", Trigger = trigger, Started = _lab.Time.GetUtcNow(), Ended = state == RunState.Running ? null : _lab.Time.GetUtcNow(), State = state, Message = message, Tally = tally ?? new Tally() }, Lab.None);
    }
}
