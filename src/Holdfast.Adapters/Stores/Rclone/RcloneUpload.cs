using System.Buffers;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Holdfast.Adapters.Networking;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Rclone;

/// <summary>
/// Hands one content to rclone and compares what stands there then with what was read. The last bytes are kept back until the content has
/// ended as it should: what is cut off never becomes a file. Content that fits into memory is handed over again when the way to the remote
/// fails; what is read only once is not, and whoever has it tries all of it again.
/// </summary>
internal sealed class RcloneUpload(RcloneService service, ContentServer server, Bandwidth bandwidth, string store, TreePath path, string name) : IDisposable
{
    private const int Small = 256 << 10;
    private const int Piece = 128 << 10;
    private readonly IncrementalHash? _check = RcloneHashes.Make(service.Hash);
    private Exception? _failure;
    private long _length;

    /// <summary>Sends content.</summary>
    /// <param name="content">The content; null for none.</param>
    /// <param name="size">How long it says it is; null when it cannot say.</param>
    /// <param name="mtime">Its time.</param>
    /// <param name="cancellation">Gives up.</param>
    public async ValueTask<(RcloneItem Made, ContentHash Hash)> RunAsync(IContentReader? content, long? size, long mtime, CancellationToken cancellation)
    {
        using var pieces = new ContentParts(content, _check);
        ContentHash? hash = null;
        if (size is { } told && told <= Small)
        {
            var buffer = ArrayPool<byte>.Shared.Rent((int)told + 1);
            try
            {
                _length = await pieces.FillAsync(buffer, 0, (int)told + 1, cancellation);
                if (_length != told) throw new WorldChangedException(store, path, $"its content has {_length} bytes or more where {told} were told of");
                hash = pieces.Finish();
                await bandwidth.TakeAsync(_length, cancellation);
                await SendAsync(told, mtime, (stream, token) => stream.WriteAsync(buffer.AsMemory(0, (int)told), token).AsTask(), mayRepeat: true, cancellation);
            }
            finally { ArrayPool<byte>.Shared.Return(buffer); }
        }
        else
        {
            await SendAsync(size, mtime, (stream, token) => PassAsync(pieces, stream, size, token), mayRepeat: false, cancellation);
            hash = pieces.Finish();
        }
        var made = await service.LookAsync(name, path, cancellation) ?? throw Lost("what was just sent is not there");
        if (made.Size >= 0 && made.Size != _length) throw Lost($"{made.Size} bytes stand there where {_length} were sent");
        if (made.Hash is not null && _check is not null && Convert.ToHexStringLower(_check.GetHashAndReset()) is var ours && made.Hash != ours) throw Lost("what stands there is not what was sent: its hash is another");
        return (made, hash);
    }

    /// <inheritdoc/>
    public void Dispose() => _check?.Dispose();

    private async Task SendAsync(long? size, long mtime, Func<Stream, CancellationToken, Task> send, bool mayRepeat, CancellationToken cancellation)
    {
        await service.CallAsync("write", path, size ?? 0, async (number, inTime) =>
        {
            if (number.MayHaveBeenDone && !mayRepeat) throw Lost("it could not be sent in time");
            // Without a length nobody knows how long it may take; rclone has limits of its own.
            using var both = CancellationTokenSource.CreateLinkedTokenSource(size is null ? cancellation : inTime);
            var content = new OfferedContent(size, Stamp(mtime), async (stream, stop) =>
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, both.Token);
                await send(stream, either.Token);
            });
            var offer = server.Offer(content);
            try { await service.FetchAsync(name, server.AddressOf(offer), both.Token); }
            catch (Exception e) when (e is not OperationCanceledException && _failure is null && !mayRepeat)
            {
                throw RcloneErrors.Translate(store, path, e) is StoreException told ? told : Lost(e.Message);
            }
            catch (IOException) when (_failure is not null) { /* told below: it is the content's, and no try would mend it */ }
            finally
            {
                await both.CancelAsync();
                if (!server.Withdraw(offer)) await content.Ended.Task;
            }
            return true;
        }, cancellation);
        if (_failure is { } failure) ExceptionDispatchInfo.Throw(failure);
    }

    private async Task PassAsync(ContentParts pieces, Stream stream, long? size, CancellationToken cancellation)
    {
        var (kept, next) = (ArrayPool<byte>.Shared.Rent(Piece), ArrayPool<byte>.Shared.Rent(Piece));
        try
        {
            for (var held = await ReadAsync(pieces, kept, cancellation); held > 0;)
            {
                var following = await ReadAsync(pieces, next, cancellation);
                if (_length > size || (following == 0 && size is { } told && _length != told)) throw _failure = new WorldChangedException(store, path, $"its content has {_length} bytes where {size} were told of");
                await bandwidth.TakeAsync(held, cancellation);
                await stream.WriteAsync(kept.AsMemory(0, held), cancellation);
                (kept, next, held) = (next, kept, following);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(kept);
            ArrayPool<byte>.Shared.Return(next);
        }
    }

    private async ValueTask<int> ReadAsync(ContentParts pieces, byte[] buffer, CancellationToken cancellation)
    {
        try
        {
            var read = await pieces.FillAsync(buffer, 0, Piece, cancellation);
            _length += read;
            return read;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _failure = e;
            throw new IOException("the content cannot be read to its end", e);
        }
    }

    private StoreException Lost(string cause) => new(store, path, StoreFault.Transient, cause);

    // Whole seconds, as the header that carries it has no finer ones.
    private static DateTimeOffset Stamp(long mtime) => DateTimeOffset.UnixEpoch.AddSeconds(Math.Clamp((mtime - (mtime % 1_000_000_000 + 1_000_000_000) % 1_000_000_000) / 1_000_000_000, -62_000_000_000, 250_000_000_000));
}
