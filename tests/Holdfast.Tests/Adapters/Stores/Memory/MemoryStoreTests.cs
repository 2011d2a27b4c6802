using Holdfast.Adapters;
using Holdfast.Adapters.Stores.Memory;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;
using Holdfast.TestKit.Stores;

namespace Holdfast.Tests.Adapters.Stores.Memory;

public sealed class MemoryStoreTests : StoreContract
{
    private readonly MemoryDisk _disk = new("test", new TestTime(), capacity: 100 << 20);

    protected override ValueTask<IStore> OpenAsync() => ValueTask.FromResult<IStore>(new MemoryStore("test", _disk));

    protected override bool EditInPlace(TreePath path, byte[] content)
    {
        _disk.EditInPlace(path, content);
        return true;
    }

    protected override bool MakeUnlistable(TreePath path)
    {
        _disk.Unlist(path, "closed");
        return true;
    }

    protected override bool PlantSpecial(TreePath path)
    {
        _disk.Plant(path, 0x1A4);
        return true;
    }

    [Fact]
    public async Task A_full_disk_refuses_content_and_gives_the_room_back()
    {
        var small = new MemoryStore("small", new MemoryDisk("small", new TestTime(), capacity: 10));
        var refusal = await Assert.ThrowsAsync<StoreException>(async () => await small.WriteAsync(Request("f", "more than ten bytes"), Cancellation));
        Assert.Equal(StoreFault.Full, refusal.Fault);
        Assert.Equal(10, (await small.CapacityAsync(Cancellation)).FreeBytes);
        await small.WriteAsync(Request("f", "ten bytes!"), Cancellation);
        Assert.Equal(0, (await small.CapacityAsync(Cancellation)).FreeBytes);
    }

    [Fact]
    public async Task Lost_events_make_the_watcher_ask_for_everything_once()
    {
        await using var watcher = await ((IWatchingStore)Store).WatchAsync(FilterSet.Empty, Cancellation);
        _disk.LoseEvents();
        Assert.False(watcher.IsHealthy);
        await Eventually.SoonAsync(watcher.WaitAsync(Cancellation), "the watcher to wake");
        Assert.True(watcher.Take().IsAll);
        Assert.True(watcher.IsHealthy);
        Assert.Empty(watcher.Take().Items!);
    }

    [Fact]
    public async Task Stores_of_one_name_in_a_configuration_share_what_they_hold()
    {
        var settings = new StoreSettings { Name = $"{nameof(MemoryStoreTests)}-shared", Kind = "memory" };
        await using var first = await StoreCatalog.OpenAsync(settings, TimeProvider.System, Cancellation);
        await using var second = await StoreCatalog.OpenAsync(settings, TimeProvider.System, Cancellation);
        await first.WriteAsync(Request("f", "hello"), Cancellation);
        Assert.Equal(5, (await second.StatAsync(P("f"), Cancellation))!.Size);
    }

    [Fact]
    public async Task A_store_of_less_fidelity_keeps_less()
    {
        var poor = new MemoryStore("poor", new MemoryDisk("poor", new TestTime()), new Fidelity { MtimeGrain = 1_000_000_000 });
        var entry = (await poor.WriteAsync(new WriteRequest { Wanted = FileEntry("f", 0x180) }, Cancellation)).Entry;
        Assert.Equal((0x1A4, 0), (entry.Mode, entry.Uid));
        Assert.Equal(0, entry.Mtime % 1_000_000_000);
        Assert.Null(poor.Ask<ILinkingStore>());
        await Assert.ThrowsAsync<StoreException>(async () => await poor.WriteAsync(new WriteRequest { Wanted = new Entry { Path = P("l"), Kind = EntryKind.Symlink } }, Cancellation));
    }
}
