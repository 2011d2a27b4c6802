using Holdfast.Daemon.Jobs;
using Holdfast.Adapters.Stores.Memory;
using Holdfast.Contracts;
using Holdfast.Contracts.Commands;
using Holdfast.Contracts.Status;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Health;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Tests.Daemon.Health;

public sealed class DoctorTests : IAsyncDisposable
{
    private readonly Lab _lab = new();
    private readonly LabConfig _config;

    public DoctorTests() => _config = new LabConfig(_lab);

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    private DaemonFacts Daemon => new(42, _lab.Time.GetUtcNow(), []);

    private Task<IReadOnlyList<CheckRow>> LookAsync(Func<HealthContext, HealthContext>? change = null) =>
        Doctor.LookAsync(change is null ? _config.Health(Daemon) : change(_config.Health(Daemon)), Lab.None);

    private static string Text(IEnumerable<CheckRow> rows) => string.Join('\n', rows.Select(row => $"{row.Result} {row.Check} {row.Subject}: {row.Message}"));

    [Fact]
    [Trait("row", "L8")]
    public async Task A_lab_in_order_is_healthy_in_every_check()
    {
        await _lab.WriteAsync(_lab.Source, "f", "x");
        await _lab.MirrorAsync();
        var rows = await LookAsync();
        Assert.True(rows.All(row => row.Result == "ok"), Text(rows));
        Assert.Equal(DoctorExitCode.Healthy, Doctor.Exit(rows));
        Assert.Equal(["access", "clock", "configuration", "consistency", "daemon", "disk", "encryption", "kernel", "notifications", "runs", "service", "state", "watches"], rows.Select(row => row.Check).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    [Trait("row", "L8")]
    public async Task A_store_that_is_not_there_is_an_error_and_the_other_checks_still_speak()
    {
        await _lab.MirrorAsync();
        _config.Open = LabConfig.Broken(_lab.OpenAsync, "legacy", StoreFault.Unavailable);
        var rows = await LookAsync();
        Assert.Equal(DoctorExitCode.Errors, Doctor.Exit(rows));
        Assert.Contains("error access legacy: cannot be used: is not mounted", Text(rows), StringComparison.Ordinal);
        Assert.Contains("ok kernel", Text(rows), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "L8")]
    public async Task Another_store_in_the_place_of_the_one_seen_before_is_an_error()
    {
        await _lab.MirrorAsync();
        await _lab.State.Stores.SaveAsync(new KnownStore("legacy", _lab.Destination.Facts.Location, "another-uuid", "x", _lab.Time.GetUtcNow()), Lab.None);
        var wrong = Assert.Single(await LookAsync(), row => row.Result == "error");
        Assert.Equal(("access", "legacy"), (wrong.Check, wrong.Subject));
        Assert.StartsWith(_lab.Destination.Facts.Location, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "L8")]
    public async Task Wrong_owners_and_modes_are_counted_when_looking_deep()
    {
        _config.Config = _config.Config with { Jobs = [new JobConfig { Name = "permissions", Kind = JobKind.Permissions, Store = "lab", FileMode = 0x1B4 }] };
        await _lab.WriteAsync(_lab.Source, "a", "x", mode: 0x180);
        await _lab.WriteAsync(_lab.Source, "b", "x", mode: 0x180);
        await _lab.WriteAsync(_lab.Source, "c", "x", mode: 0x1B4);
        Assert.Contains("warning permissions lab: job permissions has never looked at it", Text(await LookAsync()), StringComparison.Ordinal);
        var rows = await LookAsync(context => context with { IsDeep = true });
        Assert.Contains("warning permissions lab: 2 entries have a wrong owner or mode, the first: a", Text(rows), StringComparison.Ordinal);
        Assert.Equal(0x180, (await _lab.StatAsync(_lab.Source, "a")).Mode);
    }

    [Fact]
    [Trait("row", "L8")]
    public async Task A_late_job_a_refused_run_and_open_findings_are_told()
    {
        await _lab.WriteAsync(_lab.Source, "f", "x");
        await _lab.WriteAsync(_lab.Destination, "f", "theirs, longer");
        await _lab.MirrorAsync();
        _lab.Time.Advance(TimeSpan.FromHours(3));
        var text = Text(await LookAsync());
        Assert.Contains("error runs mirror: is late", text, StringComparison.Ordinal);
        Assert.Contains("warning consistency mirror: 1 conflict", text, StringComparison.Ordinal);

        await _lab.State.Runs.BeginAsync(new RunRecord { Id = "r9", Job = "mirror", Kind = "mirror", Source = "lab", Destination = "legacy", Started = _lab.Time.GetUtcNow(), State = RunState.Refused, Message = "max-delete" }, Lab.None);
        Assert.Contains("warning runs mirror: run r9 was refused and waits: max-delete", Text(await LookAsync()), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "L8")]
    public async Task Watches_beyond_the_kernels_limit_and_a_blind_watcher_are_warnings()
    {
        _config.Change(job => job with { Watch = true });
        for (var i = 0; i < 5; i++) await _lab.WriteAsync(_lab.Source, $"f{i}", "x");
        await _lab.MirrorAsync();
        await _lab.MirrorAsync();
        _config.Machine["/proc/sys/fs/inotify/max_user_watches"] = "3";
        var rows = await LookAsync(context => context with { Daemon = Daemon with { Jobs = [new JobStatus { Name = "mirror", State = "idle", WatchTrouble = "too many directories" }] } });
        var text = Text(rows.Where(row => row.Check == "watches"));
        Assert.Contains("warning watches mirror: changes are not seen as they happen: too many directories", text, StringComparison.Ordinal);
        Assert.Contains("3 directories can be watched", text, StringComparison.Ordinal);
        Assert.Contains("it may not be enough", text, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "L8")]
    public async Task A_unit_that_was_made_for_another_configuration_is_an_error()
    {
        await _lab.MirrorAsync();
        var paths = $"{_config.Config.StateDirectory} {_config.Config.Reports.Directory}";
        _config.Machine["/etc/systemd/system/holdfast.service"] = $"[Service]\nProtectSystem=strict\nReadWritePaths={paths} \"/opt/lab\"\n";
        Assert.Contains("ok service : may write everywhere", Text(await LookAsync()), StringComparison.Ordinal);
        _config.Machine["/etc/systemd/system/holdfast.service"] = $"[Service]\nProtectSystem=strict\nReadWritePaths={paths}\nReadWritePaths=/opt/lab/sha\n";
        Assert.Contains("error service /opt/lab/shared: the service may not write it", Text(await LookAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_state_an_old_kernel_and_a_clock_that_went_back_are_errors()
    {
        await _lab.MirrorAsync();
        _config.Machine["/proc/sys/kernel/osrelease"] = "4.19.0-27-amd64";
        _lab.Time.JumpTo(_lab.Time.GetUtcNow() - TimeSpan.FromHours(1));
        var text = Text(await LookAsync(context => context with { Integrity = _ => ValueTask.FromResult<IReadOnlyList<string>>(["row 5 missing from index", "more"]) }));
        Assert.Contains("error state", text, StringComparison.Ordinal);
        Assert.Contains("is damaged: row 5 missing from index and 1 more", text, StringComparison.Ordinal);
        Assert.Contains("error kernel : Linux 4.19.0-27-amd64 is too old", text, StringComparison.Ordinal);
        Assert.Contains("error clock", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_daemon_jobs_with_a_time_are_a_warning()
    {
        await _lab.MirrorAsync();
        _config.Open = (name, _, _) => ValueTask.FromResult<IStore>(new MemoryStore(name, (name == "lab" ? _lab.Source : _lab.Destination).Disk));
        var rows = await Doctor.LookAsync(_config.Health(), Lab.None);
        Assert.Equal(DoctorExitCode.Warnings, Doctor.Exit(rows));
        Assert.Contains("warning daemon : does not run: 1 jobs", Text(rows), StringComparison.Ordinal);
        Assert.Contains("is there and can be written", Text(rows.Where(row => row is { Check: "access", Subject: "legacy" })), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looking_changes_nothing()
    {
        await _lab.WriteAsync(_lab.Source, "f", "x");
        await _lab.MirrorAsync();
        var before = (await _lab.State.Runs.ListAsync(null, 10, Lab.None)).Count;
        await LookAsync(context => context with { IsDeep = true });
        Assert.Equal(before, (await _lab.State.Runs.ListAsync(null, 10, Lab.None)).Count);
        Assert.False(_lab.Destination.Disk.IsLocked);
    }
}
