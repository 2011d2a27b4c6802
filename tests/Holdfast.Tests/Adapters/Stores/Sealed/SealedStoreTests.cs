using Holdfast.Adapters.Sealing;
using Holdfast.Adapters.Stores;
using Holdfast.Adapters.Stores.Local;
using Holdfast.Adapters.Stores.Memory;
using Holdfast.Adapters.Stores.Sealed;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;
using Holdfast.TestKit.Stores;
using Holdfast.Tests.Adapters.Sealing;
using Holdfast.Tests.Adapters.Stores.GoogleDrive;
using Holdfast.Tests.Adapters.Stores.S3;

namespace Holdfast.Tests.Adapters.Stores.Sealed;

/// <summary>What every store promises, seen through encryption.</summary>
public abstract class SealedContract : StoreContract
{
    /// <summary>What the store's marker says.</summary>
    protected static StoreSeal Seal { get; } = new(Samples.Key.Id, true);

    private static readonly PathSeal Paths = new(new NameSeal(Samples.Key));

    protected override int LongestName => 143;

    private protected static SealedStore Seen(IStore inner) => new(inner, new SealedStoreOptions { Keys = [Samples.Key] });

    /// <summary>A name as it stands in the store inside.</summary>
    protected static TreePath Inside(TreePath path) => Paths.Close(path);
}

[Trait("row", "N15")]
public sealed class SealedMemoryTests : SealedContract
{
    private readonly MemoryDisk _disk = new("test", new TestTime(), capacity: 100 << 20);

    protected override ValueTask<IStore> OpenAsync() => ValueTask.FromResult<IStore>(Seen(new MemoryStore("test", _disk, seal: Seal)));

    protected override bool EditInPlace(TreePath path, byte[] content)
    {
        _disk.EditInPlace(Inside(path), Samples.SealAsync(content).GetAwaiter().GetResult());
        return true;
    }

    protected override bool MakeUnlistable(TreePath path)
    {
        _disk.Unlist(Inside(path), "closed");
        return true;
    }

    protected override bool PlantSpecial(TreePath path)
    {
        _disk.Plant(Inside(path), 0x1A4);
        return true;
    }
}

/// <summary>The same with names as they are, and with listings that do not fit into memory.</summary>
[Trait("row", "N15")]
public sealed class SealedContentAloneTests : StoreContract
{
    private readonly MemoryDisk _disk = new("test", new TestTime(), capacity: 100 << 20);

    protected override ValueTask<IStore> OpenAsync() =>
        ValueTask.FromResult<IStore>(new SealedStore(new MemoryStore("test", _disk, seal: new StoreSeal(Samples.Key.Id, false)), new SealedStoreOptions { Keys = [Samples.Key], Names = false }));
}

[Trait("row", "N15")]
public sealed class SealedLargeListingTests : SealedContract
{
    private readonly MemoryDisk _disk = new("test", new TestTime(), capacity: 100 << 20);

    protected override ValueTask<IStore> OpenAsync() =>
        ValueTask.FromResult<IStore>(new SealedStore(new MemoryStore("test", _disk, seal: Seal), new SealedStoreOptions { Keys = [Samples.Key], SortInMemory = 3 }));

    protected override bool MakeUnlistable(TreePath path)
    {
        _disk.Unlist(Inside(path), "closed");
        return true;
    }
}

[Trait("row", "N15")]
[Trait("user", "any")]
public sealed class SealedLocalTests : SealedContract
{
    private readonly TempDirectory _directory = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }

    protected override ValueTask<IStore> OpenAsync() =>
        ValueTask.FromResult<IStore>(Seen(LocalStore.Open("lab", _directory.Path, new LocalStoreOptions { Writable = true, Seal = Seal })));

    protected override bool PlantSpecial(TreePath path)
    {
        Posix.Mkfifo(Posix.Join(_directory.Path, Inside(path).Bytes), 0x1b6);
        return true;
    }
}

[Trait("row", "N15")]
public sealed class SealedS3Tests : SealedContract
{
    private readonly S3Bench _bench = new();

    protected override bool MovesDirectories => false;

    protected override async ValueTask<IStore> OpenAsync() => Seen(await _bench.OpenAsync(_bench.Options with { Seal = Seal }));
}

[Trait("row", "N15")]
public sealed class SealedDriveTests : SealedContract
{
    private readonly DriveBench _bench = new();

    protected override async ValueTask<IStore> OpenAsync() => Seen(await _bench.OpenAsync(_bench.Options with { Seal = Seal }));
}
