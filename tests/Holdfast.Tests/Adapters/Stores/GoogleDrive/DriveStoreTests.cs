using System.Text;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit.Stores;

namespace Holdfast.Tests.Adapters.Stores.GoogleDrive;

[Trait("row", "D1")]
public sealed class DriveStoreTests : StoreContract
{
    private readonly DriveBench _bench = new();

    protected override async ValueTask<IStore> OpenAsync() => await _bench.OpenAsync();

    protected override bool EditInPlace(TreePath path, byte[] content)
    {
        _bench.Server.Edit(_bench.Server.Find(path.ToString())!, Encoding.UTF8.GetString(content));
        return true;
    }
}
