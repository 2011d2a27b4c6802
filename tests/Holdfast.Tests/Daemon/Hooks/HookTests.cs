using Holdfast.Adapters.Files;
using Holdfast.Contracts.Events;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Events;
using Holdfast.Daemon.Hooks;
using Holdfast.Daemon.Jobs;
using Holdfast.Daemon.Logging;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;

namespace Holdfast.Tests.Daemon.Hooks;

/// <summary>Hooks with real programs: what they get, what becomes of a run when they fail, and whose programs are not called.</summary>
public sealed class HookTests : IAsyncDisposable
{
    private readonly Lab _lab = new();
    private readonly LabConfig _config;
    private readonly EventLog _events;
    private readonly RingSink _lines = new();
    private readonly TempDirectory _place = new();

    public HookTests()
    {
        _config = new LabConfig(_lab);
        _events = new EventLog(_lab.State.Events, Log.Silent);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _events.DisposeAsync();
        await _lab.DisposeAsync();
        _place.Dispose();
    }

    [Fact]
    [Trait("row", "N12")]
    public async Task A_run_whose_required_hook_fails_is_not_made()
    {
        var hooks = Hooks(Hook("before", "echo cannot freeze >&2; exit 7") with { Required = true });
        var made = false;
        var teller = new RunTeller(_lab.State, _events, hooks, _lab.Time);
        var run = Run();
        var problem = await Assert.ThrowsAsync<JobException>(() => teller.GoAsync(_config.Job, run, async token =>
        {
            await teller.BeforeAsync(_config.Job, run, token);
            made = true;
            return run;
        }, Cancellation));

        Assert.False(made);
        Assert.Equal("hook h, without which this job does not run, failed: ended with exit code 7: cannot freeze", problem.Message);
        Assert.Equal([EventNames.HookFailed, EventNames.SyncFailed], (await ToldAsync()).Select(one => one.Name));
    }

    [Fact]
    public async Task A_hook_that_is_not_required_fails_by_itself()
    {
        await Hooks(Hook("before", "exit 7")).BeforeAsync(_config.Job, Run(), Cancellation);
        var happened = Assert.Single(await ToldAsync());
        Assert.Equal((EventNames.HookFailed, "warning", 7), (happened.Name, happened.Severity, happened.Data.GetProperty("exit_code").GetInt32()));
    }

    [Fact]
    public async Task What_a_hook_after_a_run_meets_is_part_of_how_the_run_ended()
    {
        var teller = new RunTeller(_lab.State, _events, Hooks(Hook("after", "exit 1")), _lab.Time);
        var run = Run();
        await _lab.State.Runs.BeginAsync(run, Cancellation);
        await teller.GoAsync(_config.Job, run, _ => Task.FromResult(run with { State = RunState.Succeeded, Ended = _lab.Time.GetUtcNow(), Tally = new Tally { Creates = 1 } }), Cancellation);
        Assert.Equal("hook h after it failed: ended with exit code 1", (await _lab.State.Runs.FindAsync(run.Id, Cancellation))?.Message);
    }

    [Fact]
    public async Task A_hook_that_goes_on_failing_is_told_once_and_once_when_it_works_again()
    {
        var flag = Path.Combine(_place.Path, "flag");
        var hooks = Hooks(Hook("before", $"test -e {flag}"));
        for (var i = 0; i < 5; i++) await hooks.BeforeAsync(_config.Job, Run(), Cancellation);
        await File.WriteAllTextAsync(flag, "", Cancellation);
        File.SetUnixFileMode(flag, (UnixFileMode)0x1a4);
        for (var i = 0; i < 5; i++) await hooks.BeforeAsync(_config.Job, Run(), Cancellation);
        Assert.Equal([EventNames.HookFailed, EventNames.HookCompleted], (await ToldAsync()).Select(one => one.Name));
    }

