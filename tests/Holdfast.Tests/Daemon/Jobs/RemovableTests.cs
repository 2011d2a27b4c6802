using Holdfast.Adapters.Files;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Jobs;
using Holdfast.Daemon.Logging;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.State;
using Holdfast.TestKit;

namespace Holdfast.Tests.Daemon.Jobs;

/// <summary>Runs to a store that may be away: a directory stands for its disk, and lies elsewhere while the disk is away.</summary>
[Trait("row", "C4")]
public sealed class RemovableTests : IAsyncDisposable
{
    private readonly TempDirectory _place = new();
    private readonly TestTime _time = new();
    private readonly SqliteStateDb _state;
    private readonly Absences _absences;
    private readonly RunIds _ids;
    private HoldfastConfig _config;

    public RemovableTests()
    {
        _state = SqliteStateDb.Open(In("state"));
        _absences = new Absences(_time, isLasting: true);
        _ids = new RunIds(_time);
        _config = new HoldfastConfig
        {
            File = In("holdfast.yaml"),
            StateDirectory = In("state"),
            Stores = [Store("lab"), Store("usb") with { Removable = true }, Store("nas")],
            Jobs = [new JobConfig { Name = "out", Kind = JobKind.Backup, From = "lab", To = ["usb", "nas"], Tries = 3, Guards = new GuardRules { MaxOverwrite = new MassLimit(100, 1000) } }],
            TimeZone = TimeZoneInfo.Utc,
            LogKeep = TimeSpan.FromDays(30),
            Reports = new ReportsConfig(In("reports"), TimeSpan.FromDays(7)),
        };
        foreach (var store in _config.Stores) _place.Make(store.Name);
        File.WriteAllText(In("lab/one"), "one");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _state.DisposeAsync();
        _place.Dispose();
    }

    [Theory]
    [InlineData(JobKind.Backup)]
    [InlineData(JobKind.Copy)]
    public async Task The_other_destinations_are_served_and_the_absent_one_catches_up(JobKind kind)
    {
        _config = _config with { Jobs = [_config.Jobs[0] with { Kind = kind }] };
        await RunAsync(RunTrigger.Schedule);
        TakeAway();
        File.WriteAllText(In("lab/two"), "two");

        var runs = await RunAsync(RunTrigger.Schedule);

        Assert.Equal([("usb", RunState.Waiting), ("nas", RunState.Succeeded)], runs.Select(run => (run.Destination, run.State)));
        Assert.Matches("^store usb is away since ....-..-.. ..:.. UTC: .*ENOENT", runs[0].Message);
        Assert.True(File.Exists(In("nas/two")), "the store that is there was not served");
        var end = new ScheduledRunner(Runner(), _config, Log.Silent, _time).End(runs);
        Assert.True(end is { Succeeded: true, Waits: false }, "a job that did all it could is well");
        Assert.DoesNotContain(await _state.Runs.ListAsync(null, 100, Cancellation), run => run.State != RunState.Succeeded);

        BringBack();
        Assert.All(await RunAsync(RunTrigger.Schedule), run => Assert.Equal(RunState.Succeeded, run.State));
        Assert.Equal("two", File.ReadAllText(In("usb/two")));
    }

    [Fact]
    public async Task A_job_all_of_whose_destinations_are_away_waits_and_one_whose_source_is_away_does_too()
    {
        await RunAsync(RunTrigger.Schedule);
        TakeAway();
        _config = _config with { Jobs = [_config.Jobs[0] with { To = ["usb"] }] };
        var toward = new ScheduledRunner(Runner(), _config, Log.Silent, _time).End(await RunAsync(RunTrigger.Watch));
        _config = _config with { Jobs = [_config.Jobs[0] with { From = "usb", To = ["nas"], Name = "in" }] };
        var from = new ScheduledRunner(Runner(), _config, Log.Silent, _time).End(await Runner().RunAsync("in", RunTrigger.Watch, Scope.All, false, null, Cancellation));
        Assert.All([toward, from], end => Assert.True(end.Waits && end.Summary.Contains("store usb is away since", StringComparison.Ordinal), end.Summary));
    }

