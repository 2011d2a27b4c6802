using System.Security.Cryptography;
using Holdfast.Adapters.Stores.Memory;
using Holdfast.Daemon.Sharing;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;
using Holdfast.TestKit.Stores;
using Holdfast.TestKit.Trees;

namespace Holdfast.Tests.Daemon.Sharing;

[Trait("row", "D4")]
public sealed class SharedReadsTests : IAsyncDisposable
{
    private readonly TestTime _time = new();
    private readonly Faults _faults = new();
    private readonly FaultyStore _source;

    public SharedReadsTests() => _source = new FaultyStore(new MemoryStore("source", new MemoryDisk("source", _time)), _faults);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private int Opened => _faults.Count(StoreCall.OpenRead);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    [Fact]
    public async Task One_read_of_a_file_feeds_all_who_want_it_together()
    {
        var entry = await BuildAsync("big random=3M:1");
        await using var reads = new SharedReads(3, 64 << 20, TimeSpan.FromSeconds(1), _time);
        var hashes = await Task.WhenAll(Enumerable.Range(0, 3).Select(party => Task.Run(() => ReadAsync(new SharedStore(_source, reads, party), entry, 100_000 + party))));
        Assert.Single(hashes.Distinct());
        Assert.Equal(1, Opened);
        Assert.Equal(0, reads.Held);
    }

    [Fact]
    public async Task Who_comes_later_is_fed_from_what_is_kept()
    {
        var entry = await BuildAsync("f random=200K:1");
        await using var reads = new SharedReads(2, 1 << 20, TimeSpan.FromSeconds(1), _time);
        var first = await ReadAsync(new SharedStore(_source, reads, 0), entry, 50_000);
        Assert.True(reads.Held > 0);
        Assert.Equal(first, await ReadAsync(new SharedStore(_source, reads, 1), entry, 70_000));
        Assert.Equal((1, 0L), (Opened, reads.Held));
    }

