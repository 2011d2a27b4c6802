using Holdfast.Daemon.Restoring;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Tests.Daemon.Restoring;

public sealed class RestorerTests : IAsyncDisposable
{
    private const string Database = "SQLite format 3\0";
    private readonly Lab _lab = new();
    private readonly Restorer _restorer;

    public RestorerTests() => _restorer = new Restorer(_lab.State, _lab.OpenAsync, _lab.NextId, _lab.Time);

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    private Task<RestoreResult> UndoAsync(RunRecord run, bool force = false) => _restorer.RunAsync(new RestoreRequest { Run = run.Id, Force = force }, null, Lab.None);

    [Fact]
    [Trait("row", "L13")]
    public async Task What_a_run_replaced_comes_back_and_the_next_run_leaves_it()
    {
        await _lab.WriteAsync(_lab.Source, "d/f", "first");
        await _lab.MirrorAsync();
        await _lab.WriteAsync(_lab.Source, "d/f", "second one");
        var run = await _lab.MirrorAsync();

        var (restore, _) = await UndoAsync(run);
        Assert.Equal(RunState.Succeeded, restore.State);
        Assert.Equal("first", await _lab.ReadAsync(_lab.Destination, "d/f"));

        await _lab.MirrorAsync();
        Assert.Equal("first", await _lab.ReadAsync(_lab.Destination, "d/f"));
        Assert.Contains(await _lab.State.Findings.OpenAsync("mirror", 10, Lab.None), open => open.Finding.Code == "conflict");
    }

    [Theory]
    [Trait("row", "C13")]
    [InlineData("-wal", "what is in the log", false, false)]
    [InlineData("-journal", "what is in the journal", false, false)]
    [InlineData("-journal", "what is in the journal", true, false)]
    [InlineData("-wal", "", false, true)]
    [InlineData("-shm", "shared", false, true)]
    public async Task A_database_is_not_restored_beside_the_log_of_another_state_of_it(string suffix, string log, bool force, bool comes)
    {
        await _lab.WriteAsync(_lab.Source, "app.db", Database + "first");
        await _lab.WriteAsync(_lab.Source, "notes", "first");
        await _lab.MirrorAsync();
        await _lab.WriteAsync(_lab.Source, "app.db", Database + "second one");
        await _lab.WriteAsync(_lab.Source, "notes", "second one");
        var run = await _lab.MirrorAsync();
        foreach (var name in new[] { "app.db", "notes" }) await _lab.WriteAsync(_lab.Destination, name + suffix, log);

        var (restore, _) = await UndoAsync(run, force);

        Assert.Equal(comes ? Database + "first" : Database + "second one", await _lab.ReadAsync(_lab.Destination, "app.db"));
        // What only looks like a log lies beside many a file that is no database.
        Assert.Equal("first", await _lab.ReadAsync(_lab.Destination, "notes"));
        Assert.Equal((comes ? RunState.Succeeded : RunState.Partial, comes ? 0 : 1), (restore.State, (int)restore.Tally.Skipped));
        Assert.Equal(log, await _lab.ReadAsync(_lab.Destination, "app.db" + suffix));
    }

    [Fact]
    [Trait("row", "C13")]
    public async Task A_database_and_its_log_come_back_together_where_both_are_carried()
    {
        await _lab.WriteAsync(_lab.Source, "app.db", Database + "first");
        await _lab.WriteAsync(_lab.Source, "app.db-wal", "log of the first");
        await _lab.MirrorAsync();
        await _lab.WriteAsync(_lab.Source, "app.db", Database + "second one");
        await _lab.WriteAsync(_lab.Source, "app.db-wal", "log of the second");
        var run = await _lab.MirrorAsync();

        var (restore, _) = await UndoAsync(run);

        Assert.Equal(RunState.Succeeded, restore.State);
        Assert.Equal((Database + "first", "log of the first"), (await _lab.ReadAsync(_lab.Destination, "app.db"), await _lab.ReadAsync(_lab.Destination, "app.db-wal")));
    }

