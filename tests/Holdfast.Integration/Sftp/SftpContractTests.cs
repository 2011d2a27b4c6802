using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit.Stores;

namespace Holdfast.Integration.Sftp;

/// <summary>What every store promises, on OpenSSH's server.</summary>
[Trait("row", "C2")]
public sealed class SftpContractTests : StoreContract
{
    private readonly SftpPlace _place = new();

    protected override async ValueTask<IStore> OpenAsync() => await _place.OpenAsync();

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

/// <summary>The same on a server that has none of OpenSSH's own requests.</summary>
[Trait("row", "C2")]
public sealed class PlainServerContractTests : StoreContract
{
    private readonly SftpPlace _place = new() { Denied = ["posix-rename", "hardlink", "fsync", "statvfs", "lsetstat", "limits", "copy-data"] };

    protected override async ValueTask<IStore> OpenAsync() => await _place.OpenAsync();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _place.Dispose();
    }
}
