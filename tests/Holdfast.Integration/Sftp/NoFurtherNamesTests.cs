using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.Integration.Hostile;
using Holdfast.TestKit.Stores;

namespace Holdfast.Integration.Sftp;

/// <summary>What every store promises, on a server whose file system knows no further names of a file, as a disk of exFAT does.</summary>
[Trait("row", "C2")]
[Trait("row", "C4")]
[Trait("lane", "long")]
public sealed class NoFurtherNamesContractTests : StoreContract
{
    private readonly SftpPlace _place = new() { Denied = ["hardlink"] };

    protected override async ValueTask<IStore> OpenAsync() => await _place.OpenAsync();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _place.Dispose();
    }
}

/// <summary>What is replaced on such a server.</summary>
[Trait("row", "C4")]
public sealed class NoFurtherNamesTests : IDisposable
{
    private readonly SftpPlace _place = new() { Denied = ["hardlink"] };

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task What_is_replaced_is_copied_to_the_trash_and_never_leaves_its_name()
    {
        await using var store = await _place.OpenAsync();
        await using var held = await store.TryLockAsync(TestContext.Current.CancellationToken);
        var old = new byte[20 << 20];
        new Random(1).NextBytes(old);
        var first = (await store.WriteAsync(new WriteRequest { Wanted = Wanted(0x1A0), Content = new BytesReader(old) }, TestContext.Current.CancellationToken)).Entry;
        var number = Shell.Run("stat -c %i \"$1\"", _place.At(first.Path));

        var written = await store.WriteAsync(new WriteRequest { Wanted = Wanted(0x1A4), Content = new BytesReader(new byte[] { 1, 2, 3 }), Replaces = first, TrashRun = "20260101-000000-aaaa" }, TestContext.Current.CancellationToken);

        var kept = Path.Combine(_place.Root, ".holdfast", "trash", written.TrashPath!.Value.ToString());
        Assert.Equal(old, await File.ReadAllBytesAsync(kept, TestContext.Current.CancellationToken));
        Assert.Equal(((UnixFileMode)0x1A0, DateTime.UnixEpoch.AddSeconds(first.Mtime / 1_000_000_000)), (File.GetUnixFileMode(kept), File.GetLastWriteTimeUtc(kept)));
        Assert.NotEqual(number, Shell.Run("stat -c %i \"$1\"", kept));
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(_place.At(first.Path), TestContext.Current.CancellationToken));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_place.Root, ".holdfast", "tmp")));
    }

    private static Entry Wanted(int mode) => new() { Path = TreePath.From("f"), Kind = EntryKind.File, Mode = mode, Mtime = 1_700_000_000_000_000_000 };
}