    [Fact]
    [Trait("row", "C13")]
    public async Task A_database_that_is_gone_is_not_brought_back_to_the_log_it_left_behind()
    {
        await _lab.WriteAsync(_lab.Source, "other", "stays");
        await _lab.WriteAsync(_lab.Source, "app.db", Database + "first");
        await _lab.MirrorAsync();
        await _lab.RemoveAsync(_lab.Source, "app.db");
        var run = await _lab.MirrorAsync();
        await _lab.WriteAsync(_lab.Destination, "app.db-wal", "left behind");
        Assert.Equal(RunState.Partial, (await UndoAsync(run)).Run.State);
        Assert.Null(await _lab.ReadAsync(_lab.Destination, "app.db"));

        await _lab.RemoveAsync(_lab.Destination, "app.db-wal");
        await UndoAsync(run);
        Assert.Equal(Database + "first", await _lab.ReadAsync(_lab.Destination, "app.db"));
    }

    [Fact]
    [Trait("row", "L13")]
    public async Task A_restore_can_itself_be_undone()
    {
        await _lab.WriteAsync(_lab.Source, "f", "first");
        await _lab.MirrorAsync();
        await _lab.WriteAsync(_lab.Source, "f", "second one");
        var (restore, _) = await UndoAsync(await _lab.MirrorAsync());
        await UndoAsync(restore);
        Assert.Equal("second one", await _lab.ReadAsync(_lab.Destination, "f"));
    }

    [Fact]
    [Trait("row", "L13")]
    public async Task What_a_run_removed_comes_back_with_the_directories_above_it()
    {
        await _lab.WriteAsync(_lab.Source, "t/keep", "x");
        await _lab.WriteAsync(_lab.Source, "t/a/b/f", "precious");
        var root = await _lab.StatAsync(_lab.Source, "t/a");
        await _lab.Source.SetMetadataAsync(root, new Metadata { Parts = MetadataParts.Mode, Mode = 0x1E8 }, AclRule.Skip, Lab.None);
        await _lab.MirrorAsync();
        var before = await _lab.StatAsync(_lab.Destination, "t/a");
        foreach (var path in new[] { "t/a/b/f", "t/a/b", "t/a" }) await _lab.RemoveAsync(_lab.Source, path);
        var run = await _lab.MirrorAsync();
        Assert.Null(await _lab.Destination.StatAsync(TreePath.From("t/a"), Lab.None));

        var (restore, _) = await UndoAsync(run);
        Assert.Equal(RunState.Succeeded, restore.State);
        Assert.Equal("precious", await _lab.ReadAsync(_lab.Destination, "t/a/b/f"));
        var after = await _lab.StatAsync(_lab.Destination, "t/a");
        Assert.Equal((before.Mode, before.Uid, before.Gid, before.Mtime), (after.Mode, after.Uid, after.Gid, after.Mtime));

        await _lab.MirrorAsync();
        Assert.Equal("precious", await _lab.ReadAsync(_lab.Destination, "t/a/b/f"));
    }

    [Fact]
    [Trait("row", "L13")]
    public async Task Owner_and_mode_that_a_run_set_are_set_back()
    {
        await _lab.WriteAsync(_lab.Source, "d/f", "x", mode: 0x180, uid: 5, gid: 6);
        var run = await _lab.PermissionsAsync(new PermissionRules { Uid = 1001, Gid = 999, FileMode = 0x1B4, DirectoryMode = 0x1FD });
        Assert.Equal(0x1B4, (await _lab.StatAsync(_lab.Source, "d/f")).Mode);

        var (restore, hint) = await UndoAsync(run);
        var file = await _lab.StatAsync(_lab.Source, "d/f");
        Assert.Equal((0x180, 5, 6), (file.Mode, file.Uid, file.Gid));
        Assert.Equal(RunState.Succeeded, restore.State);
        Assert.Contains("holdfast pause permissions", hint, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "L13")]
    public async Task What_a_run_renamed_moves_back()
    {
        await _lab.WriteAsync(_lab.Source, "old", "content");
        await _lab.MirrorAsync();
        await _lab.Source.MoveAsync(await _lab.StatAsync(_lab.Source, "old"), TreePath.From("new"), Lab.None);
        var run = await _lab.MirrorAsync();
        Assert.Equal(1, run.Tally.Moves);

        await UndoAsync(run);
        Assert.Equal("content", await _lab.ReadAsync(_lab.Destination, "old"));
        Assert.Null(await _lab.ReadAsync(_lab.Destination, "new"));
    }

