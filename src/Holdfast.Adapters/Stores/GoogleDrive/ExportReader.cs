using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>
/// Reads a document in another format. Its size is known when all of it has come, so all of it is taken before the first byte is handed on;
/// what comes in one piece cannot be taken up where it broke, so it is asked for again.
/// </summary>
internal sealed class ExportReader : IContentReader
{
    // What one export may hold in memory; the server makes none that come near.
    private const int Most = 512 << 20;
    private const int Attempts = 4;
    private readonly Piece _content;
    private readonly Func<CancellationToken, ValueTask<Entry>> _look;
    private int _offset;

    private ExportReader(Entry entry, Piece content, Func<CancellationToken, ValueTask<Entry>> look) => (Entry, _content, _look) = (entry, content, look);

    public Entry Entry { get; }

    /// <summary>Takes a document.</summary>
    public static async ValueTask<ExportReader> OpenAsync(DriveService service, string store, string id, string mime, Entry entry, Func<CancellationToken, ValueTask<Entry>> look, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var response = await service.ExportAsync(id, mime, entry.Path, cancellation);
            try
            {
                await using var body = await response.Content.ReadAsStreamAsync(cancellation);
                using var all = new MemoryStream();
                var buffer = new byte[64 << 10];
                for (int read; (read = await body.ReadAsync(buffer, cancellation)) > 0;)
                {
                    all.Write(buffer, 0, read);
                    if (all.Length > Most) throw new StoreException(store, entry.Path, StoreFault.Other, "the document is larger than this program takes");
                }
                if (response.Content.Headers.ContentLength is { } told && told != all.Length) throw new HttpIOException(HttpRequestError.ResponseEnded, "the document ended early");
                await service.Http.Bandwidth.TakeAsync(all.Length, cancellation);
                return new ExportReader(entry with { Size = all.Length }, new Piece(all.GetBuffer(), (int)all.Length), look);
            }
            catch (Exception e) when (attempt < Attempts && DriveErrors.Classify(e).Kind != Networking.FailureKind.Permanent) { /* asked for again */ }
            catch (Exception e) when (DriveErrors.Translate(store, entry.Path, e) is var translated && !ReferenceEquals(translated, e)) { throw translated; }
        }
    }

    public ValueTask<ContentBlock> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        var length = Math.Min(buffer.Length, _content.Length - _offset);
        _content.Bytes.AsSpan(_offset, length).CopyTo(buffer.Span);
        _offset += length;
        return ValueTask.FromResult(new ContentBlock(length, 0));
    }

    // Sizes of two exports may differ for the same version.
    public async ValueTask<Entry> StatAsync(CancellationToken cancellation) => await _look(cancellation) is var now && now.Inode == Entry.Inode ? Entry : now;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private readonly record struct Piece(byte[] Bytes, int Length);
}
