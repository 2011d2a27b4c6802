using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>
/// Reads a document in another format. Its size is known when all of it has come, so all of it is taken before the first byte is handed on,
/// and what is large is put down in a file meanwhile; what comes in one piece cannot be taken up where it broke, so it is asked for again.
/// </summary>
internal sealed class ExportReader : IContentReader
{
    /// <summary>Bytes of one export that are held in memory; larger ones are not.</summary>
    public const int MostInMemory = 4 << 20;

    // What one export may have; the server makes none that come near.
    private const int Most = 512 << 20;
    private const int Attempts = 4;
    private readonly string _store;
    private readonly SpillBuffer _content;
    private readonly Func<CancellationToken, ValueTask<Entry>> _look;
    private long _offset;

    private ExportReader(string store, Entry entry, SpillBuffer content, Func<CancellationToken, ValueTask<Entry>> look) => (_store, Entry, _content, _look) = (store, entry, content, look);

    public Entry Entry { get; }

    /// <summary>Bytes of memory that it takes for the content.</summary>
    public int InMemory => _content.InMemory;

    /// <summary>Takes a document.</summary>
    public static async ValueTask<ExportReader> OpenAsync(DriveService service, string store, string id, string mime, Entry entry, Func<CancellationToken, ValueTask<Entry>> look, DriveStoreOptions options, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var response = await service.ExportAsync(id, mime, entry.Path, cancellation);
            var content = new SpillBuffer(options.Calls, options.Temporary, MostInMemory);
            try
            {
                await TakeAsync(response, content, store, entry.Path, options, cancellation);
                await service.Http.Bandwidth.TakeAsync(content.Length, cancellation);
                var reader = new ExportReader(store, entry with { Size = content.Length }, content, look);
                content = null;
                return reader;
            }
            catch (SystemCallException e) { throw new StoreException(store, entry.Path, StoreFault.Other, $"the document could not be put down in {options.Temporary} (temp-dir): {e.Message}", e); }
            catch (Exception e) when (attempt < Attempts && DriveErrors.Classify(e).Kind != Networking.FailureKind.Permanent) { /* asked for again */ }
            catch (Exception e) when (DriveErrors.Translate(store, entry.Path, e) is var translated && !ReferenceEquals(translated, e)) { throw translated; }
            finally { content?.Dispose(); }
        }
    }

    public ValueTask<ContentBlock> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        int read;
        try { read = _content.Read(_offset, buffer.Span); }
        catch (SystemCallException e) { throw new StoreException(_store, Entry.Path, StoreFault.Other, $"the document could not be read where it was put down: {e.Message}", e); }
        _offset += read;
        return ValueTask.FromResult(new ContentBlock(read, 0));
    }

    // Sizes of two exports may differ for the same version.
    public async ValueTask<Entry> StatAsync(CancellationToken cancellation) => await _look(cancellation) is var now && now.Inode == Entry.Inode ? Entry : now;

    public ValueTask DisposeAsync()
    {
        _content.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task TakeAsync(HttpResponseMessage response, SpillBuffer content, string store, TreePath path, DriveStoreOptions options, CancellationToken cancellation)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[64 << 10];
        for (int read; (read = await ReadAsync(body, buffer, options, cancellation)) > 0;)
        {
            content.Write(buffer.AsSpan(0, read));
            if (content.Length > Most) throw new StoreException(store, path, StoreFault.Other, "the document is larger than this program takes");
        }
        if (response.Content.Headers.ContentLength is { } told && told != content.Length) throw new HttpIOException(HttpRequestError.ResponseEnded, "the document ended early");
    }

    private static async ValueTask<int> ReadAsync(Stream body, byte[] buffer, DriveStoreOptions options, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(options.Rules.TryLimit, options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try { return await body.ReadAsync(buffer, both.Token); }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested) { throw new TimeoutException("the document stands still", e); }
    }
}
