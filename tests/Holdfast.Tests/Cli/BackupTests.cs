using Holdfast.Contracts;

namespace Holdfast.Tests.Cli;

/// <summary>A backup as somebody lives with it: runs, versions, what was deleted, and getting things back.</summary>
[Trait("row", "D4")]
public sealed class BackupTests : IDisposable
{
    private readonly BackupStage _stage = new("keep: { last: 2, days: 10, deleted: 30d }");

    public void Dispose() => _stage.Dispose();

    [Fact]
    public async Task Every_destination_gets_everything_but_what_stays_out()
    {
        _stage.Write("data/a/b.txt", "one");
        _stage.Write("data/junk.tmp", "x");
        _stage.Write("data/a/.DS_Store", "x");
        await _stage.RunAsync(ExitCode.Done, "run");
        foreach (var store in new[] { "one", "two" })
        {
            Assert.Equal("one", _stage.Read($"{store}/a/b.txt"));
            Assert.False(File.Exists(_stage.Place(store, "junk.tmp")) || File.Exists(_stage.Place(store, "a", ".DS_Store")));
        }
        var again = await _stage.RunAsync(ExitCode.Done, "run", "--json");
        Assert.All(BackupStage.Rows(again), row => Assert.Equal(0, row.GetProperty("tally").GetProperty("done").GetInt64()));
    }

    [Fact]
    [Trait("row", "L13")]
    public async Task What_stood_at_a_moment_comes_back_onto_another_place_whole()
    {
        _stage.Write("data/d/f.txt", "first");
        _stage.Write("data/d/same.txt", "same");
        _stage.Write("data/d/sub/deep.txt", "deep");
        await _stage.DayAsync();
        var first = _stage.Time.GetUtcNow().AddHours(-1);
        _stage.Write("data/d/f.txt", "second one");
        _stage.Write("data/d/new.txt", "new");
        File.Delete(_stage.Place("data", "d", "sub", "deep.txt"));
        await _stage.DayAsync();

        await _stage.RunAsync(ExitCode.Done, "restore", "one:d", "--at", first.ToString("o"), "--to", "./back");
        Assert.Equal(["d/f.txt=first", "d/same.txt=same", "d/sub/deep.txt=deep"], _stage.Tree("back"));
        await _stage.RunAsync(ExitCode.Done, "restore", "two:d/f.txt", "--at", first.ToString("o"), "--to", "./file");
        Assert.Equal(["f.txt=first"], _stage.Tree("file"));
        await _stage.RunAsync(ExitCode.Done, "restore", "one:d", "--at", _stage.Time.GetUtcNow().ToString("o"), "--to", "./now");
        Assert.Equal(["d/f.txt=second one", "d/new.txt=new", "d/same.txt=same"], _stage.Tree("now"));
        // Without a moment it is all that is there, what the source lost included.
        await _stage.RunAsync(ExitCode.Done, "restore", "one:.", "--to", "./all");
        Assert.Equal(["d/f.txt=second one", "d/new.txt=new", "d/same.txt=same", "d/sub/deep.txt=deep"], _stage.Tree("all"));
    }

    [Fact]
    public async Task A_restore_onto_another_place_can_be_looked_at_first_and_leaves_alone_what_is_there()
    {
        _stage.Write("data/f.txt", "ours");
        _stage.Write("data/g.txt", "more");
        await _stage.DayAsync();
        var dry = await _stage.RunAsync(ExitCode.Done, "restore", "one:.", "--to", "./back", "-n", "--json");
        Assert.Equal(["create", "create"], BackupStage.Rows(dry).Where(row => row.GetProperty("type").GetString() == "operation").Select(row => row.GetProperty("kind").GetString()));
        Assert.Empty(_stage.Tree("back"));
        _stage.Write("back/f.txt", "theirs, and longer");
        var told = await _stage.RunAsync(ExitCode.Failed, "restore", "one:.", "--to", "./back");
        Assert.Contains("left alone: f.txt", told, StringComparison.Ordinal);
        Assert.Equal(["f.txt=theirs, and longer", "g.txt=more"], _stage.Tree("back"));
        await _stage.RunAsync(ExitCode.Done, "restore", "one:.", "--to", "./back", "--force");
        Assert.Equal(["f.txt=ours", "g.txt=more"], _stage.Tree("back"));
        await _stage.RunAsync(ExitCode.Usage, "restore", "one:nothing", "--to", "./back");
        await _stage.RunAsync(ExitCode.Usage, "restore", "one:f.txt", "--to", "one");
    }

