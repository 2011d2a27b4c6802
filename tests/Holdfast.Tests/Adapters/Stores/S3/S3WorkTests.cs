using System.Text;
using Holdfast.Adapters.Stores.S3;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;
using Holdfast.TestKit.Stores;

namespace Holdfast.Tests.Adapters.Stores.S3;

/// <summary>What an S3 store does beyond the common promises: requests spared, uploads resumed, a lock that runs out.</summary>
[Trait("row", "C5")]
public sealed class S3WorkTests
{
    private readonly S3Bench _bench = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_file_costs_one_request_once_everything_was_listed()
    {
        await using var store = await _bench.OpenAsync();
        await Listed(store, null);
        var before = _bench.Server.Requests;
        await Write(store, "f", "hello");
        Assert.Equal(1, _bench.Server.Requests - before);
    }

    [Fact]
    [Trait("row", "D3")]
    public async Task A_listing_of_what_is_known_asks_for_no_object()
    {
        await using var store = await _bench.OpenAsync();
        var known = new List<Entry>();
        for (var i = 0; i < 50; i++) known.Add((await Write(store, $"f{i:d2}", $"{i}")).Entry);
        await Write(store, "unknown", "x");
        var before = _bench.Server.Requests;
        var listed = await Listed(store, known);
        // The root, a page, and the one that is not known.
        Assert.Equal(3, _bench.Server.Requests - before);
        Assert.Equal(known, listed.Skip(1).Take(50));
    }

    [Fact]
    public async Task What_was_changed_behind_our_back_is_not_taken_from_what_is_known()
    {
        await using var store = await _bench.OpenAsync();
        var old = (await Write(store, "f", "old")).Entry;
        var now = (await Write(store, "f", "new", old)).Entry;
        Assert.Equal(now.Inode, (await Listed(store, [old]))[1].Inode);
    }

    [Fact]
    public async Task A_large_file_goes_up_in_parts_and_comes_back_whole()
    {
        await using var store = await _bench.OpenAsync();
        var content = Content(300_000);
        var written = await Write(store, "f", content);
        Assert.Equal(300_000, written.Entry.Size);
        Assert.EndsWith("-5", Assert.Single(_bench.Server.ETags, pair => pair.Key == "lab/f").Value, StringComparison.Ordinal);
        Assert.Equal(content, Encoding.ASCII.GetString(_bench.Server.Contents["lab/f"]));
        Assert.Equal(0, _bench.Server.Uploads);
        Assert.Equal(64 << 10, written.Hash!.Parts!.Size);
        Assert.Equal(Encoding.ASCII.GetBytes(content).Chunk(64 << 10).SelectMany(System.Security.Cryptography.SHA256.HashData), written.Hash.Parts.Values.ToArray());
    }

    [Fact]
    public async Task A_server_that_tells_no_ETag_of_what_it_made_of_parts_is_asked_for_it()
    {
        _bench.Server.TellsETagOfParts = false;
        await using var store = await _bench.OpenAsync();
        var written = (await Write(store, "f", Content(300_000))).Entry;
        Assert.Equal(written.Inode, (await store.StatAsync(written.Path, Cancellation))!.Inode);
        Assert.Equal(300_000, _bench.Server.Contents["lab/f"].Length);
    }

    [Fact]
    public async Task An_upload_that_was_interrupted_is_taken_up_and_sends_only_what_is_missing() => await TakeUpAsync();

    [Fact]
    public async Task An_upload_is_taken_up_on_a_server_that_tells_no_ETag_of_what_it_made_of_parts()
    {
        _bench.Server.TellsETagOfParts = false;
        await TakeUpAsync();
    }

    private async Task TakeUpAsync()
    {
        var content = Content(640_000);
        var (cutter, most) = (default(Cutter), 5);
        _bench.Between = server => cutter = new Cutter(server) { PartsUntilCut = most };
        await using (var store = await _bench.OpenAsync()) await Assert.ThrowsAsync<StoreException>(() => Write(store, "f", content));
        Assert.Equal(1, _bench.Server.Uploads);
        most = int.MaxValue;
        await using (var store = await _bench.OpenAsync()) await Write(store, "f", content);
        Assert.InRange(cutter!.Parts, 1, 10 - 4);
        Assert.Equal(content, Encoding.ASCII.GetString(_bench.Server.Contents["lab/f"]));
    }

