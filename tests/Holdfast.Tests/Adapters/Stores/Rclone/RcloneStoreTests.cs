using Holdfast.Engine.Seams;
using Holdfast.TestKit.Stores;

namespace Holdfast.Tests.Adapters.Stores.Rclone;

/// <summary>What every store promises, on the rclone that the faults are scripted for, with a remote of directories.</summary>
[Trait("row", "D12")]
public sealed class RcloneDirectoryStoreTests : StoreContract
{
    private readonly RcloneBench _bench = new(isBucket: false);

    protected override bool MovesDirectories => false;

    protected override bool KeepsLinks => false;

    protected override async ValueTask<IStore> OpenAsync() => await _bench.OpenAsync();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _bench.Dispose();
    }
}

/// <summary>The same with one of objects.</summary>
[Trait("row", "D12")]
public sealed class RcloneObjectStoreTests : StoreContract
{
    private readonly RcloneBench _bench = new(isBucket: true);

    protected override bool MovesDirectories => false;

    protected override bool KeepsLinks => false;

    protected override async ValueTask<IStore> OpenAsync() => await _bench.OpenAsync();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _bench.Dispose();
    }
}
