using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Tests.State;

public sealed class BaselineTests : StateFixture
{
    [Fact]
    [Trait("row", "L9")]
    public async Task A_row_comes_back_with_every_field()
    {
        var (leg, run) = (await LegAsync(), await RunAsync());
        var full = new BaselineEntry
        {
            Path = TreePath.FromBytes([(byte)'a', 0xff, (byte)'b']), Kind = EntryKind.File, Size = long.MaxValue, Hash = new ContentHash(HashKind.Sha256Sparse, new byte[32]),
            Target = new byte[] { 1, 0, 255 }, XattrDigest = new byte[] { 9 }, Source = new Stamp(ulong.MaxValue, long.MinValue, long.MaxValue, 0xfff, 1, -1),
            Destination = new Stamp(1, 2, 3, 4, 5, 6), Links = 9, IsRacy = true, WasMountPoint = true, VerifiedAt = 1_800_000_000,
        };
        await CommitAsync(run, leg, Put(full));
        await ReopenAsync();

        var read = Assert.Single(await ListAsync(Db.Baselines.ReadAsync(leg, Scope.All, Cancellation)));

        Assert.Equal(Show(full), Show(read));
    }

    [Fact]
    [Trait("row", "C5")]
    public async Task Hashes_of_the_parts_of_a_content_are_known_by_its_hash_for_as_long_as_it_stands_anywhere()
    {
        var (leg, run) = (await LegAsync(), await RunAsync());
        var hash = new ContentHash(HashKind.Sha256, new byte[] { 7, 7 }) { Parts = new PartHashes(8 << 20, new byte[64]) };
        await CommitAsync(run, leg, Put(Row("large") with { Hash = hash }), Put(Row("other", inode: 8) with { Hash = hash with { Parts = null } }));
        await ReopenAsync();
        await CommitAsync(run, leg, Put(Row("large") with { Hash = new ContentHash(HashKind.Sha256, new byte[] { 8 }) }));
        await Db.Runs.PruneAsync(Now, Cancellation);

        var parts = await Db.Baselines.PartsAsync(hash with { Parts = null }, Cancellation);
        Assert.Equal((8 << 20, 64), (parts!.Size, parts.Values.Length));
        Assert.Null(await Db.Baselines.PartsAsync(new ContentHash(HashKind.Sha256, new byte[] { 8 }), Cancellation));

        await CommitAsync(run, leg, new BaselineChange(TreePath.From("other"), false, null));
        await Db.Runs.PruneAsync(Now, Cancellation);
        Assert.Null(await Db.Baselines.PartsAsync(hash, Cancellation));
    }

    [Fact]
    public async Task A_row_of_defaults_comes_back_as_such()
    {
        var (leg, run) = (await LegAsync(), await RunAsync());
        await CommitAsync(run, leg, Put(new BaselineEntry { Path = TreePath.Root, Kind = EntryKind.Directory, Source = default, Destination = default }));

        var read = Assert.Single(await ListAsync(Db.Baselines.ReadAsync(leg, Scope.All, Cancellation)));

        Assert.True(read.Path.IsRoot);
        Assert.Null(read.Hash);
        Assert.Equal(default, read.Destination);
        Assert.Equal(1, read.Links);
        Assert.True(read.Target.IsEmpty && read.XattrDigest.IsEmpty);
    }

    [Fact]
    public async Task The_whole_baseline_comes_in_canonical_order_over_many_chunks()
    {
        var (leg, run) = (await LegAsync(), await RunAsync());
        var rows = Enumerable.Range(0, 3000).Select(i => Row($"d{i % 7}/f{i * 7919 % 3000:x}", inode: (ulong)i + 1)).ToArray();
        await CommitAsync(run, leg, [.. rows.Select(Put)]);

        var read = await ListAsync(Db.Baselines.ReadAsync(leg, Scope.All, Cancellation));

        Assert.Equal(rows.Length, read.Count);
        for (var i = 1; i < read.Count; i++) Assert.True(CanonicalOrder.Compare(read[i - 1].Path.Bytes, read[i - 1].IsDirectory, read[i].Path.Bytes, read[i].IsDirectory) < 0);
    }