    [Fact]
    public async Task A_resumed_upload_of_a_file_that_changed_meanwhile_holds_the_new_content()
    {
        var most = 5;
        _bench.Between = server => new Cutter(server) { PartsUntilCut = most };
        await using (var store = await _bench.OpenAsync()) await Assert.ThrowsAsync<StoreException>(() => Write(store, "f", Content(640_000)));
        most = int.MaxValue;
        var changed = Content(640_000).Replace('a', 'b');
        await using (var store = await _bench.OpenAsync()) await Write(store, "f", changed);
        Assert.Equal(changed, Encoding.ASCII.GetString(_bench.Server.Contents["lab/f"]));
    }

    [Fact]
    public async Task A_part_the_server_took_and_lost_is_told_with_the_names_of_store_and_file()
    {
        _bench.Between = server => new Dropper(server);
        await using var store = await _bench.OpenAsync();
        var lost = await Assert.ThrowsAsync<StoreException>(() => Write(store, "f", Content(300_000)));
        Assert.Equal(("bucket", TreePath.From("f"), StoreFault.Transient), (lost.Store, lost.Path, lost.Fault));
        Assert.Contains("part 2", lost.Message, StringComparison.Ordinal);
        Assert.False(_bench.Server.Contents.ContainsKey("lab/f"));
    }

    [Fact]
    public async Task Uploads_nobody_takes_up_are_given_up()
    {
        var time = new TestTime(TimeProvider.System.GetUtcNow());
        _bench.Between = server => new Cutter(server) { PartsUntilCut = 2 };
        await using (var store = await _bench.OpenAsync()) await Assert.ThrowsAsync<StoreException>(() => Write(store, "f", Content(640_000)));
        time.Advance(TimeSpan.FromDays(2));
        await using (var young = await _bench.OpenAsync(_bench.Options with { Time = time })) await (await young.TryLockAsync(Cancellation))!.DisposeAsync();
        Assert.Equal(1, _bench.Server.Uploads);
        time.Advance(TimeSpan.FromDays(2));
        await using (var old = await _bench.OpenAsync(_bench.Options with { Time = time })) await (await old.TryLockAsync(Cancellation))!.DisposeAsync();
        Assert.Equal(0, _bench.Server.Uploads);
    }

    [Fact]
    public async Task A_server_side_copy_of_a_large_object_goes_in_parts()
    {
        await using var store = await _bench.OpenAsync(_bench.Options with { LargestCopy = 100_000 });
        var content = Content(250_000);
        var written = await Write(store, "f", content);
        await store.MoveAsync(written.Entry, TreePath.From("g"), Cancellation);
        Assert.Equal(content, Encoding.ASCII.GetString(_bench.Server.Contents["lab/g"]));
        Assert.False(_bench.Server.Contents.ContainsKey("lab/f"));
    }

    [Fact]
    public async Task Keys_no_file_could_have_are_listed_as_special()
    {
        await using var store = await _bench.OpenAsync();
        foreach (var key in new[] { "lab/a//b", "lab/a/../c", "lab//x" }) _bench.Server.Plant(key, "x"u8.ToArray());
        await Write(store, "f", "1");
        var listed = await Listed(store, null);
        Assert.Equal(3, listed.Count(entry => entry.Kind == EntryKind.Special));
        Assert.Contains(listed, entry => entry.Path == TreePath.From("f"));
        for (var i = 1; i < listed.Count; i++) Assert.True(CanonicalOrder.Compare(listed[i - 1], listed[i]) < 0);
    }

