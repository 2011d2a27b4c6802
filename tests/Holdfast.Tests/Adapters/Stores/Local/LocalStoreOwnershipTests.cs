using System.Text;
using Holdfast.Adapters.Stores.Local;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;
using Holdfast.Tests.Adapters.Files;

namespace Holdfast.Tests.Adapters.Stores.Local;

/// <summary>Marker, lock and what an interrupted run leaves behind.</summary>
public sealed class LocalStoreOwnershipTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Opening_writes_nothing_and_locking_writes_the_marker_once()
    {
        string uuid;
        await using (var store = Open())
        {
            Assert.True(store.Facts.MarkerIsNew);
            Assert.Empty(Posix.Names(At("")));
            await using var hold = await store.TryLockAsync(Cancellation);
            Assert.NotNull(hold);
            Assert.True(store.Facts.MarkerIsNew);
            uuid = store.Facts.Uuid;
        }
        await using var again = Open();
        Assert.False(again.Facts.MarkerIsNew);
        Assert.Equal(uuid, again.Facts.Uuid);
    }

    [Fact]
    public async Task A_tree_that_is_only_read_is_known_by_file_system_and_place()
    {
        await using var one = Open(writable: false);
        await using var two = Open(writable: false);
        Assert.StartsWith("fs-", one.Facts.Uuid, StringComparison.Ordinal);
        Assert.Equal(one.Facts.Uuid, two.Facts.Uuid);
        Assert.False(one.Facts.MarkerIsNew);
        Assert.Null(one.Ask<IStagingStore>());
        var denial = await Assert.ThrowsAsync<StoreException>(async () => await one.WriteAsync(new WriteRequest { Wanted = new Entry { Path = TreePath.From("f"), Kind = EntryKind.File } }, Cancellation));
        Assert.Equal(StoreFault.Denied, denial.Fault);
        Assert.Empty(Posix.Names(At("")));
    }

    [Fact]
    [Trait("row", "L12")]
    public async Task The_lock_is_one_holders_and_ends_with_it()
    {
        await using var first = Open();
        await using var second = Open();
        var held = await first.TryLockAsync(Cancellation);
        Assert.NotNull(held);
        Assert.Null(await second.TryLockAsync(Cancellation));
        await held.DisposeAsync();
        await using var now = await second.TryLockAsync(Cancellation);
        Assert.NotNull(now);
    }

    [Theory]
    [InlineData("{\"version\":3,\"uuid\":\"9c0f2a44-7c5e-4a44-9f0e-0d9a2f6c6a11\"}", "newer")]
    [InlineData("{\"version\":2,\"uuid\":\"9c0f2a44-7c5e-4a44-9f0e-0d9a2f6c6a11\"}", "cannot be read")]
    [InlineData("{\"version\":1}", "cannot be read")]
    [InlineData("not json", "cannot be read")]
    [InlineData("", "cannot be read")]
    public async Task A_marker_of_a_newer_program_or_a_broken_one_is_refused(string marker, string word)
    {
        await using (var store = Open()) await using (await store.TryLockAsync(Cancellation)) Posix.WriteFile(At(".holdfast/marker"), Encoding.UTF8.GetBytes(marker));
        var refusal = Assert.Throws<StoreException>(() => Open());
        Assert.Equal(StoreFault.Refused, refusal.Fault);
        Assert.Contains(word, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "N7")]
    public async Task What_an_interrupted_run_left_is_cleared_and_what_lay_between_two_names_is_kept()
    {
        await using (var store = Open()) await using (await store.TryLockAsync(Cancellation))
        {
            Posix.Mkdir(At(".holdfast/tmp/dead"), 0x1c0);
            Posix.WriteFile(At(".holdfast/tmp/dead/half"), "half"u8);
            Posix.WriteFile(At(".holdfast/swap/1234-doc"), "saved by somebody"u8);
        }
        await using var next = Open();
        await using var hold = await next.TryLockAsync(Cancellation);
        Assert.Null(Posix.Lstat(At(".holdfast/tmp/dead")));
        Assert.Empty(Posix.Names(At(".holdfast/swap")));
        var run = Assert.Single(Posix.Names(At(".holdfast/trash")).Select(Encoding.UTF8.GetString));
        Assert.StartsWith("recovered-", run, StringComparison.Ordinal);
        var content = new MemoryStream();
        Posix.ReadFile(At($".holdfast/trash/{run}/1234-doc"), (buffer, length) => content.Write(buffer, 0, length));
        Assert.Equal("saved by somebody", Encoding.UTF8.GetString(content.ToArray()));
    }

    [Fact]
    public void A_place_that_is_not_there_is_unavailable() =>
        Assert.Equal(StoreFault.Unavailable, Assert.Throws<StoreException>(() => LocalStore.Open("lab", _directory.Path + "/none", new LocalStoreOptions())).Fault);

    [Fact]
    public async Task An_immutable_file_and_one_with_an_acl_are_refused_with_the_cause()
    {
        Assert.SkipUnless(Posix.IsRoot, "only root sets the immutable flag");
        Posix.WriteFile(At("fixed"), "x"u8);
        Posix.WriteFile(At("listed"), "x"u8);
        await using var store = Open();
        Tools.Run("chattr", "+i", Path.Combine(_directory.Path, "fixed"));
        try
        {
            Assert.Contains("immutable", (await Refusal(store, "fixed", AclRule.Skip)).Cause, StringComparison.Ordinal);
        }
        finally
        {
            Tools.Run("chattr", "-i", Path.Combine(_directory.Path, "fixed"));
        }
        Tools.Run("python3", "-c", "import os,struct,sys\nos.setxattr(sys.argv[1],'system.posix_acl_access',struct.pack('<I',2)+b''.join(struct.pack('<HHI',*e) for e in [(1,6,0xffffffff),(2,6,1000),(4,4,0xffffffff),(16,6,0xffffffff),(32,4,0xffffffff)]))", Path.Combine(_directory.Path, "listed"));
        Assert.Contains("acl", (await Refusal(store, "listed", AclRule.Skip)).Cause, StringComparison.Ordinal);
        var listed = (await store.StatAsync(TreePath.From("listed"), Cancellation))!;
        Assert.True((await store.ReadXattrsAsync(listed, Cancellation)).Xattrs!.HasAcl);
        Assert.Equal(0x180, (await store.SetMetadataAsync(listed, new Metadata { Parts = MetadataParts.Mode, Mode = 0x180 }, AclRule.Overwrite, Cancellation)).Mode);
    }

    private static async Task<StoreException> Refusal(LocalStore store, string path, AclRule acl)
    {
        var entry = (await store.StatAsync(TreePath.From(path), Cancellation))!;
        var refusal = await Assert.ThrowsAsync<StoreException>(async () => await store.SetMetadataAsync(entry, new Metadata { Parts = MetadataParts.Mode, Mode = 0x180 }, acl, Cancellation));
        Assert.Equal(StoreFault.Refused, refusal.Fault);
        return refusal;
    }

    private LocalStore Open(bool writable = true) => LocalStore.Open("lab", _directory.Path, new LocalStoreOptions { Writable = writable });

    private byte[] At(string path) => Posix.Join(_directory.Path, Encoding.UTF8.GetBytes(path));
}
