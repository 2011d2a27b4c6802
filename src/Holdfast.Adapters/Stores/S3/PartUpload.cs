using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>
/// A file that goes up in parts, several at once. An upload of the same name that was interrupted is taken up: parts whose
/// content the server already has are not sent again. Until it is completed nothing of it is to be seen.
/// </summary>
internal sealed class PartUpload(S3Service service, KeyNames keys, S3StoreOptions options, MemoryBudget memory, TreePath path, string key)
{
    private const int MostParts = 10_000;
    private const int AtOnce = 4;
    private readonly ConcurrentDictionary<int, byte[]> _hashes = new();
    private int _partSize;
    private string? _upload;
    private Dictionary<int, ListedPart> _there = [];
    private bool _isResumed;

    /// <summary>Sends all parts.</summary>
    /// <param name="parts">The content.</param>
    /// <param name="size">Its size, as far as it is known.</param>
    /// <param name="begun">What was read of it already; null for nothing.</param>
    /// <param name="words">User metadata of the object.</param>
    /// <param name="cancellation">Gives up; what was sent stays, to be taken up again.</param>
    /// <returns>The parts, and the length of the whole.</returns>
    public async Task<(IReadOnlyList<SentPart> Parts, long Length)> SendAsync(ContentParts parts, long size, ReadOnlyMemory<byte>? begun, IReadOnlyDictionary<string, string> words, CancellationToken cancellation)
    {
        // Room for a file that is twice as long as it said.
        var needed = size / (MostParts / 2);
        var partSize = needed <= options.PartSize ? options.PartSize : (int)((needed + (1 << 20)) >> 20 << 20);
        _partSize = partSize;
        await OpenAsync(partSize, words, cancellation);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var sending = new List<Task<SentPart>>();
        var length = 0L;
        try
        {
            for (var number = 1; !parts.HasEnded || begun is not null; number++)
            {
                if (number > MostParts) throw new WorldChangedException(service.Store, path, "its content grew while it was read");
                if (sending.Count(task => !task.IsCompleted) >= AtOnce) await await Task.WhenAny(sending.Where(task => !task.IsCompleted));
                var taken = await memory.TakeAsync(partSize, stop.Token);
                var buffer = ArrayPool<byte>.Shared.Rent(partSize);
                int filled;
                try
                {
                    var from = 0;
                    if (begun is { } first)
                    {
                        first.CopyTo(buffer);
                        (from, begun) = (first.Length, null);
                    }
                    filled = await parts.FillAsync(buffer, from, partSize, stop.Token);
                }
                catch
                {
                    Return(buffer, taken);
                    throw;
                }
                if (filled == 0 && number > 1)
                {
                    Return(buffer, taken);
                    break;
                }
                length += filled;
                sending.Add(SendPartAsync(number, buffer, filled, taken, stop.Token));
            }
            return (await Task.WhenAll(sending), length);
        }
        catch (Exception e)
        {
            await stop.CancelAsync();
            await Task.WhenAll(sending).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            // What the network broke can be taken up again; content that broke is not what it was.
            if (e is not (StoreException { Fault: StoreFault.Transient or StoreFault.Unavailable } or OperationCanceledException)) await AbortAsync();
            throw;
        }
    }

