using System.Collections.Immutable;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.TestKit.Stores;

/// <content>Directories, metadata, names and links.</content>
public abstract partial class StoreContract
{
    private static Entry DirectoryEntry(string path, int mode) => new()
    {
        Path = P(path), Kind = EntryKind.Directory, Mode = mode, Uid = Posix.UserId, Gid = Posix.GroupId, Mtime = FileEntry(path).Mtime,
    };

    [Fact]
    public async Task A_new_directory_is_writable_for_us_at_first()
    {
        var directories = Need<IDirectoryStore>();
        var made = await directories.MakeDirectoryAsync(DirectoryEntry("d", 0x16D), Cancellation);
        Assert.True(made.IsDirectory);
        Assert.Equal(made.Inode, (await Stat("d")).Inode);
        await Write("d/f", "1");
        if (Store.Facts.Fidelity.Mode && Store.Ask<IMetadataStore>() is { } metadata)
        {
            Assert.Equal(0x16D, (await metadata.SetMetadataAsync(await Stat("d"), new Metadata { Parts = MetadataParts.Mode, Mode = 0x16D }, AclRule.Skip, Cancellation)).Mode);
        }
    }

    [Fact]
    public async Task A_directory_is_made_once_and_below_one_that_is_there()
    {
        var directories = Need<IDirectoryStore>();
        await Build("d/\nf = 1");
        foreach (var name in new[] { "d", "f", "f/x", "absent/x", "." })
        {
            await Refused<StoreException>(() => Drop(directories.MakeDirectoryAsync(DirectoryEntry(name, 0x1ED), Cancellation)));
        }
    }

    [Fact]
    public async Task Only_the_named_parts_of_metadata_are_set()
    {
        var metadata = Need<IMetadataStore>();
        Assert.SkipUnless(Store.Facts.Fidelity is { Mode: true, MtimeGrain: 1 }, "keeps no modes or times");
        var first = (await Write("f", "hello")).Entry;
        var second = await metadata.SetMetadataAsync(first, new Metadata { Parts = MetadataParts.Mode, Mode = 0x180, Mtime = 1 }, AclRule.Skip, Cancellation);
        Assert.Equal((0x180, first.Mtime, first.Inode), (second.Mode, second.Mtime, second.Inode));
        var third = await metadata.SetMetadataAsync(second, new Metadata { Parts = MetadataParts.Mtime, Mode = 0, Mtime = 1_600_000_000_000_000_007 }, AclRule.Skip, Cancellation);
        Assert.Equal((0x180, 1_600_000_000_000_000_007), (third.Mode, third.Mtime));
        Assert.Equal("hello", await Read("f"));
    }

    [Fact]
    public async Task Times_before_1970_are_kept()
    {
        var metadata = Need<IMetadataStore>();
        Assert.SkipUnless(Store.Facts.Fidelity.MtimeGrain == 1, "keeps no such times");
        var entry = (await Write("f", "1")).Entry;
        Assert.Equal(-1_500_000_001, (await metadata.SetMetadataAsync(entry, new Metadata { Parts = MetadataParts.Mtime, Mtime = -1_500_000_001 }, AclRule.Skip, Cancellation)).Mtime);
    }

    [Fact]
    public async Task Owners_are_set_and_a_minus_one_leaves_them()
    {
        var metadata = Need<IMetadataStore>();
        Assert.SkipUnless(Store.Facts.Fidelity.Owner, "may not give files away");
        await Build("f = 1\nd/");
        foreach (var name in new[] { "f", "d" })
        {
            var entry = await metadata.SetMetadataAsync(await Stat(name), new Metadata { Parts = MetadataParts.Owner, Uid = 1001, Gid = 999 }, AclRule.Skip, Cancellation);
            Assert.Equal((1001, 999), (entry.Uid, entry.Gid));
            entry = await metadata.SetMetadataAsync(entry, new Metadata { Parts = MetadataParts.Owner, Gid = 998 }, AclRule.Skip, Cancellation);
            Assert.Equal((1001, 998), (entry.Uid, entry.Gid));
        }
    }

