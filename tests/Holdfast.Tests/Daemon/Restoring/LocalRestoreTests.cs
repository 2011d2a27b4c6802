using Holdfast.Adapters;
using Holdfast.Daemon.Restoring;
using Holdfast.Engine;
using Holdfast.Engine.Model;
using Holdfast.Engine.Planning;
using Holdfast.Engine.Seams;
using Holdfast.State;
using Holdfast.TestKit;

namespace Holdfast.Tests.Daemon.Restoring;

/// <summary>The same on real directories: trash, directories and times are the kernel's.</summary>
public sealed class LocalRestoreTests : IAsyncDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TempDirectory _temp = new();
    private readonly SqliteStateDb _state;
    private int _runs;

    public LocalRestoreTests()
    {
        _temp.Make("lab");
        _temp.Make("legacy");
        _state = SqliteStateDb.Open(Path.Combine(_temp.Path, "state"));
    }

    public async ValueTask DisposeAsync()
    {
        await _state.DisposeAsync();
        _temp.Dispose();
    }

    private string In(string store, string path) => Path.Combine(_temp.Path, store, path);

    private ValueTask<IStore> OpenAsync(string name, bool writable, CancellationToken cancellation) =>
        StoreCatalog.OpenAsync(new StoreSettings { Name = name, Kind = "local", Path = Path.Combine(_temp.Path, name), Writable = writable }, TimeProvider.System, cancellation);

    private string NextId() => $"run-{++_runs:D3}";

    private async Task<RunRecord> MirrorAsync()
    {
        var before = await StoresBefore.ReadAsync(_state.Stores, None);
        await using var source = await OpenAsync("lab", false, None);
        await using var destination = await OpenAsync("legacy", true, None);
        return await new SyncEngine(_state, TimeProvider.System).RunAsync(new RunRequest
        {
            Run = new RunRecord { Id = NextId(), Job = "mirror", Kind = "mirror", Source = "lab", Destination = "legacy", Started = DateTimeOffset.UnixEpoch.AddHours(_runs) },
            Source = source,
            Destination = destination,
            Before = before,
            Planner = new MirrorPlanner(new MirrorRules { Extraneous = ExtraneousRule.Delete }, Fidelity.Common(source.Facts.Fidelity, destination.Facts.Fidelity)),
            Pairs = true,
        }, None);
    }

    [Fact]
    [Trait("row", "L13")]
    public async Task A_run_that_replaced_removed_and_renamed_on_disk_is_undone_whole()
    {
        Directory.CreateDirectory(In("lab", "t/gone/deep"));
        await File.WriteAllTextAsync(In("lab", "t/gone/deep/f"), "precious", None);
        await File.WriteAllTextAsync(In("lab", "t/changed"), "first", None);
        await File.WriteAllTextAsync(In("lab", "t/old-name"), "renamed", None);
        File.SetUnixFileMode(In("lab", "t/gone"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute);
        Assert.Equal(RunState.Succeeded, (await MirrorAsync()).State);
        var before = Snapshot();
        var (mode, mtime) = (File.GetUnixFileMode(In("legacy", "t/gone")), Directory.GetLastWriteTimeUtc(In("legacy", "t/gone")));

        Directory.Delete(In("lab", "t/gone"), recursive: true);
        await File.WriteAllTextAsync(In("lab", "t/changed"), "second one", None);
        File.Move(In("lab", "t/old-name"), In("lab", "t/new-name"));
        var run = await MirrorAsync();
        Assert.Equal((1L, 3L, 1L), (run.Tally.Replaces, run.Tally.Removes, run.Tally.Moves));
        Assert.NotEqual(before, Snapshot());

        var (restore, _) = await new Restorer(_state, OpenAsync, NextId, TimeProvider.System).RunAsync(new RestoreRequest { Run = run.Id }, null, None);
        Assert.Equal((RunState.Succeeded, null), (restore.State, restore.Message));
        Assert.Equal(before, Snapshot());
        Assert.Equal((mode, mtime), (File.GetUnixFileMode(In("legacy", "t/gone")), Directory.GetLastWriteTimeUtc(In("legacy", "t/gone"))));

        await MirrorAsync();
        Assert.Equal("precious", await File.ReadAllTextAsync(In("legacy", "t/gone/deep/f"), None));
        Assert.Equal("first", await File.ReadAllTextAsync(In("legacy", "t/changed"), None));
    }

    private string Snapshot() => string.Join('\n', Directory.EnumerateFiles(In("legacy", "t"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(file => $"{file} {File.ReadAllText(file)} {File.GetUnixFileMode(file)} {File.GetLastWriteTimeUtc(file):O}"));
}