    [Fact]
    public async Task An_empty_directory_where_the_disk_was_is_no_store_and_gets_nothing()
    {
        await RunAsync(RunTrigger.Schedule);
        TakeAway();
        _place.Make("usb");
        var runs = await RunAsync(RunTrigger.Command);
        Assert.Equal(RunState.Waiting, runs[0].State);
        Assert.Contains("is its file system mounted?", runs[0].Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(In("usb")));
    }

    [Fact]
    public async Task Another_disk_in_its_place_is_refused_and_gets_nothing()
    {
        await RunAsync(RunTrigger.Schedule);
        TakeAway();
        _place.Make("usb");
        await using (var other = await new StoreOpener(_config, _time).OpenAsync("usb", null, writable: true, Cancellation))
        await using (await other.Ask<ILockingStore>()!.TryLockAsync(Cancellation)) { }

        var runs = await RunAsync(RunTrigger.Schedule);

        Assert.Equal((RunState.Failed, true), (runs[0].State, runs[0].StoreAbsent));
        Assert.Contains("another store than the one seen before", runs[0].Message, StringComparison.Ordinal);
        Assert.Equal([".holdfast"], Directory.EnumerateFileSystemEntries(In("usb")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task While_those_who_look_all_the_time_know_it_to_be_away_it_is_asked_for_by_people_alone()
    {
        await RunAsync(RunTrigger.Schedule);
        _absences.Saw("usb", "the server does not answer", isLook: true);
        Assert.Equal(RunState.Waiting, (await RunAsync(RunTrigger.Schedule))[0].State);
        Assert.Equal(RunState.Succeeded, (await RunAsync(RunTrigger.Command))[0].State);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(RunState.Succeeded, (await RunAsync(RunTrigger.Schedule))[0].State);
    }

    [Theory]
    [InlineData(RunState.Partial)]
    [InlineData(RunState.Failed)]
    public async Task A_run_that_could_not_end_because_its_store_went_away_was_interrupted_and_blames_no_file(RunState state)
    {
        var run = new RunRecord { Id = "r1", Job = "out", Kind = "backup", Source = "lab", Destination = "usb", Started = _time.GetUtcNow() };
        await _state.Runs.BeginAsync(run, Cancellation);
        var ended = run with { State = state, Message = "1 of 2 failed", Tally = new Tally { Done = 1, Failed = 1 } };
        await _state.Runs.UpdateAsync(ended, Cancellation);
        await _state.Findings.ReplaceAsync("out", "usb", Scope.All, [Found("failed"), Found("conflict")], _time.GetUtcNow(), Cancellation);
        var failures = new RunFailures(_config, _state, new StoreOpener(_config, _time), _absences, _time);
        Assert.Equal(state, (await failures.EndedAsync(ended, Cancellation)).State);

        TakeAway();
        var told = await failures.EndedAsync(ended, Cancellation);

        Assert.True(told.Awaits);
        var kept = await _state.Runs.FindAsync("r1", Cancellation);
        Assert.Equal((RunState.Cancelled, 1), (kept!.State, kept.Tally.Done));
        Assert.StartsWith("interrupted: store usb is away since", kept.Message, StringComparison.Ordinal);
        Assert.Equal(["conflict"], (await _state.Findings.OpenAsync("out", 10, Cancellation)).Select(one => one.Finding.Code));

        static Finding Found(string code) => new(code, Severity.Warning, TreePath.From("two"), code, null) { Store = "usb" };
    }

    private string In(string name) => Path.Combine(_place.Path, name);

    private StoreConfig Store(string name) => new() { Name = name, Kind = StoreKind.Local, Path = In(name) };

    private void TakeAway() => Directory.Move(In("usb"), In("drawer"));

    private void BringBack() => Directory.Move(In("drawer"), In("usb"));

    private Task<IReadOnlyList<RunRecord>> RunAsync(RunTrigger trigger) => Runner().RunAsync("out", trigger, Scope.All, planOnly: false, null, Cancellation);

    private JobRunner Runner() => new(_config, _state, new StoreOpener(_config, _time), new JobRequests(_config, new SystemAccounts(), _time), _ids, new LiveRuns(), _time, new RunnerParts { Absences = _absences });
}
