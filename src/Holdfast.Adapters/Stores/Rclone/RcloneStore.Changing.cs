using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Rclone;

/// <content>Directories, names, trash, and deleting.</content>
internal sealed partial class RcloneStore
{
    /// <inheritdoc/>
    public async ValueTask<Entry> MakeDirectoryAsync(Entry wanted, CancellationToken cancellation)
    {
        var path = wanted.Path;
        CheckWritable(path);
        CheckName(path);
        await EnsureParentAsync(path, cancellation);
        using var name = await HoldAsync(path, cancellation);
        await CheckFreeAsync(path, cancellation);
        await _directories.MakeAsync(RclonePlaces.Of(path), path, cancellation);
        return RcloneItem.Directory(path);
    }

    /// <inheritdoc/>
    public async ValueTask<Entry> MoveAsync(Entry expected, TreePath to, CancellationToken cancellation)
    {
        CheckWritable(expected.Path);
        CheckName(expected.Path);
        CheckName(to);
        if (expected.IsDirectory) throw Fail(expected.Path, StoreFault.Refused, "a directory is not renamed in one step here: what lies in it is renamed by itself");
        await EnsureParentAsync(to, cancellation);
        using var name = await HoldAsync(to, cancellation);
        var file = await ExpectFileAsync(expected, cancellation);
        await CheckFreeAsync(to, cancellation);
        await _service.MoveAsync(RclonePlaces.Of(expected.Path), RclonePlaces.Of(to), file.Size, expected.Path, cancellation);
        return (await FileAsync(to, cancellation) ?? throw Changed(to, "it is gone again")).ToEntry(to);
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(Entry expected, CancellationToken cancellation)
    {
        var path = expected.Path;
        CheckWritable(path);
        CheckName(path);
        if (expected.IsDirectory)
        {
            await CheckEmptyAsync(path, cancellation);
            await _directories.RemoveAsync(RclonePlaces.Of(path), path, cancellation);
            return;
        }
        await ExpectFileAsync(expected, cancellation);
        await _service.RemoveAsync(RclonePlaces.Of(path), path, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask<TreePath> DiscardAsync(Entry expected, string run, CancellationToken cancellation)
    {
        var path = expected.Path;
        CheckWritable(path);
        CheckName(path);
        if (!expected.IsDirectory) return await _trash.TakeAsync(await ExpectFileAsync(expected, cancellation), run, cancellation);
        await CheckEmptyAsync(path, cancellation);
        var place = await _trash.KeepDirectoryAsync(path, run, cancellation);
        await _directories.RemoveAsync(RclonePlaces.Of(path), path, cancellation);
        return place;
    }

    /// <inheritdoc/>
    public ValueTask<TreePath?> FindAsync(string run, Entry was, CancellationToken cancellation) => _trash.FindAsync(run, was, cancellation);

    /// <inheritdoc/>
    public async ValueTask<Entry> RecoverAsync(TreePath trashPath, TreePath to, CancellationToken cancellation)
    {
        CheckWritable(to);
        CheckName(to);
        var kept = await _trash.LookAsync(trashPath, to, cancellation) ?? throw Fail(to, StoreFault.NotFound, $"the trash has no {trashPath}");
        await EnsureParentAsync(to, cancellation);
        using var name = await HoldAsync(to, cancellation);
        await CheckFreeAsync(to, cancellation);
        if (kept.IsDirectory)
        {
            await _directories.MakeAsync(RclonePlaces.Of(to), to, cancellation);
            await _trash.DropDirectoryAsync(trashPath, cancellation);
            return RcloneItem.Directory(to);
        }
        await _service.MoveAsync(RclonePlaces.InTrash(trashPath), RclonePlaces.Of(to), kept.Size, to, cancellation);
        return (await FileAsync(to, cancellation) ?? throw Changed(to, "it is gone again")).ToEntry(to);
    }

    /// <inheritdoc/>
    public async ValueTask DropKeptAsync(TreePath trashPath, CancellationToken cancellation)
    {
        CheckWritable(trashPath);
        await _trash.DropAsync(trashPath, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask<long> MeasureAsync(string run, CancellationToken cancellation) => await _trash.MeasureAsync(run, cancellation);

    /// <inheritdoc/>
    public ValueTask<TrashSwept> SweepAsync(DateTimeOffset keepSince, long maxBytes, CancellationToken cancellation) => _trash.SweepAsync(keepSince, maxBytes, cancellation);

    private async ValueTask CheckEmptyAsync(TreePath path, CancellationToken cancellation)
    {
        var found = await _directories.ListAsync(RclonePlaces.Of(path), path, cancellation) ?? throw Changed(path, "it is no longer there");
        if (found.Count > 0) throw Changed(path, "the directory is not empty");
    }
}
