using System.Net;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit.Clouds;
using Holdfast.TestKit.Stores;

namespace Holdfast.Tests.Adapters.Stores.S3;

/// <summary>What is read is what the server keeps, and what was written.</summary>
[Trait("row", "C5")]
public sealed class S3ReaderTests
{
    private static readonly TreePath Path = TreePath.From("f");
    private readonly S3Bench _bench = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_damaged_on_the_way_is_worth_reading_again(bool isOurs)
    {
        if (isOurs) await WriteAsync();
        else _bench.Server.Plant("lab/f", "content"u8.ToArray());
        _bench.Between = server => new Damaging(server);
        var error = await Assert.ThrowsAsync<StoreException>(ReadAsync);
        Assert.Equal((StoreFault.Transient, true), (error.Fault, error.Message.Contains("damaged on the way", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_the_server_keeps_and_nobody_wrote_is_told()
    {
        await WriteAsync();
        _bench.Server.Spoil("lab/f");
        var error = await Assert.ThrowsAsync<StoreException>(ReadAsync);
        Assert.Equal((StoreFault.Other, true), (error.Fault, error.Message.Contains("the hash it bears is another", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Where_the_ETag_is_no_hash_what_others_wrote_is_read_as_it_comes()
    {
        _bench.Server.Plant("lab/f", "content"u8.ToArray());
        _bench.Between = server => new Damaging(server, encrypts: true);
        Assert.Equal(7, await ReadAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_made_of_parts_bears_its_hash_for_readers_that_know_nothing_of_it(bool keepsTags)
    {
        var bench = new S3Bench { Server = new FakeS3(TimeProvider.System) { SmallestPart = 1, KeepsTags = keepsTags } };
        await using var store = await bench.OpenAsync();
        var content = new byte[200_000];
        await store.WriteAsync(new WriteRequest { Wanted = new Entry { Path = Path, Kind = EntryKind.File, Mode = 0x1A4, Mtime = 5, Size = content.Length }, Content = new BytesReader(content) }, Cancellation);
        var before = bench.Server.Requests;
        Assert.Equal(content.Length, await ReadAsync(bench));
        // Opening the store, a look, the content, and the hash.
        var (whole, other) = (bench.Server.Requests - before, bench.Server.Requests);
        bench.Server.Plant("lab/small", "content"u8.ToArray());
        Assert.Equal(7, await ReadAsync(bench, "small"));
        Assert.Equal(1, whole - (bench.Server.Requests - other));

        bench.Server.Rot("lab/f", 100_000);

        var error = await Assert.ThrowsAsync<StoreException>(() => ReadAsync(bench));
        Assert.Equal((StoreFault.Other, true), (error.Fault, error.Message.Contains("the hash it bears is another", StringComparison.Ordinal)));
    }

    private async Task WriteAsync()
    {
        await using var store = await _bench.OpenAsync();
        await store.WriteAsync(new WriteRequest { Wanted = new Entry { Path = Path, Kind = EntryKind.File, Mode = 0x1A4, Mtime = 5, Size = 7 }, Content = new BytesReader("content"u8.ToArray()) }, Cancellation);
    }

    private Task<int> ReadAsync() => ReadAsync(_bench);

    private static async Task<int> ReadAsync(S3Bench bench, string name = "f")
    {
        await using var store = await bench.OpenAsync();
        await using var reader = await store.OpenReadAsync((await store.StatAsync(TreePath.From(name), Cancellation))!, Cancellation);
        var (buffer, length) = (new byte[100], 0);
        while (await reader.ReadAsync(buffer, Cancellation) is { IsEnd: false } block) length += block.Length;
        return length;
    }

    private sealed class Damaging(HttpMessageHandler inner, bool encrypts = false) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (request.Method != HttpMethod.Get || response.StatusCode != HttpStatusCode.OK || !request.RequestUri!.AbsolutePath.EndsWith("/f", StringComparison.Ordinal)) return response;
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            body[3] ^= 1;
            var damaged = new ByteArrayContent(body);
            foreach (var (name, values) in response.Content.Headers) damaged.Headers.TryAddWithoutValidation(name, values);
            response.Content = damaged;
            if (encrypts) response.Headers.TryAddWithoutValidation("x-amz-server-side-encryption", "aws:kms");
            return response;
        }
    }
}
