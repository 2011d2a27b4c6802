using Holdfast.Adapters.Stores.Local;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;
using Holdfast.TestKit.Stores;

namespace Holdfast.Tests.Adapters.Stores.Local;

/// <summary>A directory of this machine keeps the contract of all stores.</summary>
[Trait("user", "any")]
public sealed class LocalStoreTests : StoreContract
{
    private readonly TempDirectory _directory = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }

    protected override ValueTask<IStore> OpenAsync() =>
        ValueTask.FromResult<IStore>(LocalStore.Open("lab", _directory.Path, new LocalStoreOptions { Writable = true }));

    protected override bool EditInPlace(TreePath path, byte[] content)
    {
        Posix.WriteFile(Posix.Join(_directory.Path, path.Bytes), content);
        return true;
    }

    protected override bool MakeUnlistable(TreePath path)
    {
        if (Posix.IsRoot) return false;
        Posix.Chmod(Posix.Join(_directory.Path, path.Bytes), 0);
        return true;
    }

    protected override bool PlantSpecial(TreePath path)
    {
        Posix.Mkfifo(Posix.Join(_directory.Path, path.Bytes), 0x1b6);
        return true;
    }
}
