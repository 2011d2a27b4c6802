using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.TestKit.Stores;

/// <content>Listing, looking and reading.</content>
public abstract partial class StoreContract
{
    private const string OddTree = """
        a/x = 1
        a/x.y = 1
        a/x/
        a.b = 1
        a-b = 1
        a0 = 1
        d/
        d/e/
        d/e/f = 1
        d.e = 1
        n\x0al = 1
        \xff\xfe = 1
        with\x20space = 1
        -rf = 1
        back\\slash = 1
        """;

    [Fact]
    public async Task An_empty_store_lists_its_root_alone()
    {
        var root = Assert.Single(await List());
        Assert.True(root.Path.IsRoot && root.IsDirectory);
    }

    [Fact]
    public async Task A_listing_is_in_canonical_order_and_complete()
    {
        await Build(OddTree.Replace("a/x = 1\n", "", StringComparison.Ordinal));
        var entries = await List();
        for (var i = 1; i < entries.Count; i++) Assert.True(CanonicalOrder.Compare(entries[i - 1], entries[i]) < 0, $"{entries[i - 1]} before {entries[i]}");
        Assert.Equal(
            ["./", "-rf", "a-b", "a.b", "a/", "a/x.y", "a/x/", "a0", @"back\\slash", "d.e", "d/", "d/e/", "d/e/f", @"n\x0al", "with space", @"\xff\xfe"],
            entries.Select(entry => entry.ToString()));
    }

    [Fact]
    public async Task Names_are_bytes_up_to_the_most_it_can_keep()
    {
        var names = new[] { new byte[LongestName], [0xFF], [1], "é"u8.ToArray(), "e\u0301"u8.ToArray(), "A"u8.ToArray(), "a"u8.ToArray() };
        Array.Fill(names[0], (byte)'x');
        foreach (var name in names)
        {
            await Store.WriteAsync(new WriteRequest { Wanted = new Entry { Path = TreePath.FromBytes(name), Kind = EntryKind.File, Mode = 0x1A4 } }, Cancellation);
        }
        var listed = (await List()).Skip(1).Select(entry => Convert.ToHexString(entry.Path.Bytes));
        Assert.Equal(names.Select(Convert.ToHexString).Order(StringComparer.Ordinal), listed);
    }

    [Fact]
    public async Task A_deep_scope_lists_a_name_and_all_below_it()
    {
        await Build("d/e/f = 1\nd/g = 1\nd.e = 1\nz = 1");
        Assert.Equal(["d/", "d/e/", "d/e/f", "d/g"], await Names(Items(("d", true))));
        Assert.Equal(["d/e/", "d/e/f", "z"], await Names(Items(("z", true), ("d/e", true))));
    }

    [Fact]
    public async Task A_shallow_scope_lists_the_name_alone()
    {
        await Build("d/e/f = 1\nd/g = 1\nz = 1");
        Assert.Equal(["./"], await Names(Items((".", false))));
        Assert.Equal(["./", "d/", "d/g", "z"], await Names(Items(("z", false), ("d/g", false), ("d", false), (".", false))));
    }

    [Fact]
    public async Task Shallow_and_deep_names_mix_in_a_scope()
    {
        await Build("d/e/f = 1\nd/g = 1\nd/h/i = 1");
        Assert.Equal(["d/", "d/e/", "d/e/f", "d/h/"], await Names(Items(("d", false), ("d/e", true), ("d/h", false))));
    }

    [Fact]
    public async Task A_scope_lists_in_canonical_order_whatever_its_names_turn_out_to_be()
    {
        await Build("a = 1\na.b = 1\nd/x = 1\nd.e = 1\nd-e/y = 1");
        Assert.Equal(["a", "a.b", "d-e/", "d-e/y", "d.e", "d/", "d/x"], await Names(Items(("d", true), ("d.e", false), ("d-e", true), ("a.b", true), ("a", true))));
    }

    [Fact]
    public async Task A_scope_passes_over_names_that_are_not_there()
    {
        await Build("d/e = 1");
        Assert.Equal(["d/e"], await Names(Items(("absent", true), ("d/absent/x", false), ("d/e", true), ("d/e/below-a-file", true))));
        Assert.Empty(await Names(Items()));
    }

    [Fact]
    public async Task Filters_prune_directories_with_all_in_them()
    {
        await Build("keep/a.tmp = 1\nkeep/b = 1\nskip/c = 1\nskip/deep/d = 1");
        Assert.Equal(["./", "keep/", "keep/b"], await Names(null, "+ /keep/b", "- *.tmp", "- skip/", "+ skip/c"));
    }

    [Fact]
    public async Task Filters_hold_for_scopes_below_what_they_exclude()
    {
        await Build("skip/deep/d = 1\nkeep = 1");
        Assert.Equal(["keep"], await Names(Items(("skip/deep/d", false), ("skip/deep", true), ("keep", false)), "- skip/"));
    }

