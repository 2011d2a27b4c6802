using Holdfast.Contracts.Events;
using Holdfast.Daemon.Events;
using Holdfast.Daemon.Jobs;
using Holdfast.Daemon.Logging;
using Holdfast.Daemon.Scheduling;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Tests.Daemon.Events;

/// <summary>What is told of runs, findings and switches, and what is too little to be told.</summary>
public sealed class RunTellerTests : IAsyncDisposable
{
    private readonly Lab _lab = new();
    private readonly EventLog _events;
    private readonly LabConfig _config;
    private readonly RunTeller _teller;

    public RunTellerTests()
    {
        _events = new EventLog(_lab.State.Events, Log.Silent);
        _config = new LabConfig(_lab);
        _teller = new RunTeller(_lab.State, _events, null, _lab.Time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _events.DisposeAsync();
        await _lab.DisposeAsync();
    }

    [Fact]
    [Trait("row", "C11")]
    public async Task A_failed_run_tells_source_target_error_and_the_data_at_risk()
    {
        await GoAsync(run => run with { State = RunState.Partial, Message = "1 failed", Tally = new Tally { Creates = 3, Bytes = 7_500_000, BytesDone = 5_000_000, Done = 2, Failed = 1 } });

        var happened = Assert.Single(await ToldAsync());
        Assert.Equal((EventNames.SyncFailed, "warning", "mirror", "legacy"), (happened.Name, happened.Severity, happened.Job, happened.Store));
        Assert.Equal("""{"source":"lab","target":"legacy","error":"1 failed","data_at_risk_mb":2.5,"kind":"mirror","trigger":"schedule","state":"partial","done":2,"failed":1,"changed":0,"store_absent":false}""", happened.Data.GetRawText());
    }

    [Fact]
    public async Task A_thousand_runs_with_nothing_to_do_are_no_event()
    {
        for (var i = 0; i < 1000; i++) await GoAsync(run => run with { State = RunState.Succeeded, Tally = new Tally { Entries = 500 } });
        Assert.Empty(await ToldAsync());
    }

    [Fact]
    public async Task A_run_that_did_something_is_told_by_its_end_alone_unless_it_takes_long()
    {
        await GoAsync(Carried);
        Assert.Equal([EventNames.SyncCompleted], (await ToldAsync()).Select(one => one.Name));

        await GoAsync(run => { _lab.Time.Advance(TimeSpan.FromSeconds(11)); return run with { State = RunState.Succeeded }; });
        Assert.Equal([EventNames.SyncCompleted, EventNames.RunStarted, EventNames.SyncCompleted], (await ToldAsync()).Select(one => one.Name));
    }

    [Fact]
    public async Task The_first_success_after_a_failure_is_told_even_when_there_was_nothing_to_do()
    {
        await GoAsync(run => run with { State = RunState.Failed, Message = "gone" });
        await GoAsync(run => run with { State = RunState.Cancelled });
        await GoAsync(run => run with { State = RunState.Succeeded });
        await GoAsync(run => run with { State = RunState.Succeeded });

        var told = await ToldAsync();
        Assert.Equal([EventNames.SyncFailed, EventNames.RunCancelled, EventNames.SyncCompleted], told.Select(one => one.Name));
        Assert.True(told[2].Data.GetProperty("recovered").GetBoolean());
    }

    [Fact]
    public async Task A_run_that_throws_is_told_as_failed_and_still_throws()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => GoAsync(_ => throw new InvalidOperationException("a bug")));
        Assert.Equal("mirror failed: a bug", Assert.Single(await ToldAsync()).Message);
    }

    [Theory]
    [InlineData(RunState.Failed, 0, false, "error")]
    [InlineData(RunState.Failed, 0, true, "error")]
    [InlineData(RunState.Partial, 2, false, "warning")]
    [InlineData(RunState.Partial, 0, false, "info")]
    public async Task A_failure_matters_by_what_was_not_done(RunState state, int failed, bool isAbsent, string severity)
    {
        await GoAsync(run => run with { State = state, Message = "m", StoreAbsent = isAbsent, Tally = new Tally { Failed = failed, Changed = 1 } });
        Assert.Equal(severity, Assert.Single(await ToldAsync()).Severity);
    }

    [Fact]
    public async Task A_refused_plan_is_told_with_what_an_approval_binds_to()
    {
        await GoAsync(run => run with { State = RunState.Refused, Message = "max-delete: too many", PlanDigest = "abc", Tally = new Tally { Removes = 900 } });
        var happened = Assert.Single(await ToldAsync());
        Assert.Equal((EventNames.GuardRefused, "abc", 900), (happened.Name, happened.Data.GetProperty("plan_digest").GetString(), happened.Data.GetProperty("removes").GetInt64()));
    }

    [Fact]
    public async Task Ten_thousand_findings_of_a_run_are_one_event()
    {
        var state = new TellingState(_lab.State, _events);
        var findings = Enumerable.Range(0, 10_000).Select(index => new Finding("failed", Severity.Error, TreePath.From($"f{index:D5}"), "cannot be read")).ToArray();

        await state.Findings.ReplaceAsync("mirror", "legacy", Scope.All, findings, _lab.Time.GetUtcNow(), Cancellation);
        await state.Findings.ReplaceAsync("mirror", "legacy", Scope.All, findings, _lab.Time.GetUtcNow(), Cancellation);
        await state.Findings.ReplaceAsync("mirror", "legacy", Scope.All, [], _lab.Time.GetUtcNow(), Cancellation);

        var told = await ToldAsync();
        Assert.Equal([EventNames.FindingOpened, EventNames.FindingClosed], told.Select(one => one.Name));
        Assert.All(told, one => Assert.Equal((10_000, 10), (one.Data.GetProperty("count").GetInt64(), one.Data.GetProperty("first").GetArrayLength())));
        Assert.Equal(("error", "info"), (told[0].Severity, told[1].Severity));
        Assert.Equal("f00000", told[0].Data.GetProperty("first")[0].GetProperty("path").GetString());
    }

    [Fact]
    public async Task What_is_only_good_to_know_is_no_event()
    {
        var state = new TellingState(_lab.State, _events);
        await state.Findings.ReplaceAsync("mirror", "legacy", Scope.All, [new Finding("changed", Severity.Info, TreePath.From("a"), "changed")], _lab.Time.GetUtcNow(), Cancellation);
        await state.Findings.ReplaceAsync("mirror", "legacy", Scope.All, [], _lab.Time.GetUtcNow(), Cancellation);
        Assert.Empty(await ToldAsync());
    }

    [Fact]
    public async Task A_switch_is_told_when_it_turns()
    {
        Directory.CreateDirectory(_lab.StateDirectory);
        var switches = new TellingSwitches(new JobSwitches(_lab.StateDirectory), _events, _lab.Time);
        switches.Save("mirror", JobSwitch.Paused);
        switches.Save("mirror", JobSwitch.Paused);
        switches.Save("mirror", JobSwitch.On);

        Assert.Equal(["""{"from":"on","to":"paused"}""", """{"from":"paused","to":"on"}"""], (await ToldAsync()).Select(one => one.Data.GetRawText()));
    }

    private static RunRecord Carried(RunRecord run) => run with { State = RunState.Succeeded, Tally = new Tally { Creates = 1, Done = 1 } };

    private async Task GoAsync(Func<RunRecord, RunRecord> end)
    {
        _lab.Time.Advance(TimeSpan.FromSeconds(1));
        var run = new RunRecord { Id = _lab.NextId(), Job = "mirror", Kind = "mirror", Source = "lab", Destination = "legacy", Trigger = RunTrigger.Schedule, Started = _lab.Time.GetUtcNow() };
        await _teller.GoAsync(_config.Job, run, async token =>
        {
            await _lab.State.Runs.BeginAsync(run, token);
            var ended = end(run) with { Ended = _lab.Time.GetUtcNow() };
            await _lab.State.Runs.UpdateAsync(ended, token);
            return ended;
        }, Cancellation);
    }

    private async Task<IReadOnlyList<EventRecord>> ToldAsync()
    {
        await _events.FlushAsync();
        return [.. (await _lab.State.Events.ReadAfterAsync(0, EventFilter.All, 5000, Cancellation)).Select(EventRecords.Of)];
    }
}
