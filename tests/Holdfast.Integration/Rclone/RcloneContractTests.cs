using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit.Stores;

namespace Holdfast.Integration.Rclone;

/// <summary>What every store promises, on rclone's backend for directories.</summary>
[Trait("row", "D12")]
public sealed class RcloneDirectoryContractTests : StoreContract
{
    private readonly RclonePlace _place = new();

    protected override bool MovesDirectories => false;

    protected override bool KeepsLinks => false;

    protected override async ValueTask<IStore> OpenAsync() => await _place.OpenAsync("box:");

    protected override bool EditInPlace(TreePath path, byte[] content)
    {
        File.WriteAllBytes(_place.At(path), content);
        return true;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _place.Dispose();
    }
}

/// <summary>The same on one that keeps objects, as buckets do: no empty directories, no renames, hashes that cost nothing.</summary>
[Trait("row", "D12")]
public sealed class RcloneObjectContractTests : StoreContract
{
    private readonly RclonePlace _place = new();

    protected override bool MovesDirectories => false;

    protected override bool KeepsLinks => false;

    protected override async ValueTask<IStore> OpenAsync() => await _place.OpenAsync("cloud:bucket");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _place.Dispose();
    }
}
