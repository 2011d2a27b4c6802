using System.Net;
using Holdfast.Adapters.Stores.Memory;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;
using Holdfast.TestKit.Clouds;
using Holdfast.TestKit.Stores;
using Holdfast.TestKit.Trees;

namespace Holdfast.Tests.TestKit;

/// <summary>The tools of the tests are tested too: a tool that says nothing would make every test pass.</summary>
public sealed class TestKitTests
{
    private const SnapshotParts Comparable = SnapshotParts.Mode | SnapshotParts.Mtime | SnapshotParts.Links;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static MemoryStore NewStore() => new("m", new MemoryDisk("m", new TestTime()));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_random_tree_looks_the_same_in_memory_and_in_a_directory(int seed)
    {
        using var temp = new TempDirectory();
        var directory = temp.Make("tree");
        await using var store = NewStore();
        var tree = RandomTree.Make(seed, 200);
        TreeBuilder.Build(directory, tree);
        await TreeBuilder.BuildAsync(store, tree, Cancellation);
        Assert.Equal(WithoutRoot(TreeSnapshot.Of(directory, Comparable)), WithoutRoot(await TreeSnapshot.OfAsync(store, Comparable, Cancellation)));
    }

    [Fact]
    public void One_seed_is_one_tree_and_another_seed_another()
    {
        Assert.Equal(Paths(7), Paths(7));
        Assert.NotEqual(Paths(7), Paths(8));

        static string Paths(int seed) => string.Join('\n', RandomTree.Make(seed, 100).Items.Select(item => $"{item.Path} {item.Kind} {item.Mtime}"));
    }

    [Fact]
    public void A_snapshot_tells_every_part_of_a_tree()
    {
        using var temp = new TempDirectory();
        TreeBuilder.Build(temp.Path, """
            d/ mode=2775 mtime=10
            d/f mode=640 mtime=1700000000.000000001 = hello
            d/twin => d/f
            l mtime=3 -> d/f
            pipe mode=600 mtime=4 |
            s size=1M = x
            \xff mtime=5 = y
            """);
        Assert.Equal("""
            dir d mode=2775 mtime=10.000000000
            file d/f mode=640 mtime=1700000000.000000001 size=5 sha256=2cf24dba5fb0
            file d/twin mode=640 mtime=1700000000.000000001 size=5 sha256=2cf24dba5fb0 links=d/f
            link l mtime=3.000000000 -> d/f
            special pipe mode=600 mtime=4.000000000
            file s mode=644 mtime=1735689600.000000005 size=1048576 sha256=477f2949fb37
            file \xff mode=644 mtime=5.000000000 size=1 sha256=a1fce4363854

            """, WithoutRoot(TreeSnapshot.Of(temp.Path, Comparable)));
    }

    [Fact]
    public async Task A_fault_befalls_the_call_it_is_meant_for()
    {
        await using var store = new FaultyStore(NewStore());
        store.Faults.Fail(StoreCall.Write, nth: 2, StoreFault.Full);
        await Write(store, "a");
        var refusal = await Assert.ThrowsAsync<StoreException>(async () => await Write(store, "b"));
        Assert.Equal(StoreFault.Full, refusal.Fault);
        await Write(store, "b");
        Assert.Equal(3, store.Faults.Count(StoreCall.Write));
    }

    [Fact]
    public async Task A_fault_can_last_and_can_come_after_the_fact()
    {
        await using var store = new FaultyStore(NewStore());
        store.Faults.Fail(StoreCall.Write, forEver: true, afterTheFact: true);
        foreach (var name in new[] { "a", "b" })
        {
            await Assert.ThrowsAsync<StoreException>(async () => await Write(store, name));
            Assert.NotNull(await store.StatAsync(TreePath.From(name), Cancellation));
        }
        store.Faults.Heal();
        await Write(store, "c");
    }

    [Fact]
    public async Task Reads_can_be_short_and_files_can_change_under_them()
    {
        var disk = new MemoryDisk("m", new TestTime());
        await using var store = new FaultyStore(new MemoryStore("m", disk));
        await TreeBuilder.BuildAsync(store, "f = hello", Cancellation);
        var path = TreePath.From("f");
        store.Faults.ReadAtMost(2).WhileReading(path, () => disk.EditInPlace(path, "changed meanwhile"u8));
        await using var reader = await store.OpenReadAsync((await store.StatAsync(path, Cancellation))!, Cancellation);
        Assert.Equal(new ContentBlock(2, 0), await reader.ReadAsync(new byte[100], Cancellation));
        Assert.NotEqual(reader.Entry.Size, (await reader.StatAsync(Cancellation)).Size);
    }

    [Fact]
    public async Task A_directory_can_be_made_unlistable()
    {
        await using var store = new FaultyStore(NewStore());
        await TreeBuilder.BuildAsync(store, "d/f = 1\nz = 1", Cancellation);
        store.Faults.Unlist(TreePath.From("d"));
        var entries = await store.ListAsync(ListRequest.Everything, Cancellation).ToListAsync(Cancellation);
        Assert.Equal(["./", "d/", "z"], entries.Select(entry => entry.ToString()));
        Assert.Equal("permission denied", entries[1].Unlisted);
    }

    [Fact]
    public async Task The_clock_fires_timers_in_order_and_only_when_moved()
    {
        var (time, fired) = (new TestTime(), new List<string>());
        await using var often = time.CreateTimer(_ => fired.Add("often"), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        await using var once = time.CreateTimer(_ => fired.Add("once"), null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        var delay = Task.Delay(TimeSpan.FromSeconds(5), time, Cancellation);
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(["often", "once", "often"], fired);
        Assert.False(delay.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.SoonAsync(delay, "the delay");
    }

    [Fact]
    public async Task Waiting_ends_when_told_and_fails_when_not()
    {
        var (eventually, done) = (new Eventually(), false);
        var waiting = eventually.UntilAsync(() => done, "done");
        done = true;
        eventually.Notify();
        await waiting;
        await Assert.ThrowsAsync<TimeoutException>(() => eventually.UntilAsync(() => false, "never", TimeSpan.FromMilliseconds(10)));
    }

    private static ValueTask<Written> Write(FaultyStore store, string name) =>
        store.WriteAsync(new WriteRequest { Wanted = new Entry { Path = TreePath.From(name), Kind = EntryKind.File, Mode = 0x1A4 } }, Cancellation);

    // The root's own look differs from place to place.
    private static string WithoutRoot(string snapshot) => snapshot[(snapshot.IndexOf('\n', StringComparison.Ordinal) + 1)..];

    [Fact]
    public async Task A_cut_in_the_head_of_an_answer_is_heard_as_a_client_hears_it()
    {
        using var answer = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([1, 2, 3]) };
        var heard = await Assert.ThrowsAsync<HttpRequestException>(() => CutHead.HearAsync(answer));
        Assert.Contains("reset by peer", Assert.IsType<IOException>(heard.InnerException, exactMatch: false).Message, StringComparison.Ordinal);
    }
}
