using System.Security.Cryptography;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>
/// Reads an object from start to end. A connection that breaks is taken up where it broke, as long as the object is the
/// same; what was read in whole is compared with the hash the object bears, in its metadata, its tags or beside it, or with the server's own.
/// </summary>
/// <param name="service">The server.</param>
/// <param name="side">Where hashes are that objects do not bear themselves; null when whoever reads compares by themselves, and wants all of it whatever it bears.</param>
/// <param name="store">Name of the store.</param>
/// <param name="head">The object.</param>
/// <param name="entry">What it is in the store.</param>
/// <param name="content">Its content from the beginning on.</param>
/// <param name="time">The clock.</param>
internal sealed class S3Reader(S3Service service, SideHash? side, string store, ObjectHead head, Entry entry, Stream content, TimeProvider time) : IContentReader
{
    private const int Attempts = 8;
    private readonly IncrementalHash? _written = side is not null && (head.Words.ContainsKey(ObjectMetadata.Sha256) || head.IsOfParts) ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    private readonly IncrementalHash? _kept = head.HasMd5 ? IncrementalHash.CreateHash(HashAlgorithmName.MD5) : null;
    private Stream _content = content;
    private long _offset;
    private int _attempts;

    public Entry Entry => entry;

    public async ValueTask<ContentBlock> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (buffer.IsEmpty || _offset == head.Size) return default;
        while (true)
        {
            int read;
            try { read = await ReadOnceAsync(buffer, cancellation); }
            catch (Exception e) when (S3Errors.Classify(e).Kind != Networking.FailureKind.Permanent)
            {
                if (++_attempts > Attempts) throw S3Errors.Translate(store, entry.Path, e);
                await ReopenAsync(cancellation);
                continue;
            }
            if (read == 0)
            {
                // A body that ends early without an error is a broken connection too.
                if (++_attempts > Attempts) throw new StoreException(store, entry.Path, StoreFault.Transient, $"the content ends after {_offset} of {head.Size} bytes");
                await ReopenAsync(cancellation);
                continue;
            }
            _offset += read;
            _written?.AppendData(buffer.Span[..read]);
            _kept?.AppendData(buffer.Span[..read]);
            if (_offset == head.Size) await CheckAsync(cancellation);
            await service.Bandwidth.TakeAsync(read, cancellation);
            return new ContentBlock(read, 0);
        }
    }

    // An object never changes while it is read: another one takes its place, and is not what we read.
    public ValueTask<Entry> StatAsync(CancellationToken cancellation) => ValueTask.FromResult(entry);

    public async ValueTask DisposeAsync()
    {
        _written?.Dispose();
        _kept?.Dispose();
        await _content.DisposeAsync();
    }

    private async ValueTask<int> ReadOnceAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(service.Calls.Rules.TryLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var wanted = (int)Math.Min(buffer.Length, head.Size - _offset);
        try { return await _content.ReadAsync(buffer[..wanted], both.Token); }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested) { throw new TimeoutException("the content stands still", e); }
    }

    private async ValueTask ReopenAsync(CancellationToken cancellation)
    {
        await _content.DisposeAsync();
        var again = await service.OpenAsync(head.Key, entry.Path, _offset, head.ETag, cancellation) ?? throw new WorldChangedException(store, entry.Path, "it changed while it was read");
        if (again.Head.ETag != head.ETag || again.Head.Size != head.Size) throw new WorldChangedException(store, entry.Path, "it changed while it was read");
        _content = again.Content;
    }

    private async ValueTask CheckAsync(CancellationToken cancellation)
    {
        // What was handed over before may be the damaged part: only reading all of it again helps.
        if (IsOther(_kept, head.ETag)) throw new StoreException(store, entry.Path, StoreFault.Transient, "what arrived is not what the server keeps: it was damaged on the way");
        if (_written is null || side is null) return;
        var told = head.Words.GetValueOrDefault(ObjectMetadata.Sha256) ?? await side.ReadAsync(head, entry.Path, cancellation);
        if (told is null || !IsOther(_written, told)) return;
        // What is told beside it may be of another one that took its place meanwhile.
        if (!head.Words.ContainsKey(ObjectMetadata.Sha256) && (await service.HeadAsync(head.Key, entry.Path, cancellation))?.ETag != head.ETag) throw new WorldChangedException(store, entry.Path, "it changed while it was read");
        throw new StoreException(store, entry.Path, StoreFault.Other, "its content is not what was written there: the hash it bears is another");
    }

    private static bool IsOther(IncrementalHash? read, string? told) => read is not null && !string.Equals(Convert.ToHexStringLower(read.GetHashAndReset()), told, StringComparison.OrdinalIgnoreCase);
}
