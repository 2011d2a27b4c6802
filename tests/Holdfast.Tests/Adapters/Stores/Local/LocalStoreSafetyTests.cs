using System.Text;
using Holdfast.Adapters.Files;
using Holdfast.Adapters.Stores.Local;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;
using Holdfast.TestKit.Stores;
using Holdfast.TestKit.Trees;
using Holdfast.Tests.Adapters.Files;

namespace Holdfast.Tests.Adapters.Stores.Local;

/// <summary>What users plant, and what changes between two looks, never leads outside and never loses anything.</summary>
public sealed class LocalStoreSafetyTests : IDisposable
{
    private const string Run = "20260101-000000-aaaa";
    private readonly TempDirectory _directory = new();
    private readonly InterposedCalls _calls = new();
    private readonly string _tree;
    private readonly string _outside;

    public LocalStoreSafetyTests()
    {
        _tree = _directory.Make("tree");
        _outside = _directory.Make("outside");
        Posix.WriteFile(Posix.Join(_outside, "canary"u8), "outside"u8);
        Posix.Chmod(Posix.Join(_outside, "canary"u8), 0x180);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    [Trait("row", "N6")]
    public async Task A_link_at_any_component_is_refused_and_nothing_outside_changes()
    {
        TreeBuilder.Build(_tree, "a/b/canary = inside");
        await using var store = Open();
        var file = await Stat(store, "a/b/canary");
        var directory = await Stat(store, "a/b");
        var before = Canary();
        // Exchange "a/b" for a link to the outside, after it was seen.
        Posix.Rename(At("a/b"), At("a/kept"));
        Posix.Symlink(Encoding.UTF8.GetBytes(_outside), At("a/b"));
        await Refused(async () => await store.SetMetadataAsync(file, new Metadata { Parts = MetadataParts.Mode, Mode = 0x1ff }, AclRule.Skip, Cancellation));
        await Refused(async () => await store.SetMetadataAsync(directory, new Metadata { Parts = MetadataParts.Mode, Mode = 0x1ff }, AclRule.Skip, Cancellation));
        await Refused(async () => await store.DeleteAsync(file, Cancellation));
        await Refused(async () => await store.DiscardAsync(file, Run, Cancellation));
        await Refused(async () => await (await store.OpenReadAsync(file, Cancellation)).DisposeAsync());
        await Refused(async () => await store.WriteAsync(Write("a/b/new", "x"), Cancellation));
        await Refused(async () => await store.WriteAsync(Write("a/b/canary", "x", file), Cancellation));
        await Refused(async () => await store.MoveAsync(file, TreePath.From("moved"), Cancellation));
        await Refused(async () => await store.LinkAsync(file, TreePath.From("linked"), null, null, Cancellation));
        await Refused(async () => await store.MakeDirectoryAsync(new Entry { Path = TreePath.From("a/b/made"), Kind = EntryKind.Directory }, Cancellation));
        Assert.Null(await store.StatAsync(TreePath.From("a/b/canary"), Cancellation));
        Assert.Equal(before, Canary());
        Assert.Equal(["canary"], Posix.Names(Posix.Join(_outside, default)).Select(Encoding.UTF8.GetString));
    }

    [Fact]
    [Trait("row", "N6")]
    public async Task A_planted_hard_link_to_a_file_outside_keeps_its_owner_and_mode()
    {
        Posix.Link(Posix.Join(_outside, "canary"u8), At("planted"));
        await using var store = Open();
        var planted = Assert.Single(await List(store), entry => entry.IsFile);
        var before = Canary();
        var refusal = await Assert.ThrowsAsync<StoreException>(async () =>
            await store.SetMetadataAsync(planted, new Metadata { Parts = MetadataParts.Mode, Mode = 0x1b6 }, AclRule.Skip, Cancellation));
        Assert.Equal(StoreFault.Refused, refusal.Fault);
        Assert.Equal(before, Canary());
    }

    [Fact]
    public async Task A_file_all_of_whose_names_lie_inside_is_changed()
    {
        TreeBuilder.Build(_tree, "one = x\nsub/two => one");
        await using var store = Open();
        var one = (await List(store)).First(entry => entry.IsFile);
        Assert.Equal(0x1b6, (await store.SetMetadataAsync(one, new Metadata { Parts = MetadataParts.Mode, Mode = 0x1b6 }, AclRule.Skip, Cancellation)).Mode);
        // One more name, outside: now it might be somebody's else.
        Posix.Link(At("one"), Posix.Join(_outside, "third"u8));
        await Refused(async () => await store.SetMetadataAsync(one, new Metadata { Parts = MetadataParts.Mode, Mode = 0x180 }, AclRule.Skip, Cancellation));
    }

    [Fact]
    public async Task A_run_over_a_few_names_finds_the_other_names_of_a_file_by_itself()
    {
        TreeBuilder.Build(_tree, "one = x\nsub/deep/two => one");
        Posix.Link(Posix.Join(_outside, "canary"u8), At("sub/planted"));
        await using var store = Open();
        var mode = new Metadata { Parts = MetadataParts.Mode, Mode = 0x1b6 };
        Assert.Equal(0x1b6, (await store.SetMetadataAsync(await Stat(store, "one"), mode, AclRule.Skip, Cancellation)).Mode);
        await Refused(async () => await store.SetMetadataAsync(await Stat(store, "sub/planted"), mode, AclRule.Skip, Cancellation));
    }

    [Fact]
    public async Task A_run_goes_on_after_another_one_cleared_its_temporaries()
    {
        await using var first = Open();
        await using (await first.TryLockAsync(Cancellation)) await first.WriteAsync(Write("one", "x"), Cancellation);
        await using (var second = Open()) await using (await second.TryLockAsync(Cancellation)) await second.WriteAsync(Write("two", "x"), Cancellation);
        await using (await first.TryLockAsync(Cancellation)) await first.WriteAsync(Write("three", "x"), Cancellation);
        Assert.Equal("x", Content("three"));
    }

    [Fact]
    public async Task What_somebody_saves_in_the_last_moment_is_put_back_and_the_write_refused()
    {
        TreeBuilder.Build(_tree, "doc = old");
        await using var store = Open();
        await using var staged = await store.StageAsync(Write("doc", "ours", await Stat(store, "doc")), Cancellation);
        var saved = false;
        // Editors save by rename: just before the exchange, after every check.
        _calls.Before = call =>
        {
            if (call != nameof(ISystemCalls.RenameAt2) || saved || StagedIn("tmp")) return null;
            saved = true;
            Posix.WriteFile(Posix.Join(_outside, "save"u8), "theirs"u8);
            Posix.Rename(Posix.Join(_outside, "save"u8), At("doc"));
            return null;
        };
        await Assert.ThrowsAsync<WorldChangedException>(async () => await staged.PublishAsync(Cancellation));
        Assert.True(saved);
        Assert.Equal("theirs", Content("doc"));
        Assert.Empty(Posix.Names(At(".holdfast/swap")));
    }

    [Fact]
    public async Task What_somebody_edits_in_the_last_moment_lies_under_its_name_again()
    {
        TreeBuilder.Build(_tree, "doc = old");
        await using var store = Open();
        var doc = await Stat(store, "doc");
        var edited = false;
        _calls.Before = call =>
        {
            if (call != nameof(ISystemCalls.RenameAt2) || edited) return null;
            edited = true;
            Posix.WriteFile(At("doc"), "edited"u8);
            return null;
        };
        await Assert.ThrowsAsync<WorldChangedException>(async () => await store.DiscardAsync(doc, Run, Cancellation));
        Assert.Equal("edited", Content("doc"));
    }

    [Fact]
    public async Task A_name_is_never_without_a_file_while_it_is_replaced()
    {
        TreeBuilder.Build(_tree, "doc = old");
        await using var store = Open();
        var missing = 0;
        _calls.After = (_, _) => missing += Posix.Lstat(At("doc")) is null ? 1 : 0;
        var written = await store.WriteAsync(Write("doc", "new", await Stat(store, "doc"), Run), Cancellation);
        Assert.Equal(0, missing);
        Assert.Equal("new", Content("doc"));
        Assert.Equal("old", Content($".holdfast/trash/{written.TrashPath}"));
    }

    [Fact]
    [Trait("row", "N7")]
    public async Task Content_and_names_are_flushed_before_a_write_returns_and_a_failed_flush_is_told_once_and_never_retried()
    {
        await using var store = Open();
        var order = new List<string>();
        _calls.After = (call, _) => order.Add(call);
        await store.WriteAsync(Write("file", "x"), Cancellation);
        var syncs = order.Select((call, at) => (call, at)).Where(item => item.call == nameof(ISystemCalls.SyncFs)).Select(item => item.at).ToArray();
        Assert.Equal(2, syncs.Length);
        Assert.InRange(order.IndexOf(nameof(ISystemCalls.PWrite)), 0, syncs[0]);
        Assert.InRange(order.IndexOf(nameof(ISystemCalls.RenameAt2)), syncs[0], syncs[1]);
        var failed = 0;
        _calls.Before = call => call == nameof(ISystemCalls.SyncFs) && ++failed > 0 ? -Errno.EIO : null;
        await Assert.ThrowsAsync<StoreException>(async () => await store.WriteAsync(Write("other", "x"), Cancellation));
        Assert.Equal(1, failed);
        Assert.Null(await store.StatAsync(TreePath.From("other"), Cancellation));
    }

    [Fact]
    [Trait("row", "N6")]
    public async Task Owner_comes_before_mode_and_the_time_comes_last()
    {
        await using var store = Open();
        var order = new List<string>();
        _calls.After = (call, _) => order.Add(call);
        // Owner, group and mode are none that a new file is born with, or there would be nothing to set.
        var request = Write("file", "x");
        var wanted = new Entry { Path = request.Wanted.Path, Kind = EntryKind.File, Size = request.Wanted.Size, Mtime = request.Wanted.Mtime, Mode = 0x1b6, Uid = 1234, Gid = 4321 };
        await store.WriteAsync(request with { Wanted = wanted }, Cancellation);
        var mode = order.IndexOf(nameof(ISystemCalls.FChmodAt2));
        if (Posix.IsRoot) Assert.InRange(order.IndexOf(nameof(ISystemCalls.FChownAt)), 0, mode);
        Assert.InRange(order.IndexOf(nameof(ISystemCalls.UTimeNsAt)), mode, order.Count);
        Assert.InRange(order.IndexOf(nameof(ISystemCalls.PWrite)), 0, mode);
    }

    [Fact]
    public async Task Without_fchmodat2_the_held_object_is_changed_all_the_same()
    {
        TreeBuilder.Build(_tree, "file mode=600 = x");
        _calls.Before = call => call == nameof(ISystemCalls.FChmodAt2) ? -Errno.ENOSYS : null;
        await using var store = Open();
        await store.SetMetadataAsync(await Stat(store, "file"), new Metadata { Parts = MetadataParts.Mode, Mode = 0xdb6 }, AclRule.Skip, Cancellation);
        Assert.Equal(0x1b6, Posix.Lstat(At("file"))!.Mode & 0xfff);
    }

    [Fact]
    public async Task A_file_that_became_a_fifo_is_not_waited_for()
    {
        TreeBuilder.Build(_tree, "file = x");
        await using var store = Open();
        var file = await Stat(store, "file");
        Posix.Unlink(At("file"));
        Posix.Mkfifo(At("file"), 0x1b6);
        await Assert.ThrowsAsync<WorldChangedException>(async () => await (await store.OpenReadAsync(file, Cancellation)).DisposeAsync());
    }

    [Theory]
    [Trait("row", "N6")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_device_or_fifo_that_takes_a_files_place_is_not_opened_for_an_instant(bool device)
    {
        TreeBuilder.Build(_tree, "file = x");
        await using var store = Open();
        var file = await Stat(store, "file");
        Posix.Unlink(At("file"));
        Assert.SkipUnless(!device || Posix.IsRoot, "making a device needs root");
        if (device) Posix.MakeNullDevice(At("file"));
        else Posix.Mkfifo(At("file"), 0x1b6);
        var opened = new List<EntryKind>();
        _calls.Opened = (flags, number) =>
        {
            if ((flags & OpenFlags.Path) == 0) opened.Add(EntryStat.Of(LinuxSystemCalls.Instance, number, TreePath.Root, out _).Kind);
        };
        await Assert.ThrowsAsync<WorldChangedException>(async () => await (await store.OpenReadAsync(file, Cancellation)).DisposeAsync());
        await Assert.ThrowsAsync<WorldChangedException>(async () => await (await store.OpenReadbackAsync(file, Cancellation)).DisposeAsync());
        Assert.DoesNotContain(EntryKind.Special, opened);
    }

    [Fact]
    public async Task What_is_read_is_the_very_file_that_was_looked_at()
    {
        TreeBuilder.Build(_tree, "file = one");
        await using var store = Open();
        var file = await Stat(store, "file");
        var swapped = false;
        // Between the look and the opening, somebody puts another file under the name.
        _calls.After = (call, _) =>
        {
            if (call != nameof(ISystemCalls.StatX) || swapped) return;
            swapped = true;
            Posix.Rename(At("file"), At("aside"));
            Posix.WriteFile(At("file"), "other"u8);
        };
        await using var reader = await store.OpenReadAsync(file, Cancellation);
        Assert.True(swapped);
        Assert.Equal(file.Inode, (await reader.StatAsync(Cancellation)).Inode);
    }

    [Fact]
    public void Without_proc_a_store_is_refused_with_that_reason()
    {
        _calls.Missing = "/proc/self/fd";
        var refusal = Assert.Throws<StoreException>(() => Open());
        Assert.Equal(StoreFault.Refused, refusal.Fault);
        Assert.Contains("/proc", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_attributes_of_a_file_are_asked_for_once()
    {
        TreeBuilder.Build(_tree, "file = x");
        await using var store = Open();
        var file = await Stat(store, "file");
        var asked = 0;
        _calls.After = (call, _) => asked += call is nameof(ISystemCalls.FListXattr) or nameof(ISystemCalls.ListXattr) ? 1 : 0;
        await (await store.OpenReadAsync(file, Cancellation)).DisposeAsync();
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Holes_are_kept_and_told()
    {
        TreeBuilder.Build(_tree, "big size=64M = head");
        await using var store = Open();
        var big = await Stat(store, "big");
        await using var reader = await store.OpenReadAsync(big, Cancellation);
        var written = await store.WriteAsync(new WriteRequest { Wanted = Named(big, "copy"), Content = reader }, Cancellation);
        Assert.Equal(big.Size, written.Entry.Size);
        Assert.InRange(written.Entry.Allocated, 0, 1 << 20);
        using var hasher = new ContentHasher(HashKind.Sha256);
        hasher.Append("head"u8);
        hasher.AppendHole(big.Size - 4);
        Assert.Equal(hasher.Finish(), written.Hash);
    }

    [Fact]
    public async Task An_own_directory_that_users_planted_is_refused()
    {
        Posix.Symlink(Encoding.UTF8.GetBytes(_outside), At(".holdfast"));
        Assert.Equal(StoreFault.Refused, Assert.Throws<StoreException>(() => Open()).Fault);
        Posix.Unlink(At(".holdfast"));
        Posix.Mkdir(At(".holdfast"), 0x1c0);
        Posix.Chmod(At(".holdfast"), 0x1ff);
        Assert.Equal(StoreFault.Refused, Assert.Throws<StoreException>(() => Open()).Fault);
        if (!Posix.IsRoot) return;
        Posix.Chmod(At(".holdfast"), 0x1c0);
        Posix.Chown(At(".holdfast"), 65534, 65534);
        Assert.Equal(StoreFault.Refused, Assert.Throws<StoreException>(() => Open()).Fault);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task The_own_directory_stays_out_of_reach_where_somebody_moved_it()
    {
        TreeBuilder.Build(_tree, "doc = old\nother = x");
        await using var store = Open();
        await using var hold = await store.TryLockAsync(Cancellation);
        await store.DiscardAsync(await Stat(store, "doc"), Run, Cancellation);
        Posix.Rename(At(".holdfast"), At("moved"));
        Posix.Mkdir(At(".holdfast"), 0x1ff);
        Posix.Mkdir(At(".holdfast/trash"), 0x1ff);
        Assert.DoesNotContain(await List(store), entry => entry.Path.Top.SequenceEqual("moved"u8));
        var moved = await Stat(store, "moved");
        await Refused(async () => await store.SetMetadataAsync(moved, new Metadata { Parts = MetadataParts.Mode, Mode = 0x1ff }, AclRule.Skip, Cancellation));
        await store.DiscardAsync(await Stat(store, "other"), Run, Cancellation);
        Assert.Equal("x", Content($"moved/trash/{Run}/other"));
        Assert.Empty(Posix.Names(At(".holdfast/trash")));
    }

    private LocalStore Open() => LocalStore.Open("lab", _tree, new LocalStoreOptions { Writable = true, Calls = _calls });

    private byte[] At(string path) => Posix.Join(_tree, Encoding.UTF8.GetBytes(path));

    private Posix.Status Canary() => Posix.Lstat(Posix.Join(_outside, "canary"u8))!;

    private bool StagedIn(string directory) =>
        Posix.Names(At($".holdfast/{directory}")).Select(name => $"{directory}/{Encoding.UTF8.GetString(name)}").Any(name => Posix.Lstat(At($".holdfast/{name}")) is { IsDirectory: false } || StagedIn(name));

    private string Content(string path)
    {
        var content = new MemoryStream();
        Posix.ReadFile(At(path), (buffer, length) => content.Write(buffer, 0, length));
        return Encoding.UTF8.GetString(content.ToArray());
    }

    private static async Task<Entry> Stat(LocalStore store, string path) => (await store.StatAsync(TreePath.From(path), Cancellation))!;

    private static async Task<List<Entry>> List(LocalStore store) => await store.ListAsync(ListRequest.Everything, Cancellation).ToListAsync(Cancellation);

    private static async Task Refused(Func<Task> call) => await Assert.ThrowsAnyAsync<StoreException>(call);

    private static Entry Named(Entry entry, string path) => new() { Path = TreePath.From(path), Kind = entry.Kind, Size = entry.Size, Mode = 0x1a4, Uid = entry.Uid, Gid = entry.Gid, Mtime = entry.Mtime };

    private static WriteRequest Write(string path, string content, Entry? replaces = null, string? run = null) => new()
    {
        Wanted = new Entry { Path = TreePath.From(path), Kind = EntryKind.File, Mode = 0x1a4, Uid = Posix.UserId, Gid = Posix.GroupId, Mtime = 1_700_000_000_000_000_001 },
        Content = new BytesReader(Encoding.UTF8.GetBytes(content)),
        Replaces = replaces,
        TrashRun = run,
    };
}
