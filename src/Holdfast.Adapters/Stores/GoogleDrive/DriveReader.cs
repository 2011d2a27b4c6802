using System.Security.Cryptography;
using Holdfast.Adapters.Networking;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>
/// Reads a file from start to end. A connection that breaks is taken up where it broke; what was read in whole is compared with the hash
/// that the server told, so that two versions are never taken for one.
/// </summary>
internal sealed class DriveReader(DriveService service, string store, DriveFile file, Entry entry, Func<CancellationToken, ValueTask<Entry>> look, Func<StoreException, string, bool> park, TimeProvider time) : IContentReader
{
    private const int Attempts = 8;
#pragma warning disable CA5351 // What the server tells of old files is MD5 alone.
    private readonly IncrementalHash? _hash = file.Sha256 is not null ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : file.Md5 is not null ? IncrementalHash.CreateHash(HashAlgorithmName.MD5) : null;
#pragma warning restore CA5351
    private HttpResponseMessage? _response;
    private Stream? _content;
    private long _offset;
    private int _attempts;
    private bool _isProven;

    public Entry Entry => entry;

    public async ValueTask<ContentBlock> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (buffer.IsEmpty || _offset == entry.Size) return default;
        while (true)
        {
            if (_content is null) await OpenAsync(cancellation);
            int read;
            try { read = await ReadOnceAsync(buffer, cancellation); }
            catch (Exception e) when (DriveErrors.Classify(e).Kind != FailureKind.Permanent)
            {
                if (++_attempts > Attempts) throw DriveErrors.Translate(store, entry.Path, e);
                await CloseAsync();
                continue;
            }
            if (read == 0)
            {
                // A body that ends early without an error is a broken connection too.
                if (++_attempts > Attempts) throw new StoreException(store, entry.Path, StoreFault.Transient, $"the content ends after {_offset} of {entry.Size} bytes");
                await CloseAsync();
                continue;
            }
            _offset += read;
            _hash?.AppendData(buffer.Span[..read]);
            if (_offset == entry.Size) Check();
            await service.Http.Bandwidth.TakeAsync(read, cancellation);
            return new ContentBlock(read, 0);
        }
    }

    // Content that bears the hash that was told is that version, whatever came after.
    public ValueTask<Entry> StatAsync(CancellationToken cancellation) => _isProven ? ValueTask.FromResult(entry) : look(cancellation);

    public async ValueTask DisposeAsync()
    {
        _hash?.Dispose();
        await CloseAsync();
    }

    private async ValueTask<int> ReadOnceAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(service.Http.Calls.Rules.TryLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var wanted = (int)Math.Min(buffer.Length, entry.Size - _offset);
        try { return await _content!.ReadAsync(buffer[..wanted], both.Token); }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested) { throw new TimeoutException("the content stands still", e); }
    }

    private async ValueTask OpenAsync(CancellationToken cancellation)
    {
        try { _response = await service.OpenAsync(file.Id, _offset, entry.Path, cancellation); }
        catch (StoreException e) when (park(e, file.Id)) { throw; }
        var range = _response.Content.Headers.ContentRange;
        if (_offset > 0 && (_response.StatusCode != System.Net.HttpStatusCode.PartialContent || range?.From != _offset || range.Length != entry.Size)) throw new WorldChangedException(store, entry.Path, "it changed while it was read");
        _content = await _response.Content.ReadAsStreamAsync(cancellation);
    }

    private async ValueTask CloseAsync()
    {
        if (_content is not null) await _content.DisposeAsync();
        _response?.Dispose();
        (_content, _response) = (null, null);
    }

    private void Check()
    {
        if (_hash is null) return;
        var read = Convert.ToHexStringLower(_hash.GetHashAndReset());
        _isProven = read == (file.Sha256 ?? file.Md5);
        if (!_isProven) throw new StoreException(store, entry.Path, StoreFault.Transient, "what arrived is not what the server told of: it changed while it was read, or was damaged on the way");
    }
}
