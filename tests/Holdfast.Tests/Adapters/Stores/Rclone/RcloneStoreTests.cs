using Holdfast.Engine.Seams;
using Holdfast.TestKit.Stores;

namespace Holdfast.Tests.Adapters.Stores.Rclone;

/// <summary>What every store promises, on the rclone that the faults are scripted for.</summary>
/// <param name="isBucket">Whether its remote is one of objects, not of directories.</param>
public abstract class RcloneStoreTests(bool isBucket) : StoreContract
{
    private readonly RcloneBench _bench = new(isBucket);

    protected override bool MovesDirectories => false;

    protected override bool KeepsLinks => false;

    protected override async ValueTask<IStore> OpenAsync() => await _bench.OpenAsync();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _bench.Dispose();
    }
}

/// <summary>With a remote of directories.</summary>
[Trait("row", "D12")]
public sealed class RcloneDirectoryStoreTests() : RcloneStoreTests(isBucket: false);

/// <summary>With one of objects.</summary>
[Trait("row", "D12")]
public sealed class RcloneObjectStoreTests() : RcloneStoreTests(isBucket: true);