    [Fact]
    public async Task A_link_to_a_directory_is_listed_and_not_entered()
    {
        Assert.SkipUnless(Store.Facts.Fidelity.Symlinks, "keeps no symbolic links");
        await Build("d/f = 1\nlink -> d\nloop -> .");
        var entries = await List();
        Assert.Equal(["./", "d/", "d/f", "link", "loop"], entries.Select(entry => entry.ToString()));
        Assert.Equal("d"u8.ToArray(), entries[3].Target.ToArray());
        Assert.Null(await Store.StatAsync(P("link/f"), Cancellation));
    }

    [Fact]
    public async Task A_directory_that_cannot_be_listed_is_marked_and_the_rest_is_listed()
    {
        await Build("a = 1\nclosed/x = 1\nz = 1");
        Assert.SkipUnless(MakeUnlistable(P("closed")), "no way to make one here");
        var entries = await List();
        Assert.Equal(["./", "a", "closed/", "z"], entries.Select(entry => entry.ToString()));
        Assert.NotNull(entries[2].Unlisted);
        Assert.All(entries.Where(entry => !entry.Path.Equals(P("closed"))), entry => Assert.Null(entry.Unlisted));
    }

    [Fact]
    public async Task A_listing_can_be_cancelled()
    {
        await Build("a = 1\nb = 1\nc = 1");
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Store.ListAsync(ListRequest.Everything, cancel.Token)) await cancel.CancelAsync();
        });
    }

    [Fact]
    public async Task What_is_listed_is_what_stat_tells()
    {
        await Build("d/ mode=775\nd/f mode=640 mtime=1700000000.123456789 = hello");
        foreach (var listed in await List())
        {
            var stat = await Store.StatAsync(listed.Path, Cancellation);
            Assert.NotNull(stat);
            Assert.Equal((listed.Kind, listed.Size, listed.Mode, listed.Mtime, listed.Inode, listed.Links), (stat.Kind, stat.Size, stat.Mode, stat.Mtime, stat.Inode, stat.Links));
        }
    }

    [Fact]
    public async Task What_is_not_there_has_no_stat()
    {
        await Build("f = 1");
        Assert.Null(await Store.StatAsync(P("absent"), Cancellation));
        Assert.Null(await Store.StatAsync(P("absent/below"), Cancellation));
        Assert.Null(await Store.StatAsync(P("f/below-a-file"), Cancellation));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(1_000_003)]
    public async Task What_was_written_is_read(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        await Store.WriteAsync(new WriteRequest { Wanted = FileEntry("f"), Content = new BytesReader(content) }, Cancellation);
        Assert.Equal(content, await ReadBytes(Store, await Stat("f"), 1000));
        Assert.Equal(length, (await Stat("f")).Size);
    }

    [Fact]
    public async Task Holes_read_as_zeros_and_sizes_hold()
    {
        await Build("sparse size=3M = head");
        var content = await ReadBytes(Store, await Stat("sparse"), 1 << 16);
        Assert.Equal(3 << 20, content.Length);
        Assert.Equal("head"u8.ToArray(), content[..4]);
        Assert.Equal(-1, content.AsSpan(4).IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public async Task A_reader_tells_what_it_really_opened()
    {
        var seen = (await Write("f", "old")).Entry;
        var now = (await Write("f", "newer content", seen)).Entry;
        await using var reader = await Store.OpenReadAsync(seen, Cancellation);
        Assert.Equal((now.Size, now.Inode, now.Mtime), (reader.Entry.Size, reader.Entry.Inode, reader.Entry.Mtime));
    }

    [Fact]
    public async Task A_reader_tells_that_the_file_changed_while_it_was_read()
    {
        var seen = (await Write("f", "old")).Entry;
        await using var reader = await Store.OpenReadAsync(seen, Cancellation);
        Assert.Equal(reader.Entry.Size, (await reader.StatAsync(Cancellation)).Size);
        Assert.SkipUnless(EditInPlace(P("f"), "changed under the reader"u8.ToArray()), "no way to do that here");
        Assert.NotEqual(reader.Entry.Size, (await reader.StatAsync(Cancellation)).Size);
    }

    [Fact]
    public async Task Only_files_are_opened()
    {
        await Build("d/");
        Assert.Equal(StoreFault.NotFound, (await Refused<StoreException>(() => Drop(Store.OpenReadAsync(FileEntry("absent"), Cancellation)))).Fault);
        await Refused<StoreException>(() => Drop(Store.OpenReadAsync(FileEntry("d"), Cancellation)));
        if (PlantSpecial(P("pipe"))) await Refused<StoreException>(() => Drop(Store.OpenReadAsync(FileEntry("pipe"), Cancellation)));
        if (!Store.Facts.Fidelity.Symlinks) return;
        await Build("target = secret\nlink -> target");
        await Refused<StoreException>(() => Drop(Store.OpenReadAsync(FileEntry("link"), Cancellation)));
    }
}
