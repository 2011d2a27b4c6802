using Holdfast.Adapters.Sealing;
using Holdfast.Adapters.Stores;
using Holdfast.Adapters.Stores.Sealed;
using Holdfast.Engine.Seams;
using Holdfast.Integration.Sftp;
using Holdfast.TestKit.Stores;

namespace Holdfast.Integration.Encryption;

/// <summary>What every store promises, seen through encryption, on OpenSSH's server.</summary>
[Trait("row", "N15")]
public sealed class SealedSftpTests : StoreContract
{
    private static readonly SealKey Key = new(new byte[SealKey.Size]);
    private readonly SftpPlace _place = new() { Seal = new StoreSeal(Key.Id, true) };

    protected override int LongestName => 143;

    protected override async ValueTask<IStore> OpenAsync() => new SealedStore(await _place.OpenAsync(), new SealedStoreOptions { Keys = [Key] });

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _place.Dispose();
    }
}
