using System.Runtime.CompilerServices;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Rclone;

/// <content>Listing, looking and reading.</content>
internal sealed partial class RcloneStore
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<Entry> ListAsync(ListRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var listing = new RcloneListing(_name, _directories, request.Filters, Parallel, !Facts.MarkerIsNew && !Facts.Uuid.StartsWith(StoreFacts.UnmarkedPrefix, StringComparison.Ordinal), text => _options.Note?.Invoke(text));
        var isComplete = true;
        foreach (var (top, deep) in await TopsAsync(request, cancellation))
        {
            if (!deep || !top.IsDirectory)
            {
                yield return top;
                continue;
            }
            await foreach (var entry in listing.WalkAsync(top, cancellation))
            {
                isComplete &= entry.Unlisted is null;
                yield return entry;
            }
        }
        if (request.Scope.IsAll && isComplete && request.Filters.Rules.Count == 0) _directories.Complete();
    }

    /// <inheritdoc/>
    public async ValueTask<Entry?> StatAsync(TreePath path, CancellationToken cancellation)
    {
        if (path.Top.SequenceEqual(".holdfast"u8)) return null;
        if (path.IsRoot) return await _service.ListAsync("", path, cancellation) is null ? null : RcloneItem.Directory(path);
        return await FileAsync(path, cancellation) is { } file ? file.ToEntry(path) : await _directories.LookAsync(RclonePlaces.Of(path), path, cancellation) ? RcloneItem.Directory(path) : null;
    }

    /// <inheritdoc/>
    public async ValueTask<IContentReader> OpenReadAsync(Entry expected, CancellationToken cancellation)
    {
        var path = expected.Path;
        if (path.IsRoot || path.Top.SequenceEqual(".holdfast"u8)) throw Fail(path, StoreFault.Refused, "only regular files are read");
        return Reader(RclonePlaces.Of(path), await FileAsync(path, cancellation) ?? throw Fail(path, StoreFault.NotFound, "there is no file of that name"), path);
    }

    /// <inheritdoc/>
    public async ValueTask<IContentReader> OpenKeptAsync(TreePath trashPath, CancellationToken cancellation)
    {
        var name = RclonePlaces.InTrash(trashPath);
        return Reader(name, await _service.LookAsync(name, trashPath, cancellation) ?? throw Fail(trashPath, StoreFault.NotFound, "the trash does not keep it"), trashPath);
    }

    private RcloneReader Reader(string name, RcloneItem item, TreePath path) => new(_service, _name, name, item, item.ToEntry(path), _bandwidth, _options.Time);

    private Task<RcloneItem?> FileAsync(TreePath path, CancellationToken cancellation) => _service.LookAsync(RclonePlaces.Of(path), path, cancellation);

    /// <summary>The names of a scope as they are, in canonical order.</summary>
    private async ValueTask<List<(Entry Entry, bool Deep)>> TopsAsync(ListRequest request, CancellationToken cancellation)
    {
        if (request.Scope.Items is not { } items) return [(RcloneItem.Directory(TreePath.Root), true)];
        var found = new Entry?[items.Count];
        await System.Threading.Tasks.Parallel.ForAsync(0, found.Length, new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation }, async (index, token) =>
            found[index] = await StatAsync(items[index].Path, token));
        var tops = new List<(Entry Entry, bool Deep)>();
        for (var i = 0; i < found.Length; i++)
        {
            if (found[i] is { } entry && request.Filters.DecideFromRoot(entry.Path, entry.IsDirectory).Included) tops.Add((entry, items[i].Deep));
        }
        tops.Sort(static (left, right) => CanonicalOrder.Compare(left.Entry, right.Entry));
        return tops;
    }
}