    [Fact]
    public async Task A_links_own_metadata_is_set_and_not_its_targets()
    {
        var metadata = Need<IMetadataStore>();
        Assert.SkipUnless(Store.Facts.Fidelity is { Symlinks: true, MtimeGrain: 1 }, "keeps no symbolic links");
        await Build("f mtime=1000 = 1\nl -> f");
        var link = await metadata.SetMetadataAsync(await Stat("l"), new Metadata { Parts = MetadataParts.Mtime, Mtime = 5_000_000_000 }, AclRule.Skip, Cancellation);
        Assert.Equal((EntryKind.Symlink, 5_000_000_000), (link.Kind, link.Mtime));
        Assert.Equal(1000_000_000_000, (await Stat("f")).Mtime);
    }

    [Fact]
    public async Task Set_id_bits_stay_away_from_files_and_setgid_stays_on_directories()
    {
        var metadata = Need<IMetadataStore>();
        Assert.SkipUnless(Store.Facts.Fidelity.Mode, "keeps no modes");
        await Build("f = 1\nd/");
        Assert.Equal(0x1ED, (await metadata.SetMetadataAsync(await Stat("f"), new Metadata { Parts = MetadataParts.Mode, Mode = 0xDED }, AclRule.Skip, Cancellation)).Mode);
        Assert.Equal(0x5FD, (await metadata.SetMetadataAsync(await Stat("d"), new Metadata { Parts = MetadataParts.Mode, Mode = 0x5FD }, AclRule.Skip, Cancellation)).Mode);
    }

    [Fact]
    public async Task Metadata_is_not_set_on_what_has_changed()
    {
        var metadata = Need<IMetadataStore>();
        var old = (await Write("f", "old")).Entry;
        await Write("f", "newer", old);
        var wanted = new Metadata { Parts = MetadataParts.Mode, Mode = 0x180 };
        await Refused<WorldChangedException>(() => Drop(metadata.SetMetadataAsync(old, wanted, AclRule.Skip, Cancellation)));
        await Refused<StoreException>(() => Drop(metadata.SetMetadataAsync(FileEntry("absent"), wanted, AclRule.Skip, Cancellation)));
    }

    [Fact]
    public async Task Special_files_are_listed_and_never_touched()
    {
        Assert.SkipUnless(PlantSpecial(P("pipe")), "no way to make one here");
        var pipe = await Stat("pipe");
        Assert.Equal(EntryKind.Special, pipe.Kind);
        Assert.Equal(["./", "pipe"], await Names());
        if (Store.Ask<IMetadataStore>() is { } metadata)
        {
            var refusal = await Refused<StoreException>(() => Drop(metadata.SetMetadataAsync(pipe, new Metadata { Parts = MetadataParts.Mode, Mode = 0x180 }, AclRule.Skip, Cancellation)));
            Assert.Equal(StoreFault.Refused, refusal.Fault);
        }
        await Refused<StoreException>(() => Drop(Store.WriteAsync(Request("pipe", "1"), Cancellation)));
    }

    [Fact]
    public async Task Extended_attributes_are_written_read_replaced_and_removed()
    {
        var metadata = Need<IMetadataStore>();
        Assert.SkipUnless(Store.Facts.Fidelity.Xattrs, "keeps no extended attributes");
        var wanted = new Entry { Path = P("f"), Kind = EntryKind.File, Mode = 0x1A4, Uid = Posix.UserId, Gid = Posix.GroupId, Mtime = 1_000, Xattrs = Attributes(("user.a", "1"), ("user.b", "\0\xff")) };
        var written = (await Store.WriteAsync(new WriteRequest { Wanted = wanted }, Cancellation)).Entry;
        Assert.Equal(wanted.Xattrs.Digest().ToArray(), (await metadata.ReadXattrsAsync(written, Cancellation)).Xattrs!.Digest().ToArray());
        var next = Attributes(("user.b", "2"), ("user.c", ""));
        var set = await metadata.SetMetadataAsync(written, new Metadata { Parts = MetadataParts.Xattrs, Xattrs = next }, AclRule.Skip, Cancellation);
        Assert.Equal(next.Digest().ToArray(), (await metadata.ReadXattrsAsync(set, Cancellation)).Xattrs!.Digest().ToArray());
    }