    [Fact]
    public async Task A_hook_learns_of_its_run_by_its_environment_and_its_input()
    {
        await Hooks(Hook("after", "echo $HOLDFAST_ON $HOLDFAST_JOB $HOLDFAST_RUN $HOLDFAST_SOURCE $HOLDFAST_TARGET $HOLDFAST_STATE; cat")).AfterAsync(_config.Job, Run() with { State = RunState.Partial, Message = "1 failed" });
        var said = (string)_lines.Last(1)[0].Fields.Single(field => field.Key == "said").Value!;
        Assert.StartsWith("after mirror r1 lab legacy partial\n{\"version\":1,\"on\":\"after\",\"job\":\"mirror\",\"run\":\"r1\"", said, StringComparison.Ordinal);
        Assert.Contains("\"message\":\"1 failed\"", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hook_is_called_for_its_events_and_jobs_alone_and_never_for_hooks()
    {
        var hooks = Hooks(Hook("SYNC_FAILED", "echo called") with { Jobs = ["mirror"] });
        EventRecord Happened(string name, string? job) => new() { Name = name, Severity = "info", Time = _lab.Time.GetUtcNow(), Message = "m", Job = job };
        await hooks.OnAsync(Happened("SYNC_COMPLETED", "mirror"), Cancellation);
        await hooks.OnAsync(Happened("SYNC_FAILED", "other"), Cancellation);
        await hooks.OnAsync(Happened("SYNC_FAILED", null), Cancellation);
        await hooks.OnAsync(Happened("HOOK_FAILED", "mirror"), Cancellation);
        Assert.Empty(_lines.Last(10));
        await hooks.OnAsync(Happened("SYNC_FAILED", "mirror"), Cancellation);
        Assert.Single(_lines.Last(10));
    }

    [Fact]
    public async Task What_others_could_have_put_there_is_not_called()
    {
        var program = Program("echo never");
        File.SetUnixFileMode(program, (UnixFileMode)0x1ff);
        await Hooks(new HookConfig { Name = "h", On = ["before"], Command = [program] }).BeforeAsync(_config.Job, Run(), Cancellation);
        Assert.Contains("is not called: others may write", (await ToldAsync())[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0x1ed, null)]
    [InlineData(1001, 0x1ed, null)]
    [InlineData(1002, 0x1ed, "belongs to user 1002")]
    [InlineData(0, 0x1fd, "others may write")]
    [InlineData(0, 0x1ef, "others may write")]
    public void A_program_belongs_to_root_or_to_us_and_nobody_else_may_write_it(int owner, int mode, string? problem)
    {
        var program = new ResolvedPath("/opt/h", true, [new PathStep("/opt", PathStepKind.Directory, 1, 1, 0, 0, 0x3ff), new PathStep("/opt/h", PathStepKind.File, 1, 2, owner, 0, mode)]);
        if (problem is null) Assert.Null(ProgramTrust.Problem(program, 1001));
        else Assert.Contains(problem, ProgramTrust.Problem(program, 1001), StringComparison.Ordinal);
    }

    private static RunRecord Run() => new() { Id = "r1", Job = "mirror", Kind = "mirror", Source = "lab", Destination = "legacy", Started = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero) };

    private HookConfig Hook(string on, string script) => new() { Name = "h", On = [on], Command = [Program(script)], Timeout = TimeSpan.FromSeconds(20) };

    private string Program(string script)
    {
        var program = Path.Combine(_place.Path, $"program-{_place.GetHashCode():x}-{script.GetHashCode(StringComparison.Ordinal):x}");
        File.WriteAllText(program, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(program, (UnixFileMode)0x1ed);
        return program;
    }

    // As root a program runs as nobody, who must be able to reach it.
    private HookRunner Hooks(params HookConfig[] hooks)
    {
        File.SetUnixFileMode(_place.Path, (UnixFileMode)0x1ed);
        var accounts = new SystemAccounts();
        var paths = new SystemPathResolver();
        var secrets = new SecretReader(paths, _ => null, false, TimeProvider.System);
        var self = new HookIdentity(accounts.UserId(Environment.UserName) ?? 0, Environment.IsPrivilegedProcess);
        return new HookRunner(_config.Config with { Hooks = hooks }, new HookCaller(paths, accounts, secrets, self, TimeProvider.System), _events, new Log(_lab.Time, LogLevel.Info, _lines), TimeProvider.System);
    }

    private async Task<IReadOnlyList<EventRecord>> ToldAsync()
    {
        await _events.FlushAsync();
        return [.. (await _lab.State.Events.ReadAfterAsync(0, EventFilter.All, 100, Cancellation)).Select(EventRecords.Of)];
    }
}
