using System.Text;
using Holdfast.Adapters.Stores.Local;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;
using Holdfast.TestKit.Stores;

namespace Holdfast.Integration.Hostile.Racing;

/// <summary>A tree that is worked on while somebody changes names in it, and a canary beside it.</summary>
internal sealed class Arena : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();

    public Arena()
    {
        Canary = new Canary(_directory.Make("canary"));
        Tree = _directory.Make("tree");
        Posix.Mkdir(At("d"), 0x1ED);
        Posix.Mkdir(At("e"), 0x1ED);
        Posix.WriteFile(At("d/file"), "ours"u8);
        Posix.WriteFile(At("f"), "ours"u8);
        Posix.Symlink(Encoding.UTF8.GetBytes(Canary.Path + "/dir"), At("link-to-dir"));
        Posix.Symlink(Encoding.UTF8.GetBytes(Canary.Path + "/file"), At("link-to-file"));
        Store = LocalStore.Open("tree", Tree, new LocalStoreOptions { Writable = true });
    }

    public Canary Canary { get; }

    public string Tree { get; }

    public LocalStore Store { get; }

    /// <summary>The path of a name, as people write it.</summary>
    public string Name(string name) => $"{Tree}/{name}";

    public byte[] At(string name) => Posix.Join(Tree, Encoding.UTF8.GetBytes(name));

    /// <summary>What a careful but path-based program looks at before it acts.</summary>
    public bool IsDirectory(string name) => Look(name) is { IsDirectory: true };

    public bool IsFile(string name) => Look(name) is { IsFile: true };

    public Posix.Status? Look(string name)
    {
        try { return Posix.Lstat(At(name)); }
        catch (IOException) { return null; }
    }

    public async ValueTask<Entry> StatAsync(string name, CancellationToken cancellation) =>
        await Store.StatAsync(TreePath.From(name), cancellation) ?? throw new WorldChangedException("tree", TreePath.From(name), "it is not there now");

    /// <summary>Writes through the product, without waiting for the medium: it is names that are raced for.</summary>
    public async ValueTask WriteAsync(string name, Entry? replaces, CancellationToken cancellation)
    {
        await using var content = new BytesReader("ours"u8.ToArray());
        var wanted = new Entry { Path = TreePath.From(name), Kind = EntryKind.File, Size = 4, Mode = 0x1A4, Uid = Posix.UserId, Gid = Posix.GroupId, Mtime = 1_700_000_000_000_000_000 };
        await using var staged = await Store.StageAsync(new WriteRequest { Wanted = wanted, Content = content, Replaces = replaces }, cancellation);
        await staged.PublishAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _directory.Dispose();
    }
}
