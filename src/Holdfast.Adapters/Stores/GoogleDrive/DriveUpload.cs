using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>Sends content: in one request when it is small, in pieces that can be taken up again when it is not; and compares what the server has with what was read.</summary>
internal sealed class DriveUpload(DriveService service, DriveStoreOptions options, string store, TreePath path)
{
    /// <summary>Sends content to a file that is there, or to one that is made.</summary>
    /// <param name="id">The file; null for one that is made.</param>
    /// <param name="words">What is noted of it.</param>
    /// <param name="content">The content; null for none.</param>
    /// <param name="beforeEnd">Called before the request that makes it visible; returns where what it replaces is kept.</param>
    /// <param name="drop">Takes that out of the trash again, when nothing was replaced after all.</param>
    /// <param name="cancellation">Gives up.</param>
    public async ValueTask<(DriveFile File, ContentHash Hash, TreePath? Trash)> SendAsync(string? id, JsonObject words, IContentReader? content, Func<CancellationToken, ValueTask<TreePath?>> beforeEnd, Func<TreePath, CancellationToken, ValueTask> drop, CancellationToken cancellation)
    {
#pragma warning disable CA5351 // MD5 is what the server tells of every file.
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
        using var parts = new ContentParts(content, md5);
        var size = (int)Math.Clamp((content?.Entry.Size ?? 0) + 1, 1, options.Piece);
        var buffer = ArrayPool<byte>.Shared.Rent(size <= options.SmallUpload ? options.SmallUpload + 1 : options.Piece);
        try
        {
            var first = await parts.FillAsync(buffer, 0, size <= options.SmallUpload ? options.SmallUpload + 1 : options.Piece, cancellation);
            if (parts.HasEnded && first <= Math.Max(options.SmallUpload, 0)) return await EndAsync(await SmallAsync(id, words, buffer, first, beforeEnd, drop, cancellation), parts, md5, first);
            return await LargeAsync(id, words, parts, md5, buffer, first, beforeEnd, drop, cancellation);
        }
        finally { ArrayPool<byte>.Shared.Return(buffer); }
    }

    private async ValueTask<(DriveFile File, TreePath? Trash)> SmallAsync(string? id, JsonObject words, byte[] buffer, int length, Func<CancellationToken, ValueTask<TreePath?>> beforeEnd, Func<TreePath, CancellationToken, ValueTask> drop, CancellationToken cancellation)
    {
        await service.Http.Bandwidth.TakeAsync(length, cancellation);
        var trash = await beforeEnd(cancellation);
        return (await UndoneAsync(() => service.SendAsync(id, words, new ArraySegment<byte>(buffer, 0, length), path, cancellation), trash, drop), trash);
    }

    private async ValueTask<(DriveFile File, ContentHash Hash, TreePath? Trash)> LargeAsync(string? id, JsonObject words, ContentParts parts, IncrementalHash md5, byte[] first, int length, Func<CancellationToken, ValueTask<TreePath?>> beforeEnd, Func<TreePath, CancellationToken, ValueTask> drop, CancellationToken cancellation)
    {
        var place = await service.BeginAsync(id, words, path, cancellation);
        var (current, next) = (ArrayPool<byte>.Shared.Rent(options.Piece), ArrayPool<byte>.Shared.Rent(options.Piece));
        try
        {
            first.AsSpan(0, Math.Min(length, options.Piece)).CopyTo(current);
            var filled = await parts.FillAsync(current, length, options.Piece, cancellation);
            for (var offset = 0L; ;)
            {
                // The last piece must be known as such when it is sent.
                var following = await parts.FillAsync(next, 0, options.Piece, cancellation);
                var isLast = following == 0;
                await service.Http.Bandwidth.TakeAsync(filled, cancellation);
                if (isLast)
                {
                    var trash = await beforeEnd(cancellation);
                    var file = await UndoneAsync(() => service.SendPieceAsync(place, new ArraySegment<byte>(current, 0, filled), offset, offset + filled, path, cancellation), trash, drop);
                    return await EndAsync((file ?? throw Lost("the server does not say that the upload has ended"), trash), parts, md5, offset + filled);
                }
                await service.SendPieceAsync(place, new ArraySegment<byte>(current, 0, filled), offset, null, path, cancellation);
                offset += filled;
                (current, next, filled) = (next, current, following);
            }
        }
        catch
        {
            await service.AbortAsync(place);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(current);
            ArrayPool<byte>.Shared.Return(next);
        }
    }

    // What was kept was not replaced after all.
    private static async ValueTask<T> UndoneAsync<T>(Func<Task<T>> send, TreePath? trash, Func<TreePath, CancellationToken, ValueTask> drop)
    {
        try { return await send(); }
        catch (WorldChangedException)
        {
            if (trash is { } kept) await drop(kept, CancellationToken.None);
            throw;
        }
    }

    private async ValueTask<(DriveFile File, ContentHash Hash, TreePath? Trash)> EndAsync((DriveFile File, TreePath? Trash) sent, ContentParts parts, IncrementalHash md5, long length)
    {
        var hash = parts.Finish();
        var ours = Convert.ToHexStringLower(md5.GetHashAndReset());
        var isSame = sent.File.Size == length && (sent.File.Md5 is null || sent.File.Md5 == ours) && (hash.Kind != HashKind.Sha256 || sent.File.Sha256 is null || sent.File.Sha256 == Convert.ToHexStringLower(hash.Value.Span));
        if (isSame) return (sent.File, hash, sent.Trash);
        // It stands there under its name; in Drive's own trash it harms nobody.
        await service.PatchAsync(sent.File.Id, new JsonObject { ["trashed"] = true }, null, path, CancellationToken.None);
        throw Lost("what the server has is not what was sent");
    }

    private StoreException Lost(string cause) => new(store, path, StoreFault.Transient, cause);
}
