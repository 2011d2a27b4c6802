using System.Text;
using Holdfast.Adapters.Files;
using Holdfast.Adapters.Stores.Local;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;
using Holdfast.TestKit.Trees;

namespace Holdfast.Tests.Adapters.Files;

/// <summary>Listing real trees: complete, in order, and never beyond the root.</summary>
public sealed class TreeWalkerTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(0, 250_000)]
    [InlineData(3, 250_000)]
    [InlineData(2, 7)]
    public async Task A_listing_equals_a_naive_walk_that_is_sorted(int workers, int spillFrom)
    {
        TreeBuilder.Build(_directory.Path, RandomTree.Make(20260701, 1500));
        var listed = await List(new LocalStoreOptions { Workers = workers, SpillFrom = spillFrom });
        Assert.Equal(Naive(), listed.Select(Describe));
        for (var i = 1; i < listed.Count; i++) Assert.True(CanonicalOrder.Compare(listed[i - 1], listed[i]) < 0, $"{listed[i - 1]} before {listed[i]}");
    }

    [Fact]
    public async Task A_walk_that_is_given_up_early_ends_and_closes_its_files()
    {
        TreeBuilder.Build(_directory.Path, RandomTree.Make(7, 500));
        var open = 0;
        var calls = new InterposedCalls
        {
            After = (call, got) => Interlocked.Add(ref open, call == nameof(ISystemCalls.OpenAt2) && got >= 0 ? 1 : call == nameof(ISystemCalls.Close) ? -1 : 0),
        };
        await using var store = Open(new LocalStoreOptions { SpillFrom = 3, Calls = calls });
        var before = open;
        await foreach (var entry in store.ListAsync(ListRequest.Everything, Cancellation))
        {
            if (entry.Path.Depth == 2) break;
        }
        Assert.Equal(before, open);
    }

    [Fact]
    public async Task A_depth_of_a_thousand_long_names_is_listed_read_and_changed()
    {
        const int Depth = 1000;
        await using var store = Open(new LocalStoreOptions { Writable = true });
        var name = Encoding.ASCII.GetBytes(new string('n', 250));
        var path = TreePath.Root;
        for (var i = 0; i < Depth; i++)
        {
            path = path.Child(name);
            await store.MakeDirectoryAsync(new Entry { Path = path, Kind = EntryKind.Directory }, Cancellation);
        }
        var file = path.Child("file"u8);
        var written = await store.WriteAsync(new WriteRequest { Wanted = new Entry { Path = file, Kind = EntryKind.File, Mode = 0x1a4 } }, Cancellation);
        var listed = await store.ListAsync(ListRequest.Everything, Cancellation).ToListAsync(Cancellation);
        Assert.Equal(Depth + 2, listed.Count);
        Assert.Equal(file, listed[^1].Path);
        Assert.Equal(250_999 + 5, file.Bytes.Length);
        await store.DeleteAsync(written.Entry, Cancellation);
        for (var at = path; !at.IsRoot; at = at.Parent) await store.DeleteAsync((await store.StatAsync(at, Cancellation))!, Cancellation);
        Assert.Single(await store.ListAsync(ListRequest.Everything, Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task Names_that_are_not_text_come_back_byte_for_byte()
    {
        byte[][] names = [[0xff], [0xc3, 0x28], "new\nline"u8.ToArray(), Enumerable.Repeat((byte)0xfe, 255).ToArray()];
        foreach (var name in names) Posix.WriteFile(Posix.Join(_directory.Path, name), "x"u8);
        var listed = await List(new LocalStoreOptions());
        Assert.Equal(names.Order(Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b))), listed.Skip(1).Select(entry => entry.Path.Bytes.ToArray()));
    }

    [Fact]
    [Trait("row", "N2")]
    public async Task A_directory_that_fails_under_reading_is_unknown_and_not_empty()
    {
        TreeBuilder.Build(_directory.Path, "good/a\nbad/b\nworse/c");
        var calls = new InterposedCalls();
        var reads = 0;
        calls.Before = call => call == nameof(ISystemCalls.GetDents64) && ++reads == 3 ? -Errno.EIO : null;
        var listed = await List(new LocalStoreOptions { Workers = 0, Calls = calls });
        var failed = Assert.Single(listed, entry => entry.Unlisted is not null);
        Assert.Contains("EIO", failed.Unlisted, StringComparison.Ordinal);
        Assert.DoesNotContain(listed, entry => entry.Path.IsBelow(failed.Path));
    }

    [Fact]
    [Trait("row", "N2")]
    public async Task A_root_that_cannot_be_read_is_an_error_and_not_an_empty_tree()
    {
        var calls = new InterposedCalls { Before = call => call == nameof(ISystemCalls.GetDents64) ? -Errno.EIO : null };
        var failure = await Assert.ThrowsAsync<StoreException>(() => List(new LocalStoreOptions { Calls = calls }));
        Assert.Equal(StoreFault.Unavailable, failure.Fault);
    }

    [Fact]
    public void A_kernel_without_openat2_is_refused_in_words()
    {
        var calls = new InterposedCalls { Before = call => call == nameof(ISystemCalls.OpenAt2) ? -Errno.ENOSYS : null };
        var refusal = Assert.Throws<StoreException>(() => Open(new LocalStoreOptions { Calls = calls }));
        Assert.Equal(StoreFault.Refused, refusal.Fault);
        Assert.Contains("openat2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mounted_file_system_is_marked_and_not_entered_unless_asked()
    {
        Assert.SkipUnless(Posix.IsRoot, "only root mounts");
        var inner = _directory.Make("inner");
        using var mount = new Mount(inner);
        Posix.WriteFile(Posix.Join(inner, "below"u8), "x"u8);
        var skipped = Assert.Single(await List(new LocalStoreOptions()), entry => entry.IsMountPoint);
        Assert.NotNull(skipped.Unlisted);
        var entered = await List(new LocalStoreOptions { Mounts = MountRule.Include });
        Assert.Contains(entered, entry => entry.Path == TreePath.From("inner/below"));
        Assert.Contains(entered, entry => entry.IsMountPoint && entry.Unlisted is null);
    }

    private LocalStore Open(LocalStoreOptions options) => LocalStore.Open("tree", _directory.Path, options);

    private async Task<List<Entry>> List(LocalStoreOptions options)
    {
        await using var store = Open(options);
        return await store.ListAsync(ListRequest.Everything, Cancellation).ToListAsync(Cancellation);
    }

    private static string Describe(Entry entry) =>
        $"{Convert.ToHexString(entry.Path.Bytes)} {entry.Kind} {entry.Size} {entry.Mtime} {entry.Ctime} {entry.Mode:x} {entry.Uid} {entry.Gid} {entry.Inode} {entry.Links} {Convert.ToHexString(entry.Target.Span)}";

    private List<string> Naive()
    {
        var found = new List<(byte[] Key, string Line)>();
        Visit(TreePath.Root);
        found.Sort((a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key));
        return found.ConvertAll(item => item.Line);

        void Visit(TreePath path)
        {
            var full = Posix.Join(_directory.Path, path.Bytes);
            var status = Posix.Lstat(full)!;
            var kind = status.IsFile ? EntryKind.File : status.IsDirectory ? EntryKind.Directory : status.IsSymlink ? EntryKind.Symlink : EntryKind.Special;
            found.Add((CanonicalOrder.Key(path, status.IsDirectory), Describe(new Entry
            {
                Path = path, Kind = kind, Size = status.IsFile ? status.Size : 0, Mtime = status.Mtime, Ctime = status.Ctime, Mode = status.Mode & 0xfff,
                Uid = status.Uid, Gid = status.Gid, Inode = status.Inode, Links = status.Links, Target = status.IsSymlink ? Posix.Readlink(full) : default,
            })));
            if (!status.IsDirectory) return;
            foreach (var name in Posix.Names(full)) Visit(path.Child(name));
        }
    }
}