    [Fact]
    public async Task A_name_the_run_reused_makes_way_for_what_moved_back()
    {
        await _lab.WriteAsync(_lab.Source, "a", "content");
        await _lab.MirrorAsync();
        await _lab.Source.MoveAsync(await _lab.StatAsync(_lab.Source, "a"), TreePath.From("b"), Lab.None);
        await _lab.MirrorAsync();
        await _lab.WriteAsync(_lab.Destination, "a", "somebody's own");
        var run = (await _lab.State.Runs.ListAsync("mirror", 1, Lab.None))[0];

        var (refused, _) = await UndoAsync(run);
        Assert.Equal(RunState.Partial, refused.State);
        Assert.Equal("somebody's own", await _lab.ReadAsync(_lab.Destination, "a"));

        var (forced, _) = await UndoAsync(run, force: true);
        Assert.Equal(RunState.Succeeded, forced.State);
        Assert.Equal("content", await _lab.ReadAsync(_lab.Destination, "a"));
        var outcome = await OutcomesAsync(forced).SingleAsync();
        Assert.NotNull(outcome.TrashPath);
    }

    [Fact]
    [Trait("row", "L13")]
    public async Task What_somebody_changed_since_is_refused_unless_forced_and_then_kept_in_the_trash()
    {
        await _lab.WriteAsync(_lab.Source, "f", "first");
        await _lab.WriteAsync(_lab.Source, "g", "first");
        await _lab.MirrorAsync();
        await _lab.WriteAsync(_lab.Source, "f", "second one");
        await _lab.WriteAsync(_lab.Source, "g", "second one");
        var run = await _lab.MirrorAsync();
        await _lab.WriteAsync(_lab.Destination, "f", "a user's own");

        var (refused, _) = await UndoAsync(run);
        Assert.Equal(RunState.Partial, refused.State);
        Assert.Equal((1L, 1L), (refused.Tally.Done, refused.Tally.Skipped));
        Assert.Equal("a user's own", await _lab.ReadAsync(_lab.Destination, "f"));
        Assert.Equal("first", await _lab.ReadAsync(_lab.Destination, "g"));

        var (forced, _) = await UndoAsync(run, force: true);
        Assert.Equal("first", await _lab.ReadAsync(_lab.Destination, "f"));
        await UndoAsync(forced);
        Assert.Equal("a user's own", await _lab.ReadAsync(_lab.Destination, "f"));
    }

    [Fact]
    [Trait("row", "L13")]
    public async Task A_dry_run_tells_the_steps_and_touches_and_records_nothing()
    {
        await _lab.WriteAsync(_lab.Source, "f", "first");
        await _lab.MirrorAsync();
        await _lab.WriteAsync(_lab.Source, "f", "second one");
        var run = await _lab.MirrorAsync();
        var steps = await _restorer.PlanAsync(new RestoreRequest { Run = run.Id }, Lab.None).ToListAsync();
        var step = Assert.Single(steps);
        Assert.Equal(OperationKind.Replace, step.Operation.Kind);
        Assert.Null(step.Refusal);
        Assert.Equal("second one", await _lab.ReadAsync(_lab.Destination, "f"));
        Assert.Equal(2, (await _lab.State.Runs.ListAsync(null, 10, Lab.None)).Count);
    }

    [Fact]
    public async Task Content_that_the_trash_lost_leaves_what_stands_there()
    {
        await _lab.WriteAsync(_lab.Source, "f", "first");
        await _lab.MirrorAsync();
        await _lab.WriteAsync(_lab.Source, "f", "second one");
        var run = await _lab.MirrorAsync();
        await _lab.Destination.SweepAsync(_lab.Time.GetUtcNow() + TimeSpan.FromDays(1), 0, Lab.None);

        var (restore, _) = await UndoAsync(run);
        Assert.Equal(RunState.Partial, restore.State);
        Assert.Equal(1, restore.Tally.Failed);
        Assert.Equal("second one", await _lab.ReadAsync(_lab.Destination, "f"));
    }

