using System.Security.Cryptography;
using Holdfast.Adapters.Stores.Sftp;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit.Stores;

namespace Holdfast.Integration.Sftp;

/// <summary>Connections that end at any byte: what was begun goes on on the next one, nothing is torn and nothing is done twice.</summary>
[Trait("row", "C2")]
[Trait("row", "D8")]
public sealed class LostConnectionTests : IDisposable
{
    private const int Size = 1_500_000;
    private readonly List<CutTransport> _cut = [];
    private readonly Random _random = new(4711);
    private readonly SftpPlace _place;
    private Func<int, (long Sent, long Received)> _cuts = _ => (long.MaxValue, long.MaxValue);

    public LostConnectionTests() => _place = new SftpPlace { Around = Around, Ahead = 200_000, SyncEvery = 300_000 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_arrives_whole_wherever_its_connections_end(bool whileSending)
    {
        var content = RandomNumberGenerator.GetBytes(Size);
        await using var store = await _place.OpenAsync();
        await using var held = await store.TryLockAsync(Cancellation);
        for (var round = 0; round < 25; round++)
        {
            var old = await store.StatAsync(TreePath.From("f"), Cancellation);
            await CutAllAsync(_ => whileSending ? (_random.Next(200, Size + 2000), long.MaxValue) : (long.MaxValue, _random.Next(420, 900)), 3);

            var written = await store.WriteAsync(Request("f", content, old, $"20260101-000000-{round:x4}"), Cancellation);

            Assert.Equal(content, await File.ReadAllBytesAsync(_place.At(TreePath.From("f")), Cancellation));
            Assert.Equal(SHA256.HashData(content), written.Hash!.Value.ToArray());
            if (old is not null) Assert.True(File.Exists(_place.At(TreePath.From(".holdfast/trash").Child(written.TrashPath!.Value.Bytes))), "what was replaced is not in the trash");
            content[round]++;
        }
        Assert.True(_cut.Count(transport => transport.WasCut) > 20, "hardly any connection was cut");
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_place.Root, ".holdfast", "tmp")));
    }

    [Fact]
    public async Task A_file_is_read_whole_wherever_its_connections_end()
    {
        var content = RandomNumberGenerator.GetBytes(Size);
        await using var store = await _place.OpenAsync(writable: false);
        await File.WriteAllBytesAsync(_place.At(TreePath.From("f")), content, Cancellation);
        for (var round = 0; round < 25; round++)
        {
            await CutAllAsync(_ => (long.MaxValue, _random.Next(200, Size + 2000)), 3);
            var entry = await store.StatAsync(TreePath.From("f"), Cancellation);
            await using var reader = await store.OpenReadAsync(entry!, Cancellation);
            using var read = new MemoryStream();
            var buffer = new byte[100_001];
            while (await reader.ReadAsync(buffer, Cancellation) is { IsEnd: false } block) read.Write(buffer, 0, block.Length);
            Assert.Equal(content, read.ToArray());
        }
        Assert.True(_cut.Count(transport => transport.WasCut) > 20, "hardly any connection was cut");
    }

    [Fact]
    [Trait("row", "D2")]
    public async Task What_the_trash_keeps_is_read_whole_and_let_go_wherever_connections_end()
    {
        var content = RandomNumberGenerator.GetBytes(60_000);
        await using var store = await _place.OpenAsync();
        await using var held = await store.TryLockAsync(Cancellation);
        for (var round = 0; round < 40; round++)
        {
            Directory.CreateDirectory(_place.At(TreePath.From("d/e")));
            var made = (await store.WriteAsync(Request("d/e/f", content, null, null), Cancellation)).Entry;
            var place = await store.DiscardAsync(made, "20260101-000000-aaaa", Cancellation);

            await CutAllAsync(_ => (long.MaxValue, _random.Next(200, content.Length + 1000)), 2);
            await using (var reader = await store.OpenKeptAsync(place, Cancellation))
            {
                using var read = new MemoryStream();
                var buffer = new byte[10_001];
                while (await reader.ReadAsync(buffer, Cancellation) is { IsEnd: false } block) read.Write(buffer, 0, block.Length);
                Assert.Equal(content, read.ToArray());
            }
            await CutAllAsync(_ => (long.MaxValue, _random.Next(420, 900)), 2);
            await store.DropKeptAsync(place, Cancellation);
            Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_place.Root, ".holdfast", "trash")));
            await store.DropKeptAsync(place, Cancellation);
            Assert.Equal(StoreFault.NotFound, (await Assert.ThrowsAsync<StoreException>(async () => await store.OpenKeptAsync(place, Cancellation))).Fault);
        }
        Assert.True(_cut.Count(transport => transport.WasCut) > 40, "hardly any connection was cut");
    }

    [Fact]
    public async Task A_store_that_is_only_read_lets_go_of_nothing_it_keeps()
    {
        TreePath place;
        await using (var writable = await _place.OpenAsync())
        {
            await using var held = await writable.TryLockAsync(Cancellation);
            place = await writable.DiscardAsync((await writable.WriteAsync(Request("f", [1, 2, 3], null, null), Cancellation)).Entry, "20260101-000000-aaaa", Cancellation);
        }
        await using var store = await _place.OpenAsync(writable: false);
        var versions = store.Ask<IVersionStore>()!;
        Assert.Equal(StoreFault.Denied, (await Assert.ThrowsAsync<StoreException>(async () => await versions.DropKeptAsync(place, Cancellation))).Fault);
        await using var reader = await versions.OpenKeptAsync(place, Cancellation);
        Assert.Equal(3, reader.Entry.Size);
    }

    [Fact]
    public async Task What_was_done_by_a_try_whose_answer_was_lost_is_done_once()
    {
        await using var store = await _place.OpenAsync();
        await using var held = await store.TryLockAsync(Cancellation);
        for (var round = 0; round < 60; round++)
        {
            var (name, to) = (TreePath.From($"f{round}"), TreePath.From($"g{round}"));
            await CutAllAsync(_ => (long.MaxValue, _random.Next(420, 900)), 2);
            var made = (await store.WriteAsync(Request($"f{round}", [1, 2, 3], null, null), Cancellation)).Entry;
            await CutAllAsync(_ => (long.MaxValue, _random.Next(420, 900)), 2);
            var moved = await store.MoveAsync(made, to, Cancellation);
            await CutAllAsync(_ => (long.MaxValue, _random.Next(420, 900)), 2);
            var place = await store.DiscardAsync(moved, "20260101-000000-aaaa", Cancellation);
            Assert.Null(await store.StatAsync(to, Cancellation));
            await CutAllAsync(_ => (long.MaxValue, _random.Next(420, 900)), 2);
            Assert.Equal(name, (await store.RecoverAsync(place, name, Cancellation)).Path);
            await CutAllAsync(_ => (long.MaxValue, _random.Next(420, 900)), 2);
            await store.DeleteAsync((await store.StatAsync(name, Cancellation))!, Cancellation);
        }
        Assert.Equal([".holdfast"], Directory.EnumerateFileSystemEntries(_place.Root).Select(Path.GetFileName));
        Assert.True(_cut.Count(transport => transport.WasCut) > 50, "hardly any connection was cut");
    }

    private static WriteRequest Request(string path, byte[] content, Entry? replaces, string? run) => new()
    {
        Wanted = new Entry { Path = TreePath.From(path), Kind = EntryKind.File, Size = content.Length, Mode = 0x1A4, Mtime = 1_700_000_000_000_000_000 },
        Content = new BytesReader(content),
        Replaces = replaces,
        TrashRun = run,
    };

    /// <summary>Ends the connections there are; of the next ones so many are cut, and those after them hold.</summary>
    private async ValueTask CutAllAsync(Func<int, (long Sent, long Received)> cuts, int most)
    {
        var number = 0;
        _cuts = _ => number++ < most ? cuts(number) : (long.MaxValue, long.MaxValue);
        CutTransport[] there;
        lock (_cut) there = [.. _cut];
        foreach (var transport in there) await transport.DisposeAsync();
    }

    private CutTransport Around(SftpTransport transport)
    {
        lock (_cut)
        {
            var (sent, received) = _cuts(_cut.Count);
            var cut = new CutTransport(transport, sent, received);
            _cut.Add(cut);
            return cut;
        }
    }
}
