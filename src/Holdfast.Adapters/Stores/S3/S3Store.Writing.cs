using System.Buffers;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.S3;

/// <content>Writing, whole or nothing.</content>
internal sealed partial class S3Store
{
    // Buffers up to this size are not counted: so many cannot be held that it matters, and waiting for them could block for ever.
    private const int Uncounted = 64 << 10;

    /// <inheritdoc/>
    public async ValueTask<Written> WriteAsync(WriteRequest request, CancellationToken cancellation)
    {
        var wanted = request.Wanted;
        CheckWritable(wanted.Path);
        CheckName(wanted.Path);
        if (wanted.Kind is not (EntryKind.File or EntryKind.Symlink)) throw Fail(wanted.Path, StoreFault.Refused, "only files and links are written");
        await EnsureParentAsync(wanted.Path, cancellation);
        var place = await PlaceAsync(request, cancellation);
        if (wanted.Kind == EntryKind.Symlink) return await WriteLinkAsync(request, place, cancellation);
        using var parts = new ContentParts(request.Content);
        var size = request.Content?.Entry.Size ?? 0;
        return size <= _options.PartSize ? await WriteSmallAsync(request, place, parts, (int)size, cancellation) : await WriteLargeAsync(request, place, parts, size, null, cancellation);
    }

    /// <summary>Where a write goes, and what must stand there.</summary>
    private sealed record Place(string Key, Condition Condition, ObjectHead? Replaced);

    /// <summary>Looks at what stands there now. Where the server honours conditions, a new name needs no look: the server refuses a name that is taken.</summary>
    private async ValueTask<Place> PlaceAsync(WriteRequest request, CancellationToken cancellation)
    {
        var (path, key) = (request.Wanted.Path, _keys.Of(request.Wanted.Path));
        if (request.Replaces is { } old)
        {
            var head = await ExpectedAsync(old with { Path = path }, cancellation);
            return new Place(key, Condition.Match(head.ETag), head);
        }
        if (await IsDirectoryAsync(path, cancellation)) throw Changed(path, "a directory stands there");
        if (!_service.HonoursConditions && await _service.HeadAsync(key, path, cancellation) is not null) throw Changed(path, "something stands there already");
        return new Place(key, Condition.Absent, null);
    }

    private async ValueTask<Written> WriteLinkAsync(WriteRequest request, Place place, CancellationToken cancellation)
    {
        var wanted = request.Wanted;
        var words = ObjectMetadata.Of(wanted);
        var (etag, trash) = await PutAsync(request, place, wanted.Target.ToArray(), words, cancellation);
        return new Written(Made(wanted, 0, etag), null, trash);
    }

    private async ValueTask<Written> WriteSmallAsync(WriteRequest request, Place place, ContentParts parts, int size, CancellationToken cancellation)
    {
        var path = request.Wanted.Path;
        var room = size < Uncounted ? Uncounted : size + 1;
        var taken = room > Uncounted ? await _memory.TakeAsync(room, cancellation) : 0;
        var buffer = ArrayPool<byte>.Shared.Rent(room);
        try
        {
            var length = await parts.FillAsync(buffer, 0, room, cancellation);
            if (length == room && !parts.HasEnded)
            {
                // Longer than it said it was.
                if (taken > 0) throw Changed(path, "its content grew while it was read");
                return await WriteLargeAsync(request, place, parts, size, buffer.AsMemory(0, length), cancellation);
            }
            var hash = parts.Finish();
            var words = ObjectMetadata.Of(request.Wanted);
            words[ObjectMetadata.Sha256] = Convert.ToHexStringLower(hash.Value.Span);
            var (etag, trash) = await PutAsync(request, place, new ArraySegment<byte>(buffer, 0, length), words, cancellation, hash.Value.ToArray());
            return new Written(Made(request.Wanted, length, etag), hash, trash);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (taken > 0) _memory.Return(taken);
        }
    }

