using System.Text;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.TestKit.Stores;

/// <content>Writing, whole or nothing, and deleting.</content>
public abstract partial class StoreContract
{
    [Fact]
    public async Task A_write_tells_what_stands_there_now()
    {
        var written = await Write("f", "hello");
        var stat = await Stat("f");
        Assert.Equal((stat.Inode, stat.Size, stat.Mtime, stat.Mode), (written.Entry.Inode, written.Entry.Size, written.Entry.Mtime, written.Entry.Mode));
        Assert.Equal("sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", written.Hash!.ToString());
        Assert.Null(written.TrashPath);
    }

    [Fact]
    public async Task A_write_keeps_time_and_mode_as_far_as_the_store_can()
    {
        var wanted = FileEntry("f", 0x1A0);
        var entry = (await Store.WriteAsync(new WriteRequest { Wanted = wanted, Content = new BytesReader("x"u8.ToArray()) }, Cancellation)).Entry;
        Assert.True(Store.Facts.Fidelity.SameMtime(wanted.Mtime, entry.Mtime), $"{wanted.Mtime} became {entry.Mtime}");
        if (Store.Facts.Fidelity.Mode) Assert.Equal(0x1A0, entry.Mode);
    }

    [Fact]
    public async Task A_write_without_content_is_an_empty_file()
    {
        var written = await Store.WriteAsync(new WriteRequest { Wanted = FileEntry("f") }, Cancellation);
        Assert.Equal(ContentHash.Empty, written.Hash);
        Assert.Equal(0, (await Stat("f")).Size);
    }

    [Fact]
    public async Task A_symbolic_link_is_written_with_its_target_as_bytes()
    {
        Assert.SkipUnless(Store.Facts.Fidelity.Symlinks, "keeps no symbolic links");
        byte[] target = [(byte)'/', 0xFF, (byte)'\n', (byte)'.', (byte)'.'];
        var wanted = new Entry { Path = P("l"), Kind = EntryKind.Symlink, Target = target, Mtime = FileEntry("l").Mtime, Uid = Posix.UserId, Gid = Posix.GroupId };
        var written = await Store.WriteAsync(new WriteRequest { Wanted = wanted }, Cancellation);
        Assert.Null(written.Hash);
        var stat = await Stat("l");
        Assert.Equal(EntryKind.Symlink, stat.Kind);
        Assert.True(Store.Facts.Fidelity.SameMtime(wanted.Mtime, stat.Mtime), $"{wanted.Mtime} became {stat.Mtime}");
        Assert.Equal(target, stat.Target.ToArray());
    }

    [Fact]
    public async Task A_write_that_expects_nothing_refuses_what_is_there()
    {
        await Build("f = mine\nd/x = 1");
        await Refused<WorldChangedException>(() => Drop(Store.WriteAsync(Request("f", "yours"), Cancellation)));
        await Refused<WorldChangedException>(() => Drop(Store.WriteAsync(Request("d", "yours"), Cancellation)));
    }

    [Fact]
    public async Task A_write_replaces_what_it_expects()
    {
        var old = (await Write("f", "old")).Entry;
        await Write("f", "new", old);
        Assert.Equal("new", await Read("f"));
    }

    [Fact]
    public async Task A_write_refuses_to_replace_anything_else()
    {
        var old = (await Write("f", "old")).Entry;
        await Write("f", "somebody else's", old);
        await Refused<WorldChangedException>(() => Drop(Store.WriteAsync(Request("f", "mine", old, Run), Cancellation)));
        await Store.DeleteAsync(await Stat("f"), Cancellation);
        await Refused<WorldChangedException>(() => Drop(Store.WriteAsync(Request("f", "mine", old, Run), Cancellation)));
        await Build("f/x = a directory now");
        await Refused<WorldChangedException>(() => Drop(Store.WriteAsync(Request("f", "mine", old, Run), Cancellation)));
    }

    [Fact]
    public async Task A_file_edited_in_place_is_not_replaced()
    {
        var seen = (await Write("f", "old")).Entry;
        Assert.SkipUnless(EditInPlace(P("f"), "edited"u8.ToArray()), "no way to do that here");
        await Refused<WorldChangedException>(() => Drop(Store.WriteAsync(Request("f", "mine", seen, Run), Cancellation)));
        Assert.Equal("edited", await Read("f"));
    }

    [Fact]
    public async Task A_write_whose_content_fails_changes_nothing()
    {
        await Build("f = old");
        var old = await Stat("f");
        var before = await Snapshot();
        foreach (var replaces in new[] { old, null })
        {
            var request = new WriteRequest { Wanted = FileEntry(replaces is null ? "g" : "f"), Content = new BrokenReader(), Replaces = replaces, TrashRun = Run };
            await Assert.ThrowsAsync<EndOfStreamException>(async () => await Store.WriteAsync(request, Cancellation));
            Assert.Equal(before, await Snapshot());
        }
    }

