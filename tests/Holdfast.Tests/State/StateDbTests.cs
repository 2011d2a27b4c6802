using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.State;
using Holdfast.State.Sqlite;
using System.Diagnostics;

namespace Holdfast.Tests.State;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class StateDbTests : StateFixture
{
    [Fact]
    [Trait("row", "L12")]
    public async Task A_kill_in_the_middle_of_a_commit_leaves_the_former_state()
    {
        var (leg, run) = (await LegAsync(), await RunAsync());
        await CommitAsync(run, leg, Put(Row("before")));
        var path = Path.Combine(StateDirectory, "state.db");
        using (var dying = Connection.Open(path, readOnly: false))
        {
            // So small a cache makes rows of an open transaction reach the log.
            dying.Execute("PRAGMA cache_size = 5; PRAGMA cache_spill = 5");
            using var transaction = dying.Begin();
            new BaselineWriter(dying, leg.Id).Apply([.. Enumerable.Range(0, 20_000).Select(i => Put(Row($"f{i}")))], Cancellation);
            Copy(StateDirectory, StateDirectory + "-killed");
        }

        Assert.True(new FileInfo(StateDirectory + "-killed/state.db-wal").Length > 1_000_000, "nothing of the transaction had reached the log");
        await using var killed = SqliteStateDb.Open(StateDirectory + "-killed");
        Assert.Empty(await killed.CheckAsync(Cancellation));
        Assert.Equal(1, (await killed.Baselines.OpenLegAsync("mirror", "uuid-1", Cancellation)).Entries);
        Assert.Equal("before", Assert.Single(await ListAsync(killed.Baselines.ReadAsync(leg, Scope.All, Cancellation))).Path.ToString());
    }

    [Fact]
    [Trait("row", "L12")]
    public async Task What_was_committed_is_there_after_a_kill()
    {
        var (leg, run) = (await LegAsync(), await RunAsync());
        await CommitAsync(run, leg, Put(Row("a")), Put(Row("b")));
        Copy(StateDirectory, StateDirectory + "-killed");

        await using var killed = SqliteStateDb.Open(StateDirectory + "-killed");
        Assert.Equal(2, (await ListAsync(killed.Baselines.ReadAsync(leg, Scope.All, Cancellation))).Count);
    }

    [Fact]
    public async Task Commits_are_durable_and_the_reader_never_writes()
    {
        using var connection = Connection.Open(Path.Combine(StateDirectory, "state.db"), readOnly: true);
        Assert.Equal(["wal"], connection.Column("PRAGMA journal_mode"));
        Assert.Throws<StateException>(() => connection.Execute("DELETE FROM runs"));
        await RunAsync();
        Assert.Equal(1, connection.Scalar("SELECT count(*) FROM runs"));
    }

    [Fact]
    public async Task Files_are_for_their_owner_alone()
    {
        await RunAsync();
        Assert.Equal((UnixFileMode)0x1c0, System.IO.File.GetUnixFileMode(StateDirectory));
        foreach (var file in Directory.GetFiles(StateDirectory)) Assert.Equal((UnixFileMode)0x180, System.IO.File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task A_state_can_be_read_beside_its_writer_and_not_written()
    {
        await RunAsync();
        await using var reading = SqliteStateDb.OpenForReading(StateDirectory);

        Assert.Single(await reading.Runs.ListAsync(null, 10, Cancellation));
        await Assert.ThrowsAsync<StateException>(async () => await reading.Runs.BeginAsync(Run("other"), Cancellation));
        await RunAsync("second");
        Assert.Equal(2, (await reading.Runs.ListAsync(null, 10, Cancellation)).Count);
        Assert.Contains("no state yet", Assert.Throws<StateException>(() => SqliteStateDb.OpenForReading(StateDirectory + "-none")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_tells_when_a_count_is_wrong()
    {
        var (leg, run) = (await LegAsync(), await RunAsync());
        await CommitAsync(run, leg, Put(Row("a")));
        Assert.Empty(await Db.CheckAsync(Cancellation));
        using (var other = Connection.Open(Path.Combine(StateDirectory, "state.db"), readOnly: false)) other.Execute("UPDATE legs SET entries = 5");

        Assert.Equal(["job mirror counts 5 names and has 1"], await Db.CheckAsync(Cancellation));
    }

    [Fact]
    public async Task Stores_are_remembered_by_name_and_location()
    {
        var store = new KnownStore("lab", "/srv/lab", "u1", "fs1", Now.AddTicks(1));
        Assert.Empty(await Db.Stores.ListAsync(Cancellation));
        await Db.Stores.SaveAsync(store, Cancellation);
        await Db.Stores.SaveAsync(store with { Location = "/mnt/lab", Uuid = "u2" }, Cancellation);
        await Db.Stores.SaveAsync(store with { FileSystemId = "fs2" }, Cancellation);
        await ReopenAsync();

        var known = (await Db.Stores.ListAsync(Cancellation)).OrderBy(one => one.Location, StringComparer.Ordinal);
        Assert.Equal([store with { Location = "/mnt/lab", Uuid = "u2" }, store with { FileSystemId = "fs2" }], known);
    }

    [Fact]
    [Trait("row", "N2")]
    public async Task A_marker_once_seen_is_not_forgotten_by_who_looked_before_it_was_written()
    {
        var store = new KnownStore("lab", "/srv/lab", "fs-1", "fs", Now);
        await Db.Stores.SaveAsync(store, Cancellation);
        await Db.Stores.SaveAsync(store with { Uuid = "u1" }, Cancellation);
        await Db.Stores.SaveAsync(store with { SeenAt = Now.AddSeconds(1) }, Cancellation);

        Assert.Equal("u1", Assert.Single(await Db.Stores.ListAsync(Cancellation)).Uuid);
    }

    [Theory]
    [InlineData(3_040_001, "3.40.1", true)]
    [InlineData(3_044_005, "3.44.5", true)]
    [InlineData(3_044_006, "3.44.6", false)]
    [InlineData(3_045_000, "3.45.0", true)]
    [InlineData(3_050_007, "3.50.7", false)]
    [InlineData(3_051_002, "3.51.2", true)]
    [InlineData(3_051_003, "3.51.3", false)]
    public void A_version_with_the_bug_of_the_log_is_told(int number, string text, bool warned)
    {
        var version = Library.Judge(number);
        Assert.Equal(text, version.Text);
        Assert.Equal(warned, version.Warning is not null);
    }

    [Fact]
    public void A_missing_or_old_library_is_told_with_the_package_to_install()
    {
        Assert.Contains("apt install libsqlite3-0", Assert.Throws<StateException>(() => Library.Find("libsqlite3-that-is-not-here.so.0")).Message, StringComparison.Ordinal);
        Assert.Contains("3.36.0 is too old", Assert.Throws<StateException>(() => Library.Judge(3_036_000)).Message, StringComparison.Ordinal);
        Assert.True(SqliteStateDb.Version.Number >= Library.Oldest);
    }

    /// <summary>Copies a state by another process: opening a live database here would drop SQLite's locks on it.</summary>
    private static void Copy(string from, string to)
    {
        using var copy = Process.Start("cp", ["-r", from, to]);
        copy.WaitForExit();
        Assert.Equal(0, copy.ExitCode);
    }
}
