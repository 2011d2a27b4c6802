using System.Text;
using Holdfast.Adapters.Sealing;
using Holdfast.Adapters.Stores;
using Holdfast.Adapters.Stores.Memory;
using Holdfast.Adapters.Stores.Sealed;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;
using Holdfast.TestKit.Stores;
using Holdfast.TestKit.Trees;
using Holdfast.Tests.Adapters.Sealing;
using Holdfast.Tests.Adapters.Stores.S3;

namespace Holdfast.Tests.Adapters.Stores.Sealed;

/// <summary>What lies inside an encrypted store, and what comes out of it when somebody was at it.</summary>
[Trait("row", "N15")]
public sealed class SealedContentTests
{
    private readonly MemoryDisk _disk = new("vault", new TestTime());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private MemoryStore Inside => new MemoryStore("vault", _disk, seal: new StoreSeal(Samples.Key.Id, true));

    private SealedStore Open(params SealKey[] keys) => new(Inside, new SealedStoreOptions { Keys = keys.Length > 0 ? keys : [Samples.Key], Chance = Samples.Counted });

    [Fact]
    public async Task Nothing_of_names_contents_or_links_is_to_be_seen_inside()
    {
        var store = Open();
        await TreeBuilder.BuildAsync(store, "plans/secret-report = a known sentence\nplans/way -> /home/somebody/else", Cancellation);
        await foreach (var entry in Inside.ListAsync(ListRequest.Everything, Cancellation))
        {
            var seen = entry.Path + Encoding.UTF8.GetString(entry.Target.Span);
            foreach (var word in new[] { "plans", "secret", "report", "way", "home", "somebody" }) Assert.DoesNotContain(word, seen, StringComparison.Ordinal);
            if (entry.IsFile) Assert.DoesNotContain("known", Encoding.Latin1.GetString(await Bytes(Inside, entry)), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(SealFormat.ChunkSize - 1, 1000)]
    [InlineData(SealFormat.ChunkSize, 7)]
    [InlineData(SealFormat.ChunkSize + 1, 65_536)]
    [InlineData(3_000_000, 100_000)]
    [InlineData(3_000_000, 1 << 20)]
    public async Task What_lies_inside_is_the_format_and_comes_back_whatever_the_buffers(int length, int buffer)
    {
        var (store, content) = (Open(), Samples.Content(length));
        var written = await store.WriteAsync(new WriteRequest { Wanted = File("f", length), Content = new BytesReader(content) }, Cancellation);
        Assert.Equal((length, new ContentHash(HashKind.Sha256, System.Security.Cryptography.SHA256.HashData(content))), (written.Entry.Size, written.Hash));
        var there = (await Inside.StatAsync(InsidePath("f"), Cancellation))!;
        Assert.Equal(await Samples.SealAsync(content), await Bytes(Inside, there, buffer));
        Assert.Equal(content, await Bytes(store, written.Entry, buffer));
    }

    [Fact]
    public async Task Holes_are_encrypted_as_zeros_like_any_content()
    {
        var store = Open();
        var written = await store.WriteAsync(new WriteRequest { Wanted = File("f", 200_000), Content = new BytesReader("head"u8.ToArray(), 200_000) }, Cancellation);
        var content = new byte[200_000];
        "head"u8.CopyTo(content);
        Assert.Equal(await Samples.SealAsync(content), await Bytes(Inside, (await Inside.StatAsync(InsidePath("f"), Cancellation))!));
        Assert.Equal(content, await Bytes(store, written.Entry));
    }

    [Fact]
    public async Task What_was_changed_cut_or_exchanged_inside_is_never_given_out_to_its_end()
    {
        var (store, content) = (Open(), Samples.Content(200_000));
        await store.WriteAsync(new WriteRequest { Wanted = File("f", content.Length), Content = new BytesReader(content) }, Cancellation);
        var made = await Samples.SealAsync(content);
        var chunk = SealFormat.ChunkSize + SealFormat.TagSize;
        var spoiled = new List<byte[]>();
        for (var at = 0; at < made.Length; at += 7001)
        {
            var changed = made.ToArray();
            changed[at] ^= 1;
            spoiled.Add(changed);
        }
        for (var cut = SealFormat.HeaderSize + 16; cut < made.Length; cut += chunk) spoiled.AddRange([made[..(cut - 16)], made[..cut]]);
        spoiled.Add([.. made, .. new byte[16]]);
        spoiled.Add([.. made[..SealFormat.HeaderSize], .. made[(SealFormat.HeaderSize + chunk)..(SealFormat.HeaderSize + 2 * chunk)], .. made[SealFormat.HeaderSize..(SealFormat.HeaderSize + chunk)], .. made[(SealFormat.HeaderSize + 2 * chunk)..]]);
        foreach (var bytes in spoiled)
        {
            _disk.EditInPlace(InsidePath("f"), bytes);
            var given = new MemoryStream();
            var refusal = await Assert.ThrowsAsync<StoreException>(() => CopyAsync(store, File("f", 0), given));
            Assert.Equal(("vault", TreePath.From("f")), (refusal.Store, refusal.Path));
            // Up to where it is damaged it is what was written, and never anything else.
            Assert.Equal(content[..(int)given.Length], given.ToArray());
        }
    }

    [Fact]
    public async Task A_file_under_another_name_is_still_itself()
    {
        var store = Open();
        var entry = (await store.WriteAsync(new WriteRequest { Wanted = File("f", 3), Content = new BytesReader("abc"u8.ToArray()) }, Cancellation)).Entry;
        Assert.Equal("abc"u8.ToArray(), await Bytes(store, await store.MoveAsync(entry, TreePath.From("g"), Cancellation)));
    }

    [Fact]
    public async Task What_others_put_there_is_listed_as_something_that_is_never_touched()
    {
        var store = Open();
        await TreeBuilder.BuildAsync(store, "mine/f = 1", Cancellation);
        await TreeBuilder.BuildAsync(Inside, "theirs/a = 1\nnote = 2", Cancellation);
        _disk.EditInPlace(InsidePath("mine/f"), "too short"u8);
        var listed = await store.ListAsync(ListRequest.Everything, Cancellation).ToListAsync(Cancellation);
        Assert.Equal(["./", "mine/", "mine/f", "note (not encrypted with this key)", "theirs (not encrypted with this key)"], listed.Select(entry => entry.ToString()));
        Assert.All(listed.Skip(2), entry => Assert.Equal(EntryKind.Special, entry.Kind));
        Assert.Contains("nothing that is encrypted has its size", (await Assert.ThrowsAsync<StoreException>(async () => await store.OpenReadAsync(File("mine/f", 0), Cancellation))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_change_of_keys_the_old_is_read_and_the_new_is_written()
    {
        var old = await Open().WriteAsync(new WriteRequest { Wanted = File("old", 3), Content = new BytesReader("old"u8.ToArray()) }, Cancellation);
        var store = Open(Samples.OtherKey, Samples.Key);
        var made = await store.WriteAsync(new WriteRequest { Wanted = File("new", 3), Content = new BytesReader("new"u8.ToArray()) }, Cancellation);
        Assert.Equal("old"u8.ToArray(), await Bytes(store, old.Entry));
        Assert.Equal("new"u8.ToArray(), await Bytes(store, made.Entry));
        Assert.Equal(Samples.OtherKey.Id, store.Key);
        var refusal = await Assert.ThrowsAsync<StoreException>(() => Bytes(Open(), made.Entry));
        Assert.Contains($"encrypted with key {Samples.OtherKey.Id}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_too_long_is_refused_with_the_reason()
    {
        var name = new string('x', 144);
        var refusal = await Assert.ThrowsAsync<StoreException>(async () => await Open().WriteAsync(new WriteRequest { Wanted = File(name, 0) }, Cancellation));
        Assert.Equal(TreePath.From(name), refusal.Path);
        Assert.Contains("its longest name takes 256 bytes", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bucket_is_not_asked_for_each_file_when_what_it_holds_is_known()
    {
        var bench = new S3Bench();
        await using var store = new SealedStore(await bench.OpenAsync(bench.Options with { Seal = new StoreSeal(Samples.Key.Id, true) }), new SealedStoreOptions { Keys = [Samples.Key] });
        await using var held = await store.TryLockAsync(Cancellation);
        await TreeBuilder.BuildAsync(store, string.Join('\n', Enumerable.Range(0, 30).Select(n => $"d{n % 3}/f{n} = {n}")), Cancellation);
        var first = await store.ListAsync(ListRequest.Everything, Cancellation).ToListAsync(Cancellation);
        var before = bench.Server.Requests;
        var again = await store.ListAsync(ListRequest.Everything with { Known = _ => first.ToAsyncEnumerable() }, Cancellation).ToListAsync(Cancellation);
        Assert.Equal(first.Select(entry => (entry.Path, entry.Size, entry.Inode)), again.Select(entry => (entry.Path, entry.Size, entry.Inode)));
        Assert.InRange(bench.Server.Requests - before, 1, 3);
    }

    private static TreePath InsidePath(string path) => new PathSeal(new NameSeal(Samples.Key)).Close(TreePath.From(path));

    private static Entry File(string path, long size) => new() { Path = TreePath.From(path), Kind = EntryKind.File, Size = size, Mode = 0x1A4, Mtime = TreeBuilder.DefaultMtime };

    private static async Task<byte[]> Bytes(IStore store, Entry entry, int buffer = 4096)
    {
        using var content = new MemoryStream();
        await CopyAsync(store, entry, content, buffer);
        return content.ToArray();
    }

    private static async Task CopyAsync(IStore store, Entry entry, MemoryStream to, int buffer = 4096)
    {
        await using var reader = await store.OpenReadAsync(entry, Cancellation);
        var piece = new byte[buffer];
        while (await reader.ReadAsync(piece, Cancellation) is { IsEnd: false } block) to.Write(piece, 0, block.Length);
    }
}
