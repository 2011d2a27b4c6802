using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit.Stores;

namespace Holdfast.Integration.S3;

/// <summary>What every store promises, on a real server.</summary>
public abstract class S3ContractTests(CephServer server) : StoreContract
{
    private readonly S3Place _place = new(server);

    protected override bool MovesDirectories => false;

    protected override async ValueTask<IStore> OpenAsync() => await _place.OpenAsync();

    [Fact]
    public async Task What_goes_up_or_is_moved_in_parts_arrives_whole_and_is_known_again()
    {
        const int part = 5 << 20;
        var content = new byte[part + 100_000];
        new Random(1).NextBytes(content);
        await using var store = await _place.OpenAsync(_place.Options with { PartSize = part, LargestCopy = part });
        var written = (await store.WriteAsync(new WriteRequest { Wanted = FileEntry("large"), Content = new BytesReader(content) }, Cancellation)).Entry;
        Assert.Equal(written.Inode, (await store.StatAsync(written.Path, Cancellation))!.Inode);
        var moved = await store.MoveAsync(written, TreePath.From("moved"), Cancellation);
        Assert.Equal(moved.Inode, (await store.StatAsync(moved.Path, Cancellation))!.Inode);
        Assert.Equal(content, await ReadBytes(store, moved, 1 << 20));
    }
}

[Trait("lane", "slow")]
[Trait("row", "D4")]
public sealed class NewServerContractTests(NewCeph server) : S3ContractTests(server), IClassFixture<NewCeph>;

[Trait("lane", "slow")]
[Trait("row", "D4")]
public sealed class OldServerContractTests(OldCeph server) : S3ContractTests(server), IClassFixture<OldCeph>;
