using System.Text;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.TestKit.Stores;

/// <content>Trash, room, lock, watching, identity.</content>
public abstract partial class StoreContract
{
    private static readonly DateTimeOffset Long = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Ago = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task What_is_discarded_can_be_recovered_as_it_was()
    {
        var trash = Need<ITrashStore>();
        string[] names = KeepsLinks ? ["d/f", "d/l", "d/empty"] : ["d/f", "d/empty"];
        await Build("d/f mode=640 mtime=1700000000.5 = hello\nd/empty/ mode=755" + (KeepsLinks ? "\nd/l -> f" : ""));
        var before = await Snapshot();
        var directory = await Stat("d");
        var places = new List<(TreePath Trash, TreePath To)>();
        foreach (var name in names) places.Add((await trash.DiscardAsync(await Stat(name), Run, Cancellation), P(name)));
        Assert.Equal(["./", "d/"], await Names());
        foreach (var (place, to) in places) Assert.Equal(to, (await trash.RecoverAsync(place, to, Cancellation)).Path);
        if (Store.Ask<IMetadataStore>() is { } metadata) await metadata.SetMetadataAsync(await Stat("d"), Metadata.Of(directory, MetadataParts.Mtime), AclRule.Skip, Cancellation);
        Assert.Equal(Strip(before), Strip(await Snapshot()));

        // The root's own time follows what happens in it.
        static string Strip(string snapshot) => snapshot[snapshot.IndexOf('\n', StringComparison.Ordinal)..];
    }

    [Fact]
    public async Task What_is_replaced_goes_to_the_trash_of_the_run()
    {
        var trash = Need<ITrashStore>();
        var old = (await Write("d.f", "old")).Entry;
        var written = await Write("d.f", "new", old, Run);
        Assert.NotNull(written.TrashPath);
        await trash.RecoverAsync(written.TrashPath.Value, P("back"), Cancellation);
        Assert.Equal("old", await Read("back"));
        Assert.Equal("new", await Read("d.f"));
    }

    [Fact]
    public async Task What_a_run_discarded_is_found_in_its_trash_as_long_as_it_lies_there()
    {
        var trash = Need<ITrashStore>();
        await Build("d/f = hello\nd/empty/");
        var (file, directory) = (await Stat("d/f"), await Stat("d/empty"));
        Assert.Null(await trash.FindAsync(Run, file, Cancellation));
        var places = (await trash.DiscardAsync(file, Run, Cancellation), await trash.DiscardAsync(directory, Run, Cancellation));

        Assert.Equal<TreePath?>(places.Item1, await trash.FindAsync(Run, file, Cancellation));
        Assert.Equal<TreePath?>(places.Item2, await trash.FindAsync(Run, directory, Cancellation));
        Assert.Null(await trash.FindAsync("another", file, Cancellation));
        Assert.Null(await trash.FindAsync(Run, (await Write("d/f", "a newer one")).Entry, Cancellation));
        await trash.RecoverAsync(places.Item1, P("back"), Cancellation);
        Assert.Null(await trash.FindAsync(Run, file, Cancellation));
    }

    [Fact]
    public async Task One_name_discarded_twice_in_a_run_is_kept_twice()
    {
        var trash = Need<ITrashStore>();
        var places = new List<TreePath>();
        for (var i = 0; i < 3; i++) places.Add(await trash.DiscardAsync((await Write("f", $"version {i}")).Entry, Run, Cancellation));
        for (var i = 0; i < 3; i++)
        {
            await trash.RecoverAsync(places[i], P($"back{i}"), Cancellation);
            Assert.Equal($"version {i}", await Read($"back{i}"));
        }
    }

    [Fact]
    public async Task A_name_discarded_as_a_file_and_as_a_directory_is_kept_as_both()
    {
        var trash = Need<ITrashStore>();
        var file = await trash.DiscardAsync((await Write("x", "a file")).Entry, Run, Cancellation);
        await Build("x/y = below");
        var below = await trash.DiscardAsync(await Stat("x/y"), Run, Cancellation);
        var directory = await trash.DiscardAsync(await Stat("x"), Run, Cancellation);
        await trash.RecoverAsync(directory, P("x"), Cancellation);
        await trash.RecoverAsync(below, P("x/y"), Cancellation);
        await trash.RecoverAsync(file, P("z"), Cancellation);
        Assert.Equal(["./", "x/", "x/y", "z"], await Names());
        Assert.Equal(("below", "a file"), (await Read("x/y"), await Read("z")));
    }