    /// <summary>Makes the object, once the server's own list of its parts is the one we sent.</summary>
    /// <returns>Its ETag.</returns>
    public async Task<string> CompleteAsync(IReadOnlyList<SentPart> parts, long length, Condition condition, Dictionary<string, string> words, ContentHash hash, CancellationToken cancellation)
    {
        var listed = await service.PartsAsync(key, path, _upload!, cancellation) ?? throw new StoreException(service.Store, path, StoreFault.Transient, "the server has forgotten the upload");
        var sum = 0L;
        foreach (var part in parts)
        {
            if (!listed.TryGetValue(part.Number, out var there) || there.ETag != part.ETag) throw Lost($"the server does not have part {part.Number} as it was sent");
            sum += there.Size;
        }
        if (listed.Count != parts.Count || sum != length) throw Lost($"the server has {listed.Count} parts and {sum} bytes instead of {parts.Count} and {length}");
        var etag = await service.CompleteAsync(key, path, _upload!, parts, condition, words, cancellation);
        var made = await service.HeadAsync(key, path, cancellation);
        if (made is null || made.Size != length || made.ETag != etag) throw Lost("what the server made of the parts is not what was sent");
        if (hash.Kind != HashKind.Sha256) return etag;
        var digest = Convert.ToHexStringLower(hash.Value.Span);
        if (_isResumed && words.Any(word => word.Key != ObjectMetadata.Upload && made.Words.GetValueOrDefault(word.Key) != word.Value))
        {
            // The upload was begun for an earlier look of the file.
            return await service.CopyAsync(made, key, path, new Dictionary<string, string>(words, StringComparer.Ordinal) { [ObjectMetadata.Sha256] = digest }, cancellation);
        }
        await new SideHash(service, keys).WriteAsync(key, path, digest, cancellation);
        return etag;
    }

    /// <summary>Hashes of the parts, once all were sent.</summary>
    public PartHashes Hashes => new(_partSize, _hashes.OrderBy(part => part.Key).SelectMany(part => part.Value).ToArray());

    /// <summary>Gives it up.</summary>
    public async ValueTask AbortAsync()
    {
        if (_upload is not { } upload) return;
        try { await service.AbortAsync(key, path, upload, CancellationToken.None); }
        catch (StoreException) { /* it is cleared later with others that were given up */ }
    }

    private StoreException Lost(string cause) => new(service.Store, path, StoreFault.Transient, cause);

    /// <summary>Takes up the latest upload of this name whose parts are of our size, or begins one.</summary>
    private async Task OpenAsync(int partSize, IReadOnlyDictionary<string, string> words, CancellationToken cancellation)
    {
        foreach (var found in (await service.UploadsAsync(key, cancellation)).Where(found => found.Key == key).OrderByDescending(found => found.Begun))
        {
            if (_upload is null && await service.PartsAsync(key, path, found.Id, cancellation) is { Count: > 0 } there && there.Values.All(part => part.Size <= partSize) && there.Values.Any(part => part.Size == partSize))
                (_upload, _there, _isResumed) = (found.Id, there, true);
            else await service.AbortAsync(key, path, found.Id, cancellation);
        }
        _upload ??= await service.BeginAsync(key, path, words, cancellation);
    }

    private async Task<SentPart> SendPartAsync(int number, byte[] buffer, int length, long taken, CancellationToken cancellation)
    {
        try
        {
            var content = new ArraySegment<byte>(buffer, 0, length);
            var sha256 = _hashes[number] = ContentParts.Sha256(content);
            if (_there.TryGetValue(number, out var there) && there.Size == length && IsSame(there, content, sha256))
                return new SentPart(number, there.ETag, there.Sha256.Length > 0 ? there.Sha256 : null);
            return await service.PutPartAsync(key, path, _upload!, number, content, sha256, cancellation);
        }
        finally { Return(buffer, taken); }
    }

    // Parts are known by the hash the server took of them; one whose ETag is none (some encryptions) is sent again.
    private static bool IsSame(ListedPart there, ArraySegment<byte> content, byte[] sha256)
    {
        if (there.Sha256.Length > 0) return there.Sha256 == Convert.ToBase64String(sha256);
#pragma warning disable CA5351 // What the server gives is MD5: it only spares sending, and what it got wrong the whole's SHA-256 tells.
        return there.ETag == Convert.ToHexStringLower(MD5.HashData(content));
#pragma warning restore CA5351
    }

    private void Return(byte[] buffer, long taken)
    {
        ArrayPool<byte>.Shared.Return(buffer);
        memory.Return(taken);
    }
}
