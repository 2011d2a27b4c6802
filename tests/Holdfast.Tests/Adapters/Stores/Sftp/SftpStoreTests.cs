using System.Text;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit.Stores;

namespace Holdfast.Tests.Adapters.Stores.Sftp;

/// <summary>What every store promises, on the server that the faults are scripted for.</summary>
[Trait("row", "C2")]
public sealed class SftpStoreTests : StoreContract
{
    private readonly SftpBench _bench = new();

    protected override async ValueTask<IStore> OpenAsync() => await _bench.OpenAsync();

    protected override bool EditInPlace(TreePath path, byte[] content)
    {
        var node = _bench.Server.Disk.Find("/lab/" + Encoding.Latin1.GetString(path.Bytes), follow: false);
        node.Data.SetLength(0);
        node.Write(0, content);
        node.Mtime++;
        return true;
    }
}

/// <summary>The same on a server that has none of OpenSSH's own requests.</summary>
[Trait("row", "C2")]
public sealed class PlainSftpStoreTests : StoreContract
{
    private readonly SftpBench _bench = new();

    protected override async ValueTask<IStore> OpenAsync()
    {
        _bench.Server.Offers = [];
        return await _bench.OpenAsync();
    }
}
