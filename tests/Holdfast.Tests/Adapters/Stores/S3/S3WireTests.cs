using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit.Stores;

namespace Holdfast.Tests.Adapters.Stores.S3;

/// <summary>How content goes over the line.</summary>
[Trait("row", "C5")]
public sealed class S3WireTests
{
    private readonly S3Bench _bench = new();
    private readonly Dictionary<long, (bool Asks, int Pieces)> _sent = [];

    public S3WireTests() => _bench.Between = server => new Watching(server, _sent);

    [Fact]
    public async Task A_small_file_is_sent_in_one_piece_without_asking_whether_it_is_wanted()
    {
        await WriteAsync(100_000);
        Assert.Equal((false, 1), _sent[100_000]);
    }

    [Fact]
    public async Task Whether_a_large_part_is_wanted_is_asked_first()
    {
        await WriteAsync(2 << 20);
        Assert.True(_sent[2 << 20].Asks);
    }

    private async Task WriteAsync(int length)
    {
        await using var store = await _bench.OpenAsync(_bench.Options with { PartSize = 8 << 20 });
        await store.WriteAsync(new WriteRequest
        {
            Wanted = new Entry { Path = TreePath.From("f"), Kind = EntryKind.File, Mode = 0x1A4, Mtime = 5, Size = length },
            Content = new BytesReader(new byte[length]),
        }, TestContext.Current.CancellationToken);
    }

    private sealed class Watching(HttpMessageHandler inner, Dictionary<long, (bool Asks, int Pieces)> sent) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Content is { } content)
            {
                var (asks, length) = (request.Headers.ExpectContinue == true, content.Headers.ContentLength ?? -1);
                using var line = new Pieces();
                await content.CopyToAsync(line, cancellationToken);
                sent[length] = (asks, line.Count);
                var body = new ByteArrayContent(line.ToArray());
                foreach (var (name, values) in content.Headers) body.Headers.TryAddWithoutValidation(name, values);
                request.Content = body;
            }
            return await base.SendAsync(request, cancellationToken);
        }
    }

    /// <summary>Counts how often something is written.</summary>
    private sealed class Pieces : MemoryStream
    {
        public int Count { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Count++;
            return base.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }
}