    [Fact]
    [Trait("row", "C13")]
    public async Task A_database_is_not_restored_onto_another_place_beside_the_log_of_the_one_there()
    {
        _stage.Write("data/app.db", "SQLite format 3\0kept");
        _stage.Write("data/notes", "kept");
        await _stage.DayAsync();
        _stage.Write("back/app.db", "SQLite format 3\0in use");
        _stage.Write("back/app.db-wal", "of the one in use");
        _stage.Write("back/notes-wal", "no log");

        var told = await _stage.RunAsync(ExitCode.Failed, "restore", "one:.", "--to", "./back", "--force");

        Assert.Contains("app.db-wal belongs to the database that stood here", told, StringComparison.Ordinal);
        Assert.Equal(["app.db=SQLite format 3\0in use", "app.db-wal=of the one in use", "notes=kept", "notes-wal=no log"], _stage.Tree("back"));
        File.Delete(_stage.Place("back", "app.db-wal"));
        await _stage.RunAsync(ExitCode.Done, "restore", "one:.", "--to", "./back", "--force");
        Assert.Contains("app.db=SQLite format 3\0kept", _stage.Tree("back"));
    }

    [Fact]
    public async Task What_was_lost_comes_back_to_where_it_came_from()
    {
        _stage.Write("data/d/f.txt", "precious");
        _stage.Write("data/other.txt", "x");
        await _stage.DayAsync();
        File.Delete(_stage.Place("data", "d", "f.txt"));
        await _stage.DayAsync();
        await _stage.RunAsync(ExitCode.Done, "restore", "two:d/f.txt", "--to", "data");
        Assert.Equal("precious", _stage.Read("data/f.txt"));
    }

    [Fact]
    [Trait("row", "D2")]
    public async Task What_the_source_lost_stays_until_retention_lets_it_go_and_versions_outlive_the_trash()
    {
        _stage.Configure("keep: { last: 2, days: 40, deleted: 30d }", "trash: { keep: 1d }");
        _stage.Write("data/f.txt", "v0");
        _stage.Write("data/gone.txt", "gone");
        await _stage.DayAsync();
        File.Delete(_stage.Place("data", "gone.txt"));
        for (var version = 1; version <= 45; version++)
        {
            _stage.Write("data/f.txt", $"version {version}");
            await _stage.DayAsync();
            Assert.Equal(version < 31, File.Exists(_stage.Place("one", "gone.txt")));
        }
        // Versions of 40 days, and the one that stands.
        var kept = Directory.GetFiles(_stage.Place("one", ".holdfast", "trash"), "f.txt", SearchOption.AllDirectories).Length;
        Assert.InRange(kept, 39, 41);
        Assert.Equal(kept, Directory.GetFiles(_stage.Place("two", ".holdfast", "trash"), "f.txt", SearchOption.AllDirectories).Length);
        var history = await _stage.RunAsync(ExitCode.Done, "history", "--json");
        Assert.Contains(BackupStage.Rows(history), row => row.GetProperty("job").GetString() == "retention");
    }

    [Fact]
    [Trait("row", "D2")]
    public async Task Calendar_rules_keep_what_stood_at_the_end_of_each_day()
    {
        _stage.Configure("keep: { daily: 3 }");
        for (var hour = 0; hour < 24 * 6; hour += 3)
        {
            _stage.Write("data/f.txt", $"hour {hour}");
            await _stage.RunAsync(ExitCode.Done, "run");
            _stage.Time.Advance(TimeSpan.FromHours(3));
        }
        await _stage.RunAsync(ExitCode.Done, "run");
        var now = _stage.Time.GetUtcNow();
        foreach (var (days, hour) in new[] { (0, 129), (1, 105), (2, 81) })
        {
            var midnight = new DateTimeOffset(now.Date, TimeSpan.Zero).AddDays(-days).AddSeconds(-1);
            await _stage.RunAsync(ExitCode.Done, "restore", "one:f.txt", "--at", midnight.ToString("o"), "--to", $"./back{days}");
            Assert.Equal([$"f.txt=hour {hour}"], _stage.Tree($"back{days}"));
        }
        await _stage.RunAsync(ExitCode.Usage, "restore", "one:f.txt", "--at", new DateTimeOffset(now.Date, TimeSpan.Zero).AddDays(-4).ToString("o"), "--to", "./none");
    }

    [Fact]
    public async Task A_file_that_comes_back_is_no_longer_gone()
    {
        _stage.Write("data/f.txt", "x");
        _stage.Write("data/other.txt", "x");
        await _stage.DayAsync();
        File.Move(_stage.Place("data", "f.txt"), _stage.Place("aside"));
        await _stage.DayAsync();
        File.Move(_stage.Place("aside"), _stage.Place("data", "f.txt"));
        for (var day = 0; day < 40; day++) await _stage.DayAsync();
        Assert.True(File.Exists(_stage.Place("one", "f.txt")));
    }