    [Fact]
    public async Task Who_lags_too_far_behind_drops_out_and_reads_the_rest_again_alone()
    {
        var entry = await BuildAsync("big random=3M:1");
        await using var reads = new SharedReads(2, 256 << 10, TimeSpan.FromSeconds(1), _time);
        await using var slow = await new SharedStore(_source, reads, 1).OpenReadAsync(entry, Cancellation);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await TakeAsync(slow, hash, 10_000);

        var fast = Task.Run(() => ReadAsync(new SharedStore(_source, reads, 0), entry, 64 << 10));
        await _time.TimersChanged.UntilAsync(() => _time.NextDue is not null, "the fast one to wait for the slow one");
        Assert.False(fast.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        var whole = await Soon(fast);

        while (await TakeAsync(slow, hash, 64 << 10)) { }
        Assert.Equal(whole, Convert.ToHexString(hash.GetHashAndReset()));
        Assert.Equal(2, Opened);
        Assert.True(reads.Held <= 256 << 10);
    }

    [Fact]
    public async Task Who_has_dropped_out_is_not_waited_for_a_second_time()
    {
        var entries = new[] { await BuildAsync("a random=1M:1"), await BuildAsync("b random=1M:2") };
        await using var reads = new SharedReads(2, 128 << 10, TimeSpan.FromSeconds(1), _time);
        var fast = Task.Run(async () =>
        {
            foreach (var entry in entries) await ReadAsync(new SharedStore(_source, reads, 0), entry, 64 << 10);
        });
        await _time.TimersChanged.UntilAsync(() => _time.NextDue is not null, "the fast one to wait once");
        _time.Advance(TimeSpan.FromSeconds(1));
        await Soon(fast);
    }

    [Fact]
    public async Task One_party_that_fails_or_gives_up_fails_no_other()
    {
        var entry = await BuildAsync("f random=500K:1");
        await using var reads = new SharedReads(2, 1 << 20, TimeSpan.FromSeconds(1), _time);
        await using var other = await new SharedStore(_source, reads, 1).OpenReadAsync(entry, Cancellation);
        await using (var failing = await new SharedStore(_source, reads, 0).OpenReadAsync(entry, Cancellation))
        {
            _faults.Fail(StoreCall.Read, fault: StoreFault.Transient);
            await Assert.ThrowsAsync<StoreException>(async () => await failing.ReadAsync(new byte[1000], Cancellation));
        }
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        while (await TakeAsync(other, hash, 64 << 10)) { }
        Assert.Equal(await ReadAsync(_source, entry, 64 << 10), Convert.ToHexString(hash.GetHashAndReset()));
    }

    [Fact]
    public async Task What_cannot_be_opened_fails_for_each_by_itself()
    {
        var entry = await BuildAsync("f = x");
        await using var reads = new SharedReads(2, 1 << 20, TimeSpan.FromSeconds(1), _time);
        _faults.Fail(StoreCall.OpenRead, fault: StoreFault.Denied);
        await Assert.ThrowsAsync<StoreException>(async () => await new SharedStore(_source, reads, 0).OpenReadAsync(entry, Cancellation));
        Assert.NotEmpty(await ReadAsync(new SharedStore(_source, reads, 1), entry, 100));
    }

    [Fact]
    public async Task Who_has_ended_keeps_nothing_for_others()
    {
        var entry = await BuildAsync("f random=200K:1");
        await using var reads = new SharedReads(2, 1 << 20, TimeSpan.FromSeconds(1), _time);
        await new SharedStore(_source, reads, 1).DisposeAsync();
        await ReadAsync(new SharedStore(_source, reads, 0), entry, 50_000);
        Assert.Equal(0, reads.Held);
    }

    [Fact]
    public async Task Many_files_read_in_any_order_by_many_hands_come_out_whole()
    {
        await TreeBuilder.BuildAsync(_source, string.Join('\n', Enumerable.Range(0, 60).Select(i => $"f{i:D2} random={(i % 7) * 30}K:{i + 1}")));
        var entries = await _source.ListAsync(ListRequest.Everything, Cancellation).Where(entry => entry.IsFile).ToListAsync(Cancellation);
        var expected = new Dictionary<TreePath, string>();
        foreach (var entry in entries) expected[entry.Path] = await ReadAsync(_source, entry, 64 << 10);
        var before = Opened;

        await using var reads = new SharedReads(3, 8 << 20, TimeSpan.FromSeconds(1), _time);
        await Task.WhenAll(Enumerable.Range(0, 3).SelectMany(party => Enumerable.Range(0, 4).Select(hand => Task.Run(async () =>
        {
            var store = new SharedStore(_source, reads, party);
            foreach (var entry in entries.Where((_, i) => i % 4 == hand)) Assert.Equal(expected[entry.Path], await ReadAsync(store, entry, 10_000 + (party * 7_001)));
        }))));
        Assert.Equal((60, 0L), (Opened - before, reads.Held));
    }

    private async Task<Entry> BuildAsync(string line)
    {
        await TreeBuilder.BuildAsync(_source, line);
        return (await _source.StatAsync(TreePath.From(line.Split(' ')[0]), Cancellation))!;
    }

    private static async Task<T> Soon<T>(Task<T> task)
    {
        await Eventually.SoonAsync(task, "the read to end");
        return await task;
    }

    private static Task Soon(Task task) => Eventually.SoonAsync(task, "the reads to end");

    private static async Task<string> ReadAsync(IStore store, Entry entry, int piece)
    {
        await using var reader = await store.OpenReadAsync(entry, Cancellation);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        while (await TakeAsync(reader, hash, piece)) { }
        Assert.Equal((reader.Entry.Size, reader.Entry.Mtime), ((await reader.StatAsync(Cancellation)).Size, (await reader.StatAsync(Cancellation)).Mtime));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static async Task<bool> TakeAsync(IContentReader reader, IncrementalHash hash, int piece)
    {
        var buffer = new byte[piece];
        var block = await reader.ReadAsync(buffer, Cancellation);
        if (block.Hole > 0) hash.AppendData(new byte[block.Hole]);
        else hash.AppendData(buffer.AsSpan(0, block.Length));
        return !block.IsEnd;
    }
}