    [Fact]
    public async Task What_has_changed_or_is_not_empty_is_not_discarded()
    {
        var trash = Need<ITrashStore>();
        var old = (await Write("f", "old")).Entry;
        await Write("f", "newer", old);
        await Build("d/x = 1");
        await Refused<WorldChangedException>(() => Drop(trash.DiscardAsync(old, Run, Cancellation)));
        await Refused<WorldChangedException>(async () => await trash.DiscardAsync(await Stat("d"), Run, Cancellation));
    }

    [Fact]
    public async Task Nothing_is_recovered_over_what_is_there()
    {
        var trash = Need<ITrashStore>();
        var place = await trash.DiscardAsync((await Write("f", "old")).Entry, Run, Cancellation);
        await Write("f", "new");
        await Refused<WorldChangedException>(() => Drop(trash.RecoverAsync(place, P("f"), Cancellation)));
        await Refused<StoreException>(() => Drop(trash.RecoverAsync(place, P(".holdfast/x"), Cancellation)));
        await trash.RecoverAsync(place, P("g"), Cancellation);
        await Refused<StoreException>(() => Drop(trash.RecoverAsync(place, P("h"), Cancellation)));
    }

    [Fact]
    [Trait("row", "D2")]
    public async Task What_the_trash_keeps_can_be_read_where_it_lies_and_let_go_one_by_one()
    {
        var (trash, versions) = (Need<ITrashStore>(), Need<IVersionStore>());
        await Build("d/e/f = first\nd/e/g = other");
        var (f, g) = (await trash.DiscardAsync(await Stat("d/e/f"), Run, Cancellation), await trash.DiscardAsync(await Stat("d/e/g"), Run, Cancellation));
        Assert.Equal(("first", "other"), (await Kept(f), await Kept(g)));

        await versions.DropKeptAsync(f, Cancellation);
        await Assert.ThrowsAnyAsync<StoreException>(() => Kept(f));
        Assert.Equal("other", await Kept(g));
        await versions.DropKeptAsync(f, Cancellation);
        await versions.DropKeptAsync(g, Cancellation);
        Assert.Equal(0, await trash.MeasureAsync(Run, Cancellation));
        Assert.Equal(["./", "d/", "d/e/"], await Names());

        async Task<string> Kept(TreePath place)
        {
            await using var reader = await versions.OpenKeptAsync(place, Cancellation);
            var buffer = new byte[100];
            return Encoding.UTF8.GetString(buffer, 0, (await reader.ReadAsync(buffer, Cancellation)).Length);
        }
    }

    [Fact]
    public async Task A_sweep_keeps_what_is_young_and_small_enough()
    {
        var trash = Need<ITrashStore>();
        var place = await trash.DiscardAsync((await Write("f", "old")).Entry, Run, Cancellation);
        Assert.Empty((await trash.SweepAsync(Ago, long.MaxValue, Cancellation)).Runs);
        await trash.RecoverAsync(place, P("f"), Cancellation);
        Assert.Equal("old", await Read("f"));
    }

    [Fact]
    public async Task A_sweep_removes_what_is_too_old()
    {
        var trash = Need<ITrashStore>();
        await Build("kept = stays\nd/");
        var place = await trash.DiscardAsync((await Write("f", "old")).Entry, Run, Cancellation);
        await trash.DiscardAsync(await Stat("d"), Run, Cancellation);
        var swept = await trash.SweepAsync(Long, long.MaxValue, Cancellation);
        Assert.Equal([Run], swept.Runs);
        Assert.Equal(0, swept.BytesLeft);
        await Refused<StoreException>(() => Drop(trash.RecoverAsync(place, P("f"), Cancellation)));
        Assert.Equal(["./", "kept"], await Names());
    }

    [Fact]
    public async Task A_sweep_removes_the_oldest_runs_until_the_rest_is_small_enough()
    {
        var trash = Need<ITrashStore>();
        string[] runs = ["20260101-000000-cccc", "20260102-000000-bbbb", "20260103-000000-aaaa"];
        var places = new List<TreePath>();
        foreach (var run in runs)
        {
            await Build("f random=64K:1");
            places.Add(await trash.DiscardAsync(await Stat("f"), run, Cancellation));
        }
        var swept = await trash.SweepAsync(Ago, 100 << 10, Cancellation);
        Assert.Equal(runs[..2], swept.Runs.Order(StringComparer.Ordinal));
        Assert.InRange(swept.BytesLeft, 64 << 10, 100 << 10);
        await trash.RecoverAsync(places[2], P("f"), Cancellation);
    }

    [Fact]
    public async Task The_trash_tells_what_it_holds_of_one_run()
    {
        var trash = Need<ITrashStore>();
        Assert.Equal(0, await trash.MeasureAsync(Run, Cancellation));
        await Build("d/f random=64K:1\ng random=64K:2");
        await trash.DiscardAsync(await Stat("d/f"), Run, Cancellation);
        await trash.DiscardAsync(await Stat("g"), "20260102-000000-bbbb", Cancellation);
        Assert.InRange(await trash.MeasureAsync(Run, Cancellation), 64 << 10, 100 << 10);
    }

