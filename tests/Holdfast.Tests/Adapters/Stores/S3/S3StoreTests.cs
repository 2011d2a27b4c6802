using Holdfast.Engine.Seams;
using Holdfast.TestKit.Stores;

namespace Holdfast.Tests.Adapters.Stores.S3;

[Trait("row", "D4")]
public sealed class S3StoreTests : StoreContract
{
    private readonly S3Bench _bench = new();

    protected override bool MovesDirectories => false;

    protected override async ValueTask<IStore> OpenAsync() => await _bench.OpenAsync();
}