    [Fact]
    public async Task A_cancelled_write_changes_nothing()
    {
        using var cancel = new CancellationTokenSource();
        var request = new WriteRequest { Wanted = FileEntry("f"), Content = new CancellingReader(cancel) };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.WriteAsync(request, cancel.Token));
        Assert.Equal(["./"], await Names());
    }

    [Fact]
    public async Task Only_files_and_links_are_written()
    {
        foreach (var kind in new[] { EntryKind.Special, EntryKind.Directory })
        {
            await Refused<StoreException>(() => Drop(Store.WriteAsync(new WriteRequest { Wanted = new Entry { Path = P("x"), Kind = kind } }, Cancellation)));
        }
        await Refused<StoreException>(() => Drop(Store.WriteAsync(Request(".", "the root"), Cancellation)));
    }

    [Fact]
    public async Task A_name_below_a_file_or_link_is_not_written()
    {
        await Build("f = 1\nd/");
        await Refused<StoreException>(() => Drop(Store.WriteAsync(Request("f/x", "1"), Cancellation)));
        if (!Store.Facts.Fidelity.Symlinks) return;
        await Build("link -> d");
        await Refused<StoreException>(() => Drop(Store.WriteAsync(Request("link/x", "1"), Cancellation)));
    }

    [Fact]
    public async Task Set_id_bits_of_files_are_never_set()
    {
        Assert.SkipUnless(Store.Facts.Fidelity.Mode, "keeps no modes");
        var written = await Store.WriteAsync(new WriteRequest { Wanted = FileEntry("f", 0xDED), Content = new BytesReader("x"u8.ToArray()) }, Cancellation);
        Assert.Equal(0x1ED, written.Entry.Mode);
    }

    [Theory]
    [InlineData(".holdfast")]
    [InlineData(".holdfast/x")]
    [InlineData(".holdfast/trash/x")]
    public async Task The_stores_own_directory_is_refused_as_a_name(string name)
    {
        await Write("f", "1");
        var entry = await Stat("f");
        await Refused<StoreException>(() => Drop(Store.WriteAsync(Request(name, "1"), Cancellation)));
        await Refused<StoreException>(() => Store.DeleteAsync(new Entry { Path = P(name), Kind = EntryKind.Directory }, Cancellation));
        if (Store.Ask<IDirectoryStore>() is { } directories) await Refused<StoreException>(() => Drop(directories.MakeDirectoryAsync(new Entry { Path = P(name), Kind = EntryKind.Directory, Mode = 0x1ED }, Cancellation)));
        if (Store.Ask<IMovingStore>() is { } moving) await Refused<StoreException>(() => Drop(moving.MoveAsync(entry, P(name), Cancellation)));
        if (Store.Ask<ILinkingStore>() is { } linking) await Refused<StoreException>(() => Drop(linking.LinkAsync(entry, P(name), null, null, Cancellation)));
        if (Store.Ask<IStagingStore>() is { } staging) await Refused<StoreException>(() => Drop(staging.StageAsync(Request(name, "1"), Cancellation)));
    }

    [Fact]
    public async Task The_name_of_the_stores_own_directory_is_free_below_the_root()
    {
        await Build("d/.holdfast/x = 1\n.holdfast-other = 1");
        Assert.Equal(["./", ".holdfast-other", "d/", "d/.holdfast/", "d/.holdfast/x"], await Names());
    }

    [Fact]
    public async Task What_the_store_keeps_for_itself_is_never_listed()
    {
        var old = (await Write("f", "1")).Entry;
        await Write("f", "2", old, Run);
        if (Store.Ask<ITrashStore>() is { } trash) await trash.DiscardAsync(await Stat("f"), Run, Cancellation);
        else await Store.DeleteAsync(await Stat("f"), Cancellation);
        Assert.Equal(["./"], await Names());
        Assert.Empty(await Names(Items((".holdfast", true), (".holdfast/trash", true))));
    }

    [Fact]
    public async Task What_is_as_expected_is_deleted()
    {
        await Build("f = 1\nd/");
        await Store.DeleteAsync(await Stat("f"), Cancellation);
        if (Store.Ask<IDirectoryStore>() is not null) await Store.DeleteAsync(await Stat("d"), Cancellation);
        Assert.Equal(["./"], await Names());
    }

    [Fact]
    public async Task What_has_changed_is_not_deleted()
    {
        var old = (await Write("f", "old")).Entry;
        await Write("f", "newer", old);
        await Refused<WorldChangedException>(() => Store.DeleteAsync(old, Cancellation));
        await Refused<WorldChangedException>(() => Store.DeleteAsync(FileEntry("absent"), Cancellation));
        await Build("d/x = 1");
        await Refused<WorldChangedException>(async () => await Store.DeleteAsync(await Stat("d"), Cancellation));
    }

    [Fact]
    public async Task A_link_is_deleted_and_not_what_it_points_to()
    {
        Assert.SkipUnless(Store.Facts.Fidelity.Symlinks, "keeps no symbolic links");
        await Build("f = 1\nl -> f\nd/x = 1\nk -> d");
        await Store.DeleteAsync(await Stat("l"), Cancellation);
        await Store.DeleteAsync(await Stat("k"), Cancellation);
        Assert.Equal(["./", "d/", "d/x", "f"], await Names());
    }

    [Fact]
    public async Task What_is_staged_is_invisible_until_it_is_published()
    {
        var staging = Need<IStagingStore>();
        var old = (await Write("f", "old")).Entry;
        await using var first = await staging.StageAsync(Request("f", "new", old), Cancellation);
        await using var second = await staging.StageAsync(Request("g", "other"), Cancellation);
        await staging.FlushAsync(Cancellation);
        Assert.Equal(["./", "f"], await Names());
        Assert.Equal("old", await Read("f"));
        await first.PublishAsync(Cancellation);
        await second.PublishAsync(Cancellation);
        await staging.FlushAsync(Cancellation);
        Assert.Equal("new", await Read("f"));
        Assert.Equal("other", await Read("g"));
        Assert.Equal(["./", "f", "g"], await Names());
    }

    [Fact]
    public async Task An_abandoned_stage_leaves_nothing()
    {
        var staging = Need<IStagingStore>();
        var free = Store.Ask<ICapacityStore>() is { } capacity && Store.Facts.Kind == "memory" ? (await capacity.CapacityAsync(Cancellation)).FreeBytes : -1;
        await using (await staging.StageAsync(Request("f", "never seen"), Cancellation)) { }
        Assert.Equal(["./"], await Names());
        if (free >= 0) Assert.Equal(free, (await Need<ICapacityStore>().CapacityAsync(Cancellation)).FreeBytes);
    }

    [Fact]
    public async Task Publishing_refuses_a_world_that_changed_since_staging()
    {
        var staging = Need<IStagingStore>();
        await using var staged = await staging.StageAsync(Request("f", "mine"), Cancellation);
        await Write("f", "theirs");
        await Refused<WorldChangedException>(() => Drop(staged.PublishAsync(Cancellation)));
        Assert.Equal("theirs", await Read("f"));
    }

    [Fact]
    public async Task Many_threads_write_read_list_and_delete_at_once()
    {
        await Parallel.ForAsync(0, 8, Cancellation, async (worker, cancellation) =>
        {
            for (var i = 0; i < 25; i++)
            {
                var (name, content) = ($"w{worker}-{i}", $"{worker}:{i}");
                var entry = (await Store.WriteAsync(Request(name, content), cancellation)).Entry;
                Assert.Equal(content, Encoding.UTF8.GetString(await ReadBytes(Store, entry)));
                if (i % 5 == 0) Assert.Contains(name, await Names());
                if (i % 2 == 0) await Store.DeleteAsync(entry, cancellation);
            }
        });
        Assert.Equal(1 + 8 * 12, (await List()).Count);
    }

    [Fact]
    public async Task Of_many_writers_of_one_new_name_one_wins()
    {
        for (var round = 0; round < 10; round++)
        {
            var (name, won, lost) = ($"f{round}", 0, 0);
            await Parallel.ForAsync(0, 6, Cancellation, async (worker, cancellation) =>
            {
                try
                {
                    await Store.WriteAsync(Request(name, $"{worker}"), cancellation);
                    Interlocked.Increment(ref won);
                }
                catch (WorldChangedException)
                {
                    Interlocked.Increment(ref lost);
                }
            });
            Assert.Equal((1, 5), (won, lost));
        }
    }

    private sealed class BrokenReader : IContentReader
    {
        private int _reads;

        public Entry Entry { get; } = new() { Path = TreePath.Root, Kind = EntryKind.File, Size = 100_000 };

        public ValueTask<ContentBlock> ReadAsync(Memory<byte> buffer, CancellationToken cancellation) =>
            _reads++ < 3 ? ValueTask.FromResult(new ContentBlock(Math.Min(buffer.Length, 10), 0)) : throw new EndOfStreamException("the source broke");

        public ValueTask<Entry> StatAsync(CancellationToken cancellation) => ValueTask.FromResult(Entry);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class CancellingReader(CancellationTokenSource cancel) : IContentReader
    {
        public Entry Entry { get; } = new() { Path = TreePath.Root, Kind = EntryKind.File, Size = 100_000 };

        public async ValueTask<ContentBlock> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            await cancel.CancelAsync();
            return new ContentBlock(Math.Min(buffer.Length, 10), 0);
        }

        public ValueTask<Entry> StatAsync(CancellationToken cancellation) => ValueTask.FromResult(Entry);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
