using System.Net;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
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

    private async Task WriteAsync()
    {
        await using var store = await _bench.OpenAsync();
        await store.WriteAsync(new WriteRequest { Wanted = new Entry { Path = Path, Kind = EntryKind.File, Mode = 0x1A4, Mtime = 5, Size = 7 }, Content = new BytesReader("content"u8.ToArray()) }, Cancellation);
    }

    private async Task<int> ReadAsync()
    {
        await using var store = await _bench.OpenAsync();
        await using var reader = await store.OpenReadAsync((await store.StatAsync(Path, Cancellation))!, Cancellation);
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
