using System.Security.Cryptography;
using Holdfast.Adapters.Networking;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Rclone;

/// <summary>
/// Reads a file from start to end. A connection that breaks, or an rclone that ends, is taken up where it broke, as long as the file is still of
/// that size; what was read in whole is compared with the hash the remote tells.
/// </summary>
internal sealed class RcloneReader(RcloneService service, string store, string name, RcloneItem item, Entry entry, Bandwidth bandwidth, TimeProvider time) : IContentReader
{
    private const int Attempts = 8;
    private readonly IncrementalHash? _hash = item.Hash is null ? null : RcloneHashes.Make(service.Hash);
    private HttpResponseMessage? _response;
    private Stream? _content;
    private long _offset;
    private int _attempts;
    private bool _hasEnded;

    /// <inheritdoc/>
    public Entry Entry => entry;

    /// <inheritdoc/>
    public async ValueTask<ContentBlock> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (buffer.IsEmpty || _hasEnded || (!entry.IsSizeUnknown && _offset == entry.Size)) return default;
        while (true)
        {
            if (_content is null) await OpenAsync(cancellation);
            int read;
            try { read = await ReadOnceAsync(buffer, cancellation); }
            catch (Exception e) when (e is IOException or TimeoutException or HttpRequestException && e is not StoreException)
            {
                // Of content without a size nobody knows whether it is still the same.
                if (++_attempts > Attempts || entry.IsSizeUnknown) throw RcloneErrors.Translate(store, entry.Path, e);
                await CloseAsync();
                continue;
            }
            if (read == 0 && entry.IsSizeUnknown)
            {
                _hasEnded = true;
                return default;
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
            await bandwidth.TakeAsync(read, cancellation);
            return new ContentBlock(read, 0);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Entry> StatAsync(CancellationToken cancellation)
    {
        var now = await service.LookAsync(name, entry.Path, cancellation) ?? throw new StoreException(store, entry.Path, StoreFault.NotFound, "it is no longer there");
        // How long it is was found out by reading it.
        return now.ToEntry(entry.Path) is { IsSizeUnknown: true } unknown && entry.IsSizeUnknown && now.Modified == item.Modified ? entry : now.ToEntry(entry.Path);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _hash?.Dispose();
        await CloseAsync();
    }

    private async ValueTask<int> ReadOnceAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(service.Rules.TryLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var wanted = entry.IsSizeUnknown ? buffer.Length : (int)Math.Min(buffer.Length, entry.Size - _offset);
        try { return await _content!.ReadAsync(buffer[..wanted], both.Token); }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested) { throw new TimeoutException("the content stands still", e); }
    }

    private async ValueTask OpenAsync(CancellationToken cancellation)
    {
        _response = await service.OpenAsync(name, _offset, entry.Path, cancellation);
        if (!entry.IsSizeUnknown)
        {
            var length = _offset == 0 ? _response.Content.Headers.ContentLength : _response.Content.Headers.ContentRange is { From: { } from } range && from == _offset ? range.Length : -1;
            if (length is { } told && told != entry.Size) throw new WorldChangedException(store, entry.Path, "it changed while it was read");
        }
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
        if (_hash is null || Convert.ToHexStringLower(_hash.GetHashAndReset()) == item.Hash) return;
        throw new StoreException(store, entry.Path, StoreFault.Transient, "what arrived is not what the remote told of: it changed while it was read, or was damaged on the way");
    }
}
