using System.Runtime.CompilerServices;
using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Local;

/// <content>Listing and reading.</content>
public sealed partial class LocalStore
{
    /// <inheritdoc/>
    public IAsyncEnumerable<Entry> ListAsync(ListRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _databases is null ? WalkAsync(request, cancellation) : _databases.Pairing.PairAsync(WalkAsync(request, cancellation), request, cancellation);
    }

    private async IAsyncEnumerable<Entry> WalkAsync(ListRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // Only a walk of everything can tell whether all names of a file lie inside.
        var census = request.Scope.IsAll ? new LinkCensus(_tree.Moment) : null;
        var walker = new TreeWalker(new WalkSettings
        {
            Root = _tree.Root,
            Filters = request.Filters,
            Workers = request.Scope.IsAll ? Math.Clamp(_options.Workers, 0, 16) : 0,
            Census = census,
            OwnInode = _tree.Own.Inode,
            SpillFrom = _options.SpillFrom,
            SpillDirectory = _options.SpillDirectory,
        });
        foreach (var top in Do(TreePath.Root, () => Tops(request), cancellation))
        {
            if (!top.Deep || !top.Entry.IsDirectory || top.Entry.Unlisted is not null)
            {
                yield return top.Entry;
                continue;
            }
            await using var entries = walker.WalkAsync(top.Entry, cancellation).GetAsyncEnumerator(cancellation);
            while (await NextAsync(entries)) yield return entries.Current;
        }
        if (census is not null) _tree.Census = census;
    }

    /// <inheritdoc/>
    public ValueTask<Entry?> StatAsync(TreePath path, CancellationToken cancellation) =>
        ValueTask.FromResult(Do(path, () => IsOwn(path) || Find(path) is not { } entry ? null : _databases?.Pairing.Pair(entry) ?? entry, cancellation));

    /// <inheritdoc/>
    public ValueTask<IContentReader> OpenReadAsync(Entry expected, CancellationToken cancellation) =>
        _databases is null ? ValueTask.FromResult(Do<IContentReader>(expected.Path, () => LocalContentReader.Open(_tree, expected, false), cancellation)) : OpenDatabaseAsync(_databases, expected, cancellation);

    /// <inheritdoc/>
    public ValueTask<IContentReader> OpenReadbackAsync(Entry expected, CancellationToken cancellation) =>
        ValueTask.FromResult(Do<IContentReader>(expected.Path, () => LocalContentReader.Open(_tree, expected, true), cancellation));

    /// <inheritdoc/>
    public ValueTask<Entry> ReadXattrsAsync(Entry entry, CancellationToken cancellation) =>
        ValueTask.FromResult(Do(entry.Path, () => _databases is null || !entry.IsFile ? _metadata.ReadXattrs(entry) : _databases.WithXattrs(entry, Find(entry.Path), _metadata.ReadXattrs), cancellation));

    /// <inheritdoc/>
    public ValueTask<Capacity> CapacityAsync(CancellationToken cancellation) => ValueTask.FromResult(Do(TreePath.Root, () =>
    {
        SystemCallException.Check(_tree.Calls.FStatFs(_tree.Root.Number, out var stat), "fstatfs", TreePath.Root);
        return new Capacity((long)stat.Blocks * stat.FragmentSize, (long)stat.BlocksAvailable * stat.FragmentSize, (long)stat.Files, (long)stat.FilesFree);
    }, cancellation));

    private async ValueTask<IContentReader> OpenDatabaseAsync(LocalDatabases databases, Entry expected, CancellationToken cancellation)
    {
        try { return await databases.OpenAsync(expected, cancellation); }
        catch (SystemCallException failure) { throw _tree.Translate(failure, expected.Path); }
    }

    private static bool IsOwn(TreePath path) => path.Top.SequenceEqual(TreeNames.Own);

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<Entry> entries)
    {
        try { return await entries.MoveNextAsync(); }
        catch (SystemCallException failure) { throw new StoreException(_tree.Name, failure.Path, StoreFault.Unavailable, failure.Message, failure); }
    }

    // What is listed, in canonical order: which that is depends on what each name stands for now.
    private List<(Entry Entry, bool Deep)> Tops(ListRequest request)
    {
        var tops = new List<(Entry Entry, bool Deep)>();
        foreach (var item in request.Scope.Items ?? [new ScopeItem(TreePath.Root, true)])
        {
            if (IsOwn(item.Path) || Find(item.Path) is not { } entry) continue;
            if (request.Filters.DecideFromRoot(item.Path, entry.IsDirectory).Included) tops.Add((entry, item.Deep));
        }
        tops.Sort((a, b) => CanonicalOrder.Compare(a.Entry, b.Entry));
        return tops;
    }

    private Entry? Find(TreePath path)
    {
        if (path.IsRoot) return EntryStat.Of(_tree.Calls, _tree.Root.Number, path, out _);
        var number = _tree.Root.TryOpen(path.Parent, OpenFlags.Path | OpenFlags.Directory);
        // A component that is gone, or is no directory any more: the name cannot be there.
        if (number is -Errno.ENOENT or -Errno.ENOTDIR or -Errno.ELOOP) return null;
        using var parent = new Descriptor(_tree.Calls, SystemCallException.Check(number, "openat2", path));
        SystemCallException.Check(_tree.Calls.StatX(number, [], At.EmptyPath, EntryStat.Mask, out var above), "statx", path);
        SystemCallException.Check(EntryStat.Look(_tree.Calls, number, path.Name, path, above.Device, out var entry), "statx", path);
        return entry is { IsMountPoint: true } && _tree.Root.Mounts == MountRule.Skip ? EntryStat.WithTrouble(entry, TreeNames.OtherFileSystem) : entry;
    }
}