    [Theory]
    [InlineData("a", true, "a a/ a/x a/x/y a/z")]
    [InlineData("a", false, "a a/")]
    [InlineData("a/x", true, "a/x a/x/y")]
    [InlineData("a0", true, "a0")]
    [InlineData("a.txt", true, "a.txt")]
    [InlineData("none", true, "")]
    [InlineData(".", false, "./")]
    [InlineData(".", true, "./ a a.txt a/ a/x a/x/y a/z a0 b/ b/c")]
    public async Task A_scope_gives_its_own_rows_and_what_lies_below_when_it_is_deep(string path, bool deep, string expected)
    {
        var leg = await SampleAsync();

        var found = await PathsAsync(leg, Scope.Of([new ScopeItem(TreePath.From(path), deep)]));

        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), found);
    }

    [Fact]
    public async Task Several_scopes_come_in_canonical_order_even_where_a_name_sorts_between_a_file_and_a_directory()
    {
        var leg = await SampleAsync();

        var found = await PathsAsync(leg, Scope.Of([new ScopeItem(TreePath.From("b"), true), new ScopeItem(TreePath.From("a"), true), new ScopeItem(TreePath.From("a.txt"), false)]));

        Assert.Equal(["a", "a.txt", "a/", "a/x", "a/x/y", "a/z", "b/", "b/c"], found);
    }

    [Fact]
    public async Task Legs_do_not_see_each_other_and_count_their_rows()
    {
        var (mirror, copy, run) = (await LegAsync(), await LegAsync("copy"), await RunAsync());
        await CommitAsync(run, mirror, Put(Row("a")), Put(Row("b")), Put(Row("a", EntryKind.Directory)));
        await CommitAsync(run, copy, Put(Row("c")));
        await CommitAsync(run, mirror, Put(Row("a", inode: 99)), new BaselineChange(TreePath.From("b"), false, null), new BaselineChange(TreePath.From("nowhere"), false, null), Put(Row("e")));

        Assert.Equal(["a", "a/", "e"], await PathsAsync(mirror, Scope.All));
        Assert.Equal(["c"], await PathsAsync(copy, Scope.All));
        Assert.Equal(3, (await LegAsync()).Entries);
        Assert.Equal(1, (await LegAsync("copy")).Entries);
        Assert.Equal(99UL, (await ListAsync(Db.Baselines.ReadAsync(mirror, Scope.All, Cancellation)))[0].Source.Inode);
        Assert.Empty(await Db.CheckAsync(Cancellation));
    }

    [Fact]
    public async Task A_leg_keeps_its_number_and_file_systems()
    {
        var leg = await LegAsync();
        Assert.Equal(("", ""), (leg.SourceFileSystem, leg.DestinationFileSystem));

        await Db.Baselines.SetFileSystemsAsync(leg, "fs-1", "fs-2", Cancellation);
        await ReopenAsync();

        Assert.Equal(leg with { SourceFileSystem = "fs-1", DestinationFileSystem = "fs-2" }, await LegAsync());
    }

    [Fact]
    public async Task Another_name_of_a_linked_file_is_found_by_its_inode()
    {
        var (leg, run) = (await LegAsync(), await RunAsync());
        await CommitAsync(run, leg, Put(Row("a", inode: 5, links: 2)), Put(Row("b", inode: 5, links: 2)), Put(Row("single", inode: 6)), Put(Row("d", EntryKind.Directory, 8, 4)));

        Assert.Equal("b", await LinkAsync("a", 5, 11));
        Assert.Equal("a", await LinkAsync("new", 5, 12));
        Assert.Equal("a", await LinkAsync("new", 5, 11, asItIs: true));
        Assert.Null(await LinkAsync("new", 5, 12, asItIs: true));
        Assert.Null(await LinkAsync("new", 6, 11));
        Assert.Null(await LinkAsync("new", 8, 11));
        Assert.Equal(["a", "b"], (await Db.Baselines.NamesAsync(leg, 5, Cancellation)).Select(name => name.ToString()));
        Assert.Empty(await Db.Baselines.NamesAsync(leg, 6, Cancellation));

        async Task<string?> LinkAsync(string name, ulong inode, long mtime, bool asItIs = false) =>
            (await Db.Baselines.FindLinkAsync(leg, File(name, inode, mtime: mtime), asItIs, Cancellation))?.Path.ToString();
    }

    [Fact]
    public async Task A_baseline_can_be_written_while_it_is_read()
    {
        var (leg, run) = (await LegAsync(), await RunAsync());
        await CommitAsync(run, leg, [.. Enumerable.Range(0, 2500).Select(i => Put(Row($"f{i:d5}")))]);
        var seen = 0;
        await foreach (var row in Db.Baselines.ReadAsync(leg, Scope.All, Cancellation))
            if (seen++ % 1000 == 0) await CommitAsync(run, leg, new BaselineChange(row.Path, false, null));

        Assert.Equal(2500, seen);
        Assert.Equal(2497, (await LegAsync()).Entries);
    }

    private async Task<Leg> SampleAsync()
    {
        var (leg, run) = (await LegAsync(), await RunAsync());
        await CommitAsync(
            run, leg, Put(new BaselineEntry { Path = TreePath.Root, Kind = EntryKind.Directory, Source = default, Destination = default }),
            Put(Row("a")), Put(Row("a.txt")), Put(Row("a", EntryKind.Directory)), Put(Row("a/x")), Put(Row("a/x/y")), Put(Row("a/z")), Put(Row("a0")), Put(Row("b", EntryKind.Directory)), Put(Row("b/c")));
        return leg;
    }
}