    [Fact]
    public async Task What_was_renamed_is_not_carried_again_and_is_found_under_its_old_name_at_its_time()
    {
        _stage.Write("data/old.txt", "content");
        await _stage.DayAsync();
        var before = _stage.Time.GetUtcNow().AddHours(-1);
        File.Move(_stage.Place("data", "old.txt"), _stage.Place("data", "new.txt"));
        var run = await _stage.RunAsync(ExitCode.Done, "run", "--json");
        Assert.All(BackupStage.Rows(run), row => Assert.Equal((1, 0), (row.GetProperty("tally").GetProperty("moves").GetInt32(), row.GetProperty("tally").GetProperty("creates").GetInt32())));
        _stage.Time.Advance(TimeSpan.FromDays(1));
        _stage.Write("data/new.txt", "other content");
        await _stage.DayAsync();
        await _stage.RunAsync(ExitCode.Done, "restore", "one:.", "--at", before.ToString("o"), "--to", "./back");
        Assert.Equal(["old.txt=content"], _stage.Tree("back"));
    }

    [Fact]
    [Trait("row", "N1")]
    public async Task A_plan_can_be_approved_and_explained()
    {
        _stage.Write("data/f.txt", "x");
        await _stage.RunAsync(ExitCode.Done, "plan", "backup", "--json");
        await _stage.RunAsync(ExitCode.Done, "run");
        // In this order: the other way round the new file may get the old one's inode, and is taken for the same one renamed.
        _stage.Write("data/g.txt", "x");
        File.Delete(_stage.Place("data", "f.txt"));
        var explained = await _stage.RunAsync(ExitCode.Done, "explain", "data:f.txt");
        Assert.Contains("until retention lets it go", explained, StringComparison.Ordinal);
        await _stage.RunAsync(ExitCode.Done, "run");
        await _stage.RunAsync(ExitCode.Done, "status");
        await _stage.RunAsync(ExitCode.Done, "verify");
    }

    [Fact]
    public async Task One_destination_that_is_away_holds_up_no_other()
    {
        _stage.Configure("retries: 1");
        _stage.Write("data/f.txt", "x");
        await _stage.RunAsync(ExitCode.Done, "run");
        Directory.Move(_stage.Place("one"), _stage.Place("away"));
        _stage.Write("data/g.txt", "y");
        var told = await _stage.RunAsync(null, "run", "--json");
        Assert.Equal("y", _stage.Read("two/g.txt"));
        Assert.Equal(["failed", "succeeded"], BackupStage.Rows(told).Where(row => row.GetProperty("type").GetString() == "run").Select(row => row.GetProperty("state").GetString()).Order());
        Directory.Move(_stage.Place("away"), _stage.Place("one"));
        await _stage.RunAsync(ExitCode.Done, "run");
        Assert.Equal("y", _stage.Read("one/g.txt"));
    }

    [Fact]
    [Trait("row", "D2")]
    public async Task What_is_needed_for_a_while_lies_in_the_directory_that_is_named()
    {
        _stage.Configure("retries: 1", "", "  drill: { kind: restore-drill, store: one, sample: 5 }\ntemp-dir: elsewhere");
        _stage.Write("data/f.txt", "one");
        await _stage.RunAsync(ExitCode.Done, "run", "backup");
        await _stage.RunAsync(ExitCode.Done, "run", "drill");
        var ours = Assert.Single(Directory.GetDirectories(_stage.Place("elsewhere")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(ours));
        Assert.Empty(Directory.GetFileSystemEntries(ours));

        // What stands in the way of the drill there shows that it goes there.
        Directory.CreateDirectory(Path.Combine(ours, "drill-drill", "state", "state.db"));
        await _stage.RunAsync(ExitCode.Failed, "run", "drill");
        File.SetUnixFileMode(ours, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead);
        Assert.Contains("is not ours alone", await _stage.RunAsync(null, "run", "backup"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "N5")]
    public async Task A_drill_brings_a_sample_back_and_tells_what_does_not_come_back_right()
    {
        _stage.Configure("retries: 1", "", "  drill: { kind: restore-drill, store: one, sample: 5 }");
        for (var file = 0; file < 12; file++) _stage.Write($"data/d{file % 3}/f{file:D2}.txt", $"file {file}");
        await _stage.DayAsync();
        var told = BackupStage.Rows(await _stage.RunAsync(ExitCode.Done, "run", "drill", "--json"))[0];
        Assert.Equal((5, 5), (told.GetProperty("tally").GetProperty("checks").GetInt32(), told.GetProperty("tally").GetProperty("done").GetInt32()));
        Assert.False(Directory.Exists(_stage.Place("state", "drill-drill")));

        foreach (var file in Directory.GetFiles(_stage.Place("one"), "f*.txt", SearchOption.AllDirectories))
        {
            var time = File.GetLastWriteTimeUtc(file);
            File.WriteAllText(file, File.ReadAllText(file).Replace("file", "flie", StringComparison.Ordinal));
            File.SetLastWriteTimeUtc(file, time);
        }
        await _stage.RunAsync(ExitCode.Failed, "run", "drill");
        var findings = await _stage.RunAsync(null, "findings", "--json");
        Assert.Equal(5, BackupStage.Rows(findings).Count(row => row.GetProperty("code").GetString() == "restore-drill" && row.GetProperty("message").GetString()!.Contains("other content", StringComparison.Ordinal)));
    }
}