    private async ValueTask<Written> WriteLargeAsync(WriteRequest request, Place place, ContentParts parts, long size, ReadOnlyMemory<byte>? begun, CancellationToken cancellation)
    {
        var upload = new PartUpload(_service, _keys, _options, _memory, request.Wanted.Path, place.Key);
        var words = ObjectMetadata.Of(request.Wanted);
        words[ObjectMetadata.Upload] = _options.NewId().ToString("N");
        var (sent, length) = await upload.SendAsync(parts, size, begun, words, cancellation);
        var hash = parts.Finish() with { Parts = upload.Hashes };
        var trash = await TrashReplacedAsync(request, place, cancellation);
        string etag;
        try
        {
            CheckWritable(request.Wanted.Path);
            if (!_service.HonoursConditions && place.Replaced is not null) await ExpectedAsync(request.Replaces! with { Path = request.Wanted.Path }, cancellation);
            etag = await upload.CompleteAsync(sent, length, place.Condition, words, hash, cancellation);
        }
        catch (WorldChangedException)
        {
            await upload.AbortAsync();
            await UntrashAsync(trash);
            throw;
        }
        return new Written(Made(request.Wanted, length, etag), hash, trash);
    }

    private async ValueTask<(string ETag, TreePath? Trash)> PutAsync(WriteRequest request, Place place, ArraySegment<byte> content, Dictionary<string, string> words, CancellationToken cancellation, byte[]? sha256 = null)
    {
        var path = request.Wanted.Path;
        var trash = await TrashReplacedAsync(request, place, cancellation);
        CheckWritable(path);
        try { return (await _service.PutAsync(place.Key, path, content, sha256 ?? ContentParts.Sha256(content), words, place.Condition, cancellation), trash); }
        catch (WorldChangedException)
        {
            await UntrashAsync(trash);
            throw;
        }
    }

    private async ValueTask<TreePath?> TrashReplacedAsync(WriteRequest request, Place place, CancellationToken cancellation) =>
        place.Replaced is { } old && request.TrashRun is { } run ? await _trash.KeepAsync(old, request.Wanted.Path, false, run, cancellation) : null;

    // What was kept was not replaced after all.
    private async ValueTask UntrashAsync(TreePath? trash)
    {
        if (trash is { } kept) await _trash.DropAsync(kept, CancellationToken.None);
    }

    /// <summary>The entry of an object we have just written.</summary>
    private static Entry Made(Entry wanted, long size, string etag) => wanted with
    {
        Size = size,
        Allocated = -1,
        Ctime = 0,
        Mode = wanted.Kind == EntryKind.Symlink ? ObjectMetadata.MaskedMode(wanted.Kind, wanted.Mode) : ObjectMetadata.MaskedMode(wanted.Kind, wanted.Mode),
        Inode = ObjectMetadata.NumberOf(etag),
        Links = 1,
        Xattrs = null,
        IsMountPoint = false,
        Unlisted = null,
    };

    /// <summary>The object of an entry, if it is still as it was seen.</summary>
    private async ValueTask<ObjectHead> ExpectedAsync(Entry expected, CancellationToken cancellation)
    {
        var path = expected.Path;
        if (expected.IsDirectory) throw Changed(path, "it is not a file or link that could be replaced");
        var head = await _service.HeadAsync(_keys.Of(path), path, cancellation) ?? throw Changed(path, "it is no longer there");
        var there = ObjectMetadata.ToEntry(path, false, head.Size, head.ETag, head.Modified, head.Words);
        if (there.Kind is not (EntryKind.File or EntryKind.Symlink)) throw Fail(path, StoreFault.Refused, "special files are never touched");
        return there.Kind == expected.Kind && (expected.Inode == 0 || expected.Inode == there.Inode) && there.Size == expected.Size && there.Mtime == expected.Mtime ? head
            : throw Changed(path, "it has changed since it was seen");
    }

    private async ValueTask<bool> IsDirectoryAsync(TreePath path, CancellationToken cancellation) =>
        _directories.Find(path) ?? await StatDirectoryAsync(path, cancellation) is not null;

    /// <summary>Refuses a name whose directory is not there. Each directory is asked for once.</summary>
    private async ValueTask EnsureParentAsync(TreePath path, CancellationToken cancellation)
    {
        if (!await IsDirectoryAsync(path.Parent, cancellation)) throw Fail(path, StoreFault.NotFound, "the directory above it is not there");
    }
}
