using Holdfast.Engine.Seams;
using Holdfast.TestKit.Stores;

namespace Holdfast.Integration.S3;

/// <summary>What every store promises, on a real server.</summary>
public abstract class S3ContractTests(CephServer server) : StoreContract
{
    private readonly S3Place _place = new(server);

    protected override bool MovesDirectories => false;

    protected override async ValueTask<IStore> OpenAsync() => await _place.OpenAsync();
}

[Trait("lane", "slow")]
[Trait("row", "D4")]
public sealed class NewServerContractTests(NewCeph server) : S3ContractTests(server), IClassFixture<NewCeph>;

[Trait("lane", "slow")]
[Trait("row", "D4")]
public sealed class OldServerContractTests(OldCeph server) : S3ContractTests(server), IClassFixture<OldCeph>;