    [Fact]
    [Trait("row", "L13")]
    public async Task A_name_comes_back_as_it_stood_at_a_moment()
    {
        await _lab.WriteAsync(_lab.Source, "d/f", "one");
        await _lab.WriteAsync(_lab.Source, "e", "other");
        await _lab.MirrorAsync();
        var first = _lab.Time.GetUtcNow();
        await _lab.WriteAsync(_lab.Source, "d/f", "two 2");
        await _lab.MirrorAsync();
        var second = _lab.Time.GetUtcNow();
        await _lab.WriteAsync(_lab.Source, "d/f", "three 33");
        await _lab.MirrorAsync();

        var request = new RestoreRequest { Store = "legacy", Path = TreePath.From("d") };
        await _restorer.RunAsync(request with { At = first }, null, Lab.None);
        Assert.Equal("one", await _lab.ReadAsync(_lab.Destination, "d/f"));
        await _restorer.RunAsync(request with { At = second }, null, Lab.None);
        Assert.Equal("two 2", await _lab.ReadAsync(_lab.Destination, "d/f"));
        await _restorer.RunAsync(request with { At = first }, null, Lab.None);
        Assert.Equal("one", await _lab.ReadAsync(_lab.Destination, "d/f"));
        Assert.Equal("other", await _lab.ReadAsync(_lab.Destination, "e"));
    }

    [Fact]
    public async Task The_newest_version_is_meant_when_no_moment_is_named()
    {
        foreach (var content in new[] { "one", "two 2", "three 33" })
        {
            await _lab.WriteAsync(_lab.Source, "f", content);
            await _lab.MirrorAsync();
        }
        await _restorer.RunAsync(new RestoreRequest { Store = "legacy", Path = TreePath.From("f") }, null, Lab.None);
        Assert.Equal("two 2", await _lab.ReadAsync(_lab.Destination, "f"));
    }

    [Fact]
    public async Task Nothing_kept_and_no_such_run_are_told_plainly()
    {
        await _lab.WriteAsync(_lab.Source, "f", "x");
        await _lab.MirrorAsync();
        var wrong = await Assert.ThrowsAsync<RestoreException>(() => _restorer.RunAsync(new RestoreRequest { Store = "legacy", Path = TreePath.From("f") }, null, Lab.None));
        Assert.Contains("the trash keeps no version", wrong.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RestoreException>(() => _restorer.RunAsync(new RestoreRequest { Run = "none" }, null, Lab.None));
    }

    [Fact]
    public async Task Set_id_bits_are_never_given_back_and_that_is_told()
    {
        await _lab.WriteAsync(_lab.Source, "f", "x", mode: 0x180);
        var file = await _lab.StatAsync(_lab.Source, "f");
        var tool = new Entry { Path = file.Path, Kind = EntryKind.File, Size = file.Size, Mtime = file.Mtime, Inode = file.Inode, Mode = 0x9ED, Uid = 5, Gid = 6 };
        var run = new RunRecord { Id = "r1", Job = "permissions", Kind = "permissions", Destination = "lab", Started = _lab.Time.GetUtcNow(), State = RunState.Succeeded };
        await _lab.State.Runs.BeginAsync(run, Lab.None);
        var operation = new Operation { Seq = 1, Kind = OperationKind.SetMetadata, Path = file.Path, Destination = tool, Reason = "mode" };
        await _lab.State.Runs.CommitAsync("r1", null, [new Outcome(operation, OutcomeKind.Done, Written: file) { Before = tool }], [], Lab.None);

        var (restore, _) = await UndoAsync(run);
        Assert.Equal(RunState.Partial, restore.State);
        Assert.Equal(0x1ED, (await _lab.StatAsync(_lab.Source, "f")).Mode);
        Assert.Contains("without its set-id bits", (await OutcomesAsync(restore).SingleAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_reads_a_state_that_cannot_be_written()
    {
        await _lab.WriteAsync(_lab.Source, "f", "first");
        await _lab.MirrorAsync();
        await _lab.WriteAsync(_lab.Source, "f", "second one");
        var run = await _lab.MirrorAsync();
        await using var reading = Holdfast.State.SqliteStateDb.OpenForReading(_lab.StateDirectory);
        var steps = await new Restorer(reading, _lab.OpenAsync, _lab.NextId, _lab.Time).PlanAsync(new RestoreRequest { Run = run.Id }, Lab.None).ToListAsync();
        Assert.Single(steps);
    }

    [Fact]
    public async Task A_store_another_run_is_changing_is_left_alone()
    {
        await _lab.WriteAsync(_lab.Source, "f", "x");
        var run = await _lab.MirrorAsync();
        await using var held = await _lab.Destination.TryLockAsync(Lab.None);
        var wrong = await Assert.ThrowsAsync<StoreException>(() => UndoAsync(run));
        Assert.Equal(StoreFault.Unavailable, wrong.Fault);
    }

    private IAsyncEnumerable<Outcome> OutcomesAsync(RunRecord run) => _lab.State.Runs.OutcomesAsync(run.Id, Lab.None);
}
