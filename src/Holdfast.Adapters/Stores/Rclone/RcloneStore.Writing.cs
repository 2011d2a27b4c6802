using System.Globalization;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Rclone;

/// <content>Writing, whole or nothing.</content>
internal sealed partial class RcloneStore
{
    /// <inheritdoc/>
    public async ValueTask<Written> WriteAsync(WriteRequest request, CancellationToken cancellation)
    {
        var wanted = request.Wanted;
        var path = wanted.Path;
        CheckWritable(path);
        CheckName(path);
        if (wanted.Kind != EntryKind.File) throw Fail(path, StoreFault.Refused, "only files are written");
        await EnsureParentAsync(path, cancellation);
        // An object has its name when it is whole; a length that is not known could end early unnoticed.
        return _features.HasObjects && request.Content is not { Entry.IsSizeUnknown: true } ? await WriteAtOnceAsync(request, cancellation) : await WriteAsideAsync(request, cancellation);
    }

    private async ValueTask<Written> WriteAtOnceAsync(WriteRequest request, CancellationToken cancellation)
    {
        var path = request.Wanted.Path;
        using var name = await HoldAsync(path, cancellation);
        var old = await ExpectAsync(request, cancellation);
        var trash = old is not null && request.TrashRun is { } run ? await _trash.CopyAsync(old, run, cancellation) : (TreePath?)null;
        try
        {
            CheckWritable(path);
            var (made, hash) = await SendAsync(request, RclonePlaces.Of(path), cancellation);
            return new Written(made.ToEntry(path), hash, trash);
        }
        catch when (old is not null && trash is not null)
        {
            await UntrashAsync(old, trash.Value);
            throw;
        }
    }

    private async ValueTask<Written> WriteAsideAsync(WriteRequest request, CancellationToken cancellation)
    {
        var path = request.Wanted.Path;
        var temporary = RclonePlaces.Below(RclonePlaces.Temporary, string.Create(CultureInfo.InvariantCulture, $"{_instance}-{Interlocked.Increment(ref _temporaries):x}"));
        try
        {
            var (sent, hash) = await SendAsync(request, temporary, cancellation);
            using var name = await HoldAsync(path, cancellation);
            CheckWritable(path);
            var old = await ExpectAsync(request, cancellation);
            var trash = await PublishAsync(temporary, Math.Max(0, sent.Size), path, old, request.TrashRun, cancellation);
            var made = await FileAsync(path, cancellation) ?? throw Changed(path, "it is gone again");
            return new Written(made.ToEntry(path), hash, trash);
        }
        catch
        {
            await AbandonAsync(temporary, path);
            throw;
        }
    }

    /// <summary>Gives what was sent its name. No remote of this kind is known to replace in one step: what stands there is put aside first, and put back when that fails.</summary>
    private async ValueTask<TreePath?> PublishAsync(string temporary, long size, TreePath path, Entry? old, string? run, CancellationToken cancellation)
    {
        if (old is null || run is null)
        {
            await _service.MoveAsync(temporary, RclonePlaces.Of(path), size, path, cancellation);
            return null;
        }
        var trash = await _trash.TakeAsync(old, run, cancellation);
        try { await _service.MoveAsync(temporary, RclonePlaces.Of(path), size, path, CancellationToken.None); }
        catch (StoreException)
        {
            if (await FileAsync(path, CancellationToken.None) is null) await _service.MoveAsync(RclonePlaces.InTrash(trash), RclonePlaces.Of(path), old.Size, path, CancellationToken.None);
            throw;
        }
        return trash;
    }

    private async ValueTask<(RcloneItem Made, ContentHash Hash)> SendAsync(WriteRequest request, string name, CancellationToken cancellation)
    {
        using var upload = new RcloneUpload(_service, _server, _bandwidth, _name, request.Wanted.Path, name);
        var size = request.Content is { } content ? content.Entry.IsSizeUnknown ? (long?)null : content.Entry.Size : 0;
        return await upload.RunAsync(request.Content, size, request.Wanted.Mtime, cancellation);
    }

    /// <summary>What stands there and is to be replaced, or null when nothing does.</summary>
    /// <exception cref="WorldChangedException">It is not as expected.</exception>
    private async ValueTask<Entry?> ExpectAsync(WriteRequest request, CancellationToken cancellation)
    {
        if (request.Replaces is not { } expected)
        {
            await CheckFreeAsync(request.Wanted.Path, cancellation);
            return null;
        }
        return await ExpectFileAsync(expected with { Path = request.Wanted.Path }, cancellation);
    }

    private async ValueTask<Entry> ExpectFileAsync(Entry expected, CancellationToken cancellation)
    {
        if (!expected.IsFile) throw Changed(expected.Path, "it is not a file that could be replaced");
        var there = await FileAsync(expected.Path, cancellation) ?? throw Changed(expected.Path, "it is no longer there");
        var entry = there.ToEntry(expected.Path);
        return RcloneItem.IsStill(expected, entry, _features.Grain) ? entry : throw Changed(expected.Path, "it has changed since it was seen");
    }

    // No remote is known to refuse a name that is taken, so this look is all there is.
    private async ValueTask CheckFreeAsync(TreePath path, CancellationToken cancellation)
    {
        if (await FileAsync(path, cancellation) is not null || await _directories.IsThereAsync(RclonePlaces.Of(path), path, cancellation)) throw Changed(path, "something stands there already");
    }

    /// <summary>Refuses a name whose directory is not there: rclone would make it.</summary>
    private async ValueTask EnsureParentAsync(TreePath path, CancellationToken cancellation)
    {
        if (!await _directories.IsThereAsync(RclonePlaces.Of(path.Parent), path.Parent, cancellation)) throw Fail(path, StoreFault.NotFound, "the directory above it is not there");
    }

    // What was kept was not replaced after all, as far as can be seen; in doubt it stays.
    private async ValueTask UntrashAsync(Entry old, TreePath trash)
    {
        try
        {
            if (await FileAsync(old.Path, CancellationToken.None) is { } there && RcloneItem.IsStill(old, there.ToEntry(old.Path), _features.Grain)) await _trash.DropAsync(trash, CancellationToken.None);
        }
        catch (StoreException e) { _options.Note?.Invoke($"a copy in the trash stays: {e.Cause}"); }
    }

    private async ValueTask AbandonAsync(string temporary, TreePath path)
    {
        try { await _service.RemoveAsync(temporary, path, CancellationToken.None); }
        catch (StoreException e) { _options.Note?.Invoke($"a temporary stays until the next run: {e.Cause}"); }
    }
}