    [Fact]
    public async Task The_store_tells_its_room()
    {
        var room = await Need<ICapacityStore>().CapacityAsync(Cancellation);
        Assert.InRange(room.FreeBytes, 1, room.TotalBytes);
        Assert.InRange(room.FreeFiles, 0, Math.Max(room.TotalFiles, 0));
    }

    [Fact]
    public async Task One_at_a_time_holds_the_store()
    {
        var locking = Need<ILockingStore>();
        Assert.Null(await locking.TryLockAsync(Cancellation));
        await using var again = await OpenAsync();
        Assert.Null(await again.Ask<ILockingStore>()!.TryLockAsync(Cancellation));
        await _hold!.DisposeAsync();
        _hold = null;
        var second = await again.Ask<ILockingStore>()!.TryLockAsync(Cancellation);
        Assert.NotNull(second);
        Assert.Null(await locking.TryLockAsync(Cancellation));
        await second.DisposeAsync();
    }

    [Fact]
    public async Task A_store_opened_again_is_the_same_and_holds_the_same()
    {
        await Write("f", "hello");
        await using var again = await OpenAsync();
        Assert.Equal((Store.Facts.Uuid, Store.Facts.FileSystemId, Store.Facts.Kind), (again.Facts.Uuid, again.Facts.FileSystemId, again.Facts.Kind));
        Assert.False(again.Facts.MarkerIsNew);
        Assert.Equal("hello"u8.ToArray(), await ReadBytes(again, (await again.StatAsync(P("f"), Cancellation))!));
    }

    [Fact]
    public async Task A_watcher_hears_of_every_change_after_it_began()
    {
        var watching = Need<IWatchingStore>();
        await Build("d/old = 1\nmoved = 1\ngone = 1");
        await using var watcher = await watching.WatchAsync(FilterSet.Empty, Cancellation);
        Assert.True(watcher.IsHealthy, watcher.Trouble);
        await Write("d/new", "1");
        await Store.DeleteAsync(await Stat("gone"), Cancellation);
        await Hears(watcher, "d/new", "gone");
        if (Store.Ask<IMovingStore>() is { } moving)
        {
            await moving.MoveAsync(await Stat("moved"), P("d/here"), Cancellation);
            await Hears(watcher, "moved", "d/here");
        }
        if (Store.Ask<IMetadataStore>() is { } metadata)
        {
            await metadata.SetMetadataAsync(await Stat("d/old"), new Metadata { Parts = MetadataParts.Mode, Mode = 0x180 }, AclRule.Skip, Cancellation);
            await Hears(watcher, "d/old");
        }
    }

    [Fact]
    public async Task A_watcher_hears_of_what_happens_in_directories_made_since()
    {
        var watching = Need<IWatchingStore>();
        await using var watcher = await watching.WatchAsync(FilterSet.Empty, Cancellation);
        await Build("a/b/c/d/f = 1\na/b/g = 1");
        await Hears(watcher, "a/b/c/d/f", "a/b/g");
        await Write("a/b/c/later", "1");
        await Hears(watcher, "a/b/c/later");
    }

    [Fact]
    public async Task A_watcher_says_nothing_of_what_filters_keep_out_nor_of_the_stores_own()
    {
        var watching = Need<IWatchingStore>();
        await Build("skip/\nkeep/");
        await using var watcher = await watching.WatchAsync(new FilterSet([FilterRule.Parse("- skip/", "test")]), Cancellation);
        await Write("skip/f", "1");
        var old = (await Write("keep/f", "1")).Entry;
        await Write("keep/f", "2", old, Run);
        var heard = await Hears(watcher, "keep/f");
        Assert.DoesNotContain(heard, item => item.Path.Top.SequenceEqual("skip"u8) || item.Path.Top.SequenceEqual(".holdfast"u8));
    }

    /// <summary>Waits until a watcher has reported all of some names, and returns everything it reported.</summary>
    private static async Task<List<ScopeItem>> Hears(IStoreWatcher watcher, params string[] names)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(Eventually.Patience);
        var heard = new List<ScopeItem>();
        while (!names.All(name => heard.Any(item => item.Path == P(name) || (item.Deep && P(name).IsBelow(item.Path)))))
        {
            try { await watcher.WaitAsync(deadline.Token); }
            catch (OperationCanceledException) { Assert.Fail($"heard of {string.Join(", ", heard)} and not of all of {string.Join(", ", names)}"); }
            var scope = watcher.Take();
            Assert.False(scope.IsAll, "events were lost");
            heard.AddRange(scope.Items!);
        }
        return heard;
    }
}