    [Fact]
    public async Task A_move_keeps_the_object()
    {
        var moving = Need<IMovingStore>();
        await Build("d/f = hello\ne/");
        var file = await Stat("d/f");
        Assert.Equal(file.Inode, (await moving.MoveAsync(file, P("e/g"), Cancellation)).Inode);
        Assert.Equal(["./", "d/", "e/", "e/g"], await Names());
        Assert.Equal("hello", await Read("e/g"));
    }

    [Fact]
    public async Task A_directory_moves_with_everything_below_it()
    {
        var moving = Need<IMovingStore>();
        await Build("d/g = hello\ne/");
        var directory = await Stat("d");
        if (!MovesDirectories)
        {
            await Refused<StoreException>(() => Drop(moving.MoveAsync(directory, P("e/h"), Cancellation)));
            return;
        }
        var moved = await moving.MoveAsync(directory, P("e/h"), Cancellation);
        Assert.Equal((P("e/h"), directory.Inode), (moved.Path, moved.Inode));
        Assert.Equal(["./", "e/", "e/h/", "e/h/g"], await Names());
        Assert.Equal("hello", await Read("e/h/g"));
    }

    [Fact]
    public async Task A_move_refuses_taken_names_and_changed_entries()
    {
        var moving = Need<IMovingStore>();
        var old = (await Write("f", "old")).Entry;
        await Build("taken = 1\nd/sub/");
        await Refused<WorldChangedException>(() => Drop(moving.MoveAsync(old, P("taken"), Cancellation)));
        await Refused<WorldChangedException>(async () => await moving.MoveAsync(await Stat("taken"), P("d"), Cancellation));
        await Refused<StoreException>(() => Drop(moving.MoveAsync(old, P("absent/x"), Cancellation)));
        await Refused<StoreException>(async () => await moving.MoveAsync(await Stat("d"), P("d/sub/d"), Cancellation));
        await Write("f", "newer", old);
        await Refused<WorldChangedException>(() => Drop(moving.MoveAsync(old, P("free"), Cancellation)));
    }

    [Fact]
    public async Task A_link_is_a_further_name_of_the_same_file()
    {
        var linking = Need<ILinkingStore>();
        var first = (await Write("f", "hello")).Entry;
        var second = (await linking.LinkAsync(first, P("g"), null, null, Cancellation)).Entry;
        Assert.Equal((first.Inode, 2), (second.Inode, second.Links));
        Assert.Equal(2, (await Stat("f")).Links);
        await Store.DeleteAsync(await Stat("f"), Cancellation);
        Assert.Equal(1, (await Stat("g")).Links);
        Assert.Equal("hello", await Read("g"));
    }

    [Fact]
    public async Task A_link_replaces_what_it_expects_and_nothing_else()
    {
        var linking = Need<ILinkingStore>();
        var first = (await Write("f", "hello")).Entry;
        var old = (await Write("g", "old")).Entry;
        await Refused<WorldChangedException>(() => Drop(linking.LinkAsync(first, P("g"), null, null, Cancellation)));
        var newer = (await Write("g", "newer", old)).Entry;
        await Refused<WorldChangedException>(() => Drop(linking.LinkAsync(first, P("g"), old, Run, Cancellation)));
        var written = await linking.LinkAsync(first, P("g"), newer, Run, Cancellation);
        Assert.Equal("hello", await Read("g"));
        Assert.Equal(first.Inode, (await Stat("g")).Inode);
        if (Store.Ask<ITrashStore>() is { } trash)
        {
            await trash.RecoverAsync(written.TrashPath!.Value, P("back"), Cancellation);
            Assert.Equal("newer", await Read("back"));
        }
        await Refused<StoreException>(() => Drop(linking.LinkAsync(old, P("h"), null, null, Cancellation)));
    }

    private static Xattrs Attributes(params (string Name, string Value)[] values) => new(values.ToImmutableSortedDictionary(
        pair => pair.Name, pair => System.Text.Encoding.Latin1.GetBytes(pair.Value).ToImmutableArray(), StringComparer.Ordinal));
}
