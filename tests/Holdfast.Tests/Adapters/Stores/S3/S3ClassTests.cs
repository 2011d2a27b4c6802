using Holdfast.Adapters.Stores.S3;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit.Stores;

namespace Holdfast.Tests.Adapters.Stores.S3;

/// <summary>What a configuration asks for of what is written: its storage class, and encryption by the server.</summary>
[Trait("row", "D4")]
public sealed class S3ClassTests
{
    private readonly S3Bench _bench = new();
    private readonly List<(string What, string? Class, string? Encryption, string? Key)> _sent = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Small_and_large_files_and_their_copies_are_what_was_asked_for_and_our_own_are_read_at_once()
    {
        _bench.Between = server => new Watching(server, _sent);
        await using var store = await _bench.OpenAsync(_bench.Options with { StorageClass = "STANDARD_IA", Encryption = "aws:kms", EncryptionKey = "our-key" });
        await using var held = await store.TryLockAsync(Cancellation);
        var small = (await WriteAsync(store, "small", 10)).Entry;
        await WriteAsync(store, "large", 100_000);
        await store.MoveAsync(small, TreePath.From("moved"), Cancellation);

        foreach (var what in new[] { "PUT small", "POST large?uploads", "PUT moved" })
            Assert.Equal((what, "STANDARD_IA", "aws:kms", "our-key"), _sent.Single(sent => sent.What == what));
        Assert.Contains(_sent, sent => sent.What.StartsWith("PUT .holdfast/", StringComparison.Ordinal));
        Assert.All(_sent.Where(sent => sent.What.StartsWith("PUT .holdfast/", StringComparison.Ordinal)), sent => Assert.Equal((null, "aws:kms"), (sent.Class, sent.Encryption)));
    }

    [Fact]
    public async Task Where_nothing_is_asked_for_the_bucket_decides()
    {
        _bench.Between = server => new Watching(server, _sent);
        await using var store = await _bench.OpenAsync();
        await WriteAsync(store, "small", 10);
        await WriteAsync(store, "large", 100_000);
        Assert.All(_sent, sent => Assert.Equal((null, null, null), (sent.Class, sent.Encryption, sent.Key)));
    }

    private static async Task<Written> WriteAsync(S3Store store, string name, int size) =>
        await store.WriteAsync(new WriteRequest { Wanted = new Entry { Path = TreePath.From(name), Kind = EntryKind.File, Mode = 0x1A4 }, Content = new BytesReader(new byte[size]) }, Cancellation);

    private sealed class Watching(HttpMessageHandler inner, List<(string What, string? Class, string? Encryption, string? Key)> sent) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string? Header(string name) => request.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;
            var uri = request.RequestUri!;
            var key = Uri.UnescapeDataString(uri.AbsolutePath)["/bucket".Length..].TrimStart('/');
            var query = uri.Query.Contains("uploads", StringComparison.Ordinal) ? "?uploads" : "";
            lock (sent) sent.Add(($"{request.Method} {(key.StartsWith("lab/", StringComparison.Ordinal) ? key[4..] : key)}{query}", Header("x-amz-storage-class"), Header("x-amz-server-side-encryption"), Header("x-amz-server-side-encryption-aws-kms-key-id")));
            return base.SendAsync(request, cancellationToken);
        }
    }
}