    [Fact]
    public async Task The_lock_of_a_dead_process_of_the_same_name_is_taken_over_and_anothers_is_not()
    {
        var time = new TestTime(TimeProvider.System.GetUtcNow());
        _bench.Server.Plant("lab/.holdfast/lock", Encoding.ASCII.GetBytes($$"""{"version":1,"holder":"me","epoch":7,"until":"{{time.GetUtcNow().AddMinutes(1):O}}"}"""));
        await using var other = await _bench.OpenAsync(_bench.Options with { Holder = "you", Time = time });
        Assert.Null(await other.TryLockAsync(Cancellation));
        await using var store = await _bench.OpenAsync(_bench.Options with { Holder = "me", Time = time });
        await using var held = await store.TryLockAsync(Cancellation);
        Assert.NotNull(held);
        Assert.Contains("\"epoch\":8", Encoding.ASCII.GetString(_bench.Server.Contents["lab/.holdfast/lock"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_that_ran_out_is_free()
    {
        var time = new TestTime(TimeProvider.System.GetUtcNow());
        _bench.Server.Plant("lab/.holdfast/lock", Encoding.ASCII.GetBytes($$"""{"version":1,"holder":"me","epoch":7,"until":"{{time.GetUtcNow().AddMinutes(-1):O}}"}"""));
        await using var store = await _bench.OpenAsync(_bench.Options with { Holder = "you", Time = time });
        await using var held = await store.TryLockAsync(Cancellation);
        Assert.NotNull(held);
    }

    [Fact]
    public async Task Who_could_not_renew_the_lock_writes_no_more()
    {
        var time = new TestTime(TimeProvider.System.GetUtcNow());
        await using var store = await _bench.OpenAsync(_bench.Options with { Time = time });
        await using var held = await store.TryLockAsync(Cancellation);
        await Write(store, "f", "1");
        // As a machine that slept: the clock has moved and nothing else has.
        time.JumpTo(time.GetUtcNow() + TimeSpan.FromMinutes(2));
        var refusal = await Assert.ThrowsAsync<StoreException>(() => Write(store, "g", "2"));
        Assert.Equal(StoreFault.Unavailable, refusal.Fault);
        Assert.False(_bench.Server.Contents.ContainsKey("lab/g"));
    }

    [Fact]
    public async Task A_server_that_ignores_conditions_is_found_out_and_looked_at_before_each_write()
    {
        _bench.Between = server => new Careless(server);
        await using var store = await _bench.OpenAsync();
        await using var held = await store.TryLockAsync(Cancellation);
        Assert.False(store.Service.HonoursConditions);
        await Write(store, "f", "mine");
        await Assert.ThrowsAsync<WorldChangedException>(() => Write(store, "f", "yours"));
        Assert.Equal("mine", Encoding.ASCII.GetString(_bench.Server.Contents["lab/f"]));
    }

    [Fact]
    public async Task A_probe_tells_what_a_server_honours_and_leaves_nothing_behind()
    {
        await using var store = await _bench.OpenAsync();
        var found = await store.ProbeAsync(Cancellation).ToListAsync(Cancellation);
        Assert.All(found, one => Assert.Equal(Severity.Info, one.Severity));
        Assert.Empty(_bench.Server.Contents);
        _bench.Between = server => new Careless(server);
        await using var careless = await _bench.OpenAsync();
        Assert.Contains(await careless.ProbeAsync(Cancellation).ToListAsync(Cancellation), one => one is { Code: "conditional-writes", Severity: Severity.Warning });
    }

    private static async Task<List<Entry>> Listed(S3Store store, IReadOnlyList<Entry>? known) =>
        await store.ListAsync(ListRequest.Everything with { Known = known is null ? null : _ => known.ToAsyncEnumerable() }, Cancellation).ToListAsync(Cancellation);

    private static async Task<Written> Write(S3Store store, string name, string content, Entry? replaces = null) => await store.WriteAsync(new WriteRequest
    {
        Wanted = new Entry { Path = TreePath.From(name), Kind = EntryKind.File, Mode = 0x1A4, Mtime = 5 },
        Content = new BytesReader(Encoding.ASCII.GetBytes(content)),
        Replaces = replaces,
    }, Cancellation);

    private static string Content(int length) => string.Concat(Enumerable.Range(0, length / 10 + 1).Select(i => $"{i % 1000:d4}abcde-"))[..length];

    /// <summary>Breaks the line for good after so many parts.</summary>
    private sealed class Cutter(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private int _parts;

        public int PartsUntilCut { get; init; }

        public int Parts => _parts;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.Query.Contains("partNumber", StringComparison.Ordinal) && Interlocked.Increment(ref _parts) > PartsUntilCut) throw new HttpRequestException("the line is cut");
            return base.SendAsync(request, cancellationToken);
        }
    }

    /// <summary>Says that it took the second part, and did not.</summary>
    private sealed class Dropper(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (!request.RequestUri!.Query.Contains("partNumber=2", StringComparison.Ordinal)) return await base.SendAsync(request, cancellationToken);
            var answer = new HttpResponseMessage(System.Net.HttpStatusCode.OK) { RequestMessage = request, Content = new ByteArrayContent([]) };
            answer.Headers.ETag = new System.Net.Http.Headers.EntityTagHeaderValue("\"00000000000000000000000000000000\"");
            return answer;
        }
    }

    /// <summary>Forgets every condition.</summary>
    private sealed class Careless(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            foreach (var name in new[] { "If-Match", "If-None-Match", "x-amz-copy-source-if-match" }) request.Headers.Remove(name);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
