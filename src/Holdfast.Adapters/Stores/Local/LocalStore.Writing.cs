using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Local;

/// <content>Writing, moving and removing.</content>
public sealed partial class LocalStore
{
    /// <inheritdoc/>
    public async ValueTask<IStagedWrite> StageAsync(WriteRequest request, CancellationToken cancellation)
    {
        CheckWritable(request.Wanted.Path);
        try { return await _stager.StageAsync(request, cancellation); }
        catch (SystemCallException failure) { throw _tree.Translate(failure, request.Wanted.Path); }
    }

    /// <inheritdoc/>
    public ValueTask FlushAsync(CancellationToken cancellation)
    {
        Do(TreePath.Root, () => SystemCallException.Check(_tree.Calls.SyncFs(_tree.Root.Number), "syncfs", TreePath.Root), cancellation);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<Written> WriteAsync(WriteRequest request, CancellationToken cancellation)
    {
        await using var staged = await StageAsync(request, cancellation);
        await FlushAsync(cancellation);
        var written = await staged.PublishAsync(cancellation);
        await FlushAsync(cancellation);
        return written;
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(Entry expected, CancellationToken cancellation)
    {
        await Change(expected.Path, () => Delete(expected), cancellation);
        await FlushAsync(cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<Entry> MakeDirectoryAsync(Entry wanted, CancellationToken cancellation) =>
        Change(wanted.Path, () => new DirectoryMaker(_tree).MakeAt(wanted.Path), cancellation);

    /// <inheritdoc/>
    public ValueTask<Entry> SetMetadataAsync(Entry expected, Metadata metadata, AclRule acl, CancellationToken cancellation) =>
        Change(expected.Path, () => _metadata.Set(expected, metadata, acl), cancellation);

    /// <inheritdoc/>
    public ValueTask<Entry> MoveAsync(Entry expected, TreePath to, CancellationToken cancellation) =>
        Change(expected.Path, () => new Mover(_tree).Move(expected, to), cancellation);

    /// <inheritdoc/>
    public ValueTask<Written> LinkAsync(Entry existing, TreePath path, Entry? replaces, string? trashRun, CancellationToken cancellation) =>
        Change(path, () => new Linker(_tree, _publisher).Link(existing, path, replaces, trashRun), cancellation);

    /// <inheritdoc/>
    public ValueTask<TreePath> DiscardAsync(Entry expected, string run, CancellationToken cancellation) =>
        Change(expected.Path, () => expected.IsDirectory ? _trash.DiscardDirectory(expected, run) : _trash.Discard(expected, run), cancellation);

    /// <inheritdoc/>
    public ValueTask<TreePath?> FindAsync(string run, Entry was, CancellationToken cancellation) =>
        ValueTask.FromResult(Do(was.Path, () => _trash.Find(was, run), cancellation));

    /// <inheritdoc/>
    public ValueTask<Entry> RecoverAsync(TreePath trashPath, TreePath to, CancellationToken cancellation) =>
        Change(to, () => _trash.Recover(trashPath, to), cancellation);

    /// <inheritdoc/>
    public ValueTask<long> MeasureAsync(string run, CancellationToken cancellation) =>
        Change(TreePath.Root, () => new TrashSweeper(_tree).Measure(run, cancellation), cancellation);

    /// <inheritdoc/>
    public ValueTask<TrashSwept> SweepAsync(DateTimeOffset keepSince, long maxBytes, CancellationToken cancellation) =>
        Change(TreePath.Root, () => new TrashSweeper(_tree).Sweep(keepSince, maxBytes, cancellation), cancellation);

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable?> TryLockAsync(CancellationToken cancellation) => Change<IAsyncDisposable?>(TreePath.Root, () => Lock(cancellation), cancellation);

    private StoreLock? Lock(CancellationToken cancellation)
    {
        var taken = StoreLock.TryTake(_tree);
        if (taken is null) return null;
        try
        {
            StoreLock.Clear(_tree, cancellation);
            _tree.Moment = _tree.Own.Moment();
            if (Marker.Read(_tree.Name, _tree.Calls, _tree.Own.Self.Number, _options.Seal) is { } marked)
            {
                Facts = Facts with { Uuid = marked.ToString("D") };
            }
            else
            {
                Marker.Write(_tree.Calls, _tree.Own.Self.Number, _newUuid, _tree.Time.GetUtcNow(), _options.Seal);
                SystemCallException.Check(_tree.Calls.FSync(_tree.Root.Number), "fsync", TreePath.Root);
                Facts = Facts with { Uuid = _newUuid.ToString("D"), MarkerIsNew = true };
            }
            return taken;
        }
        catch
        {
            taken.Release();
            throw;
        }
    }

    // What is deleted for good is first taken out of everybody's reach, so that it is surely what was expected.
    private bool Delete(Entry expected)
    {
        if (expected.IsDirectory)
        {
            using var parent = _trash.Verified(expected);
            _trash.RemoveEmpty(parent, expected);
            return true;
        }
        new Mover(_tree).Destroy(expected);
        return true;
    }
}
