using System.Runtime.CompilerServices;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.S3;

/// <content>Listing, looking and reading.</content>
internal sealed partial class S3Store
{
    private const int PagesAtOnce = 8;

    /// <inheritdoc/>
    public async IAsyncEnumerable<Entry> ListAsync(ListRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var completer = new EntryCompleter(LookAsync, _options.Parallel);
        var known = request.Known?.Invoke(cancellation);
        if (request.Scope.IsAll)
        {
            yield return await RootAsync(cancellation);
            await foreach (var entry in completer.CompleteAsync(Names(request, TreePath.Root, cancellation), known, cancellation)) yield return Checked(entry, cancellation);
            yield break;
        }
        foreach (var (entry, deep) in await TopsAsync(request, cancellation))
        {
            yield return entry;
            if (!deep || !entry.IsDirectory) continue;
            // What is known is read from its start for each of them; scopes hold few names.
            await foreach (var below in completer.CompleteAsync(Names(request, entry.Path, cancellation), request.Known?.Invoke(cancellation), cancellation)) yield return Checked(below, cancellation);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Entry?> StatAsync(TreePath path, CancellationToken cancellation)
    {
        if (path.IsRoot) return await RootAsync(cancellation);
        if (path.Top.SequenceEqual(".holdfast"u8)) return null;
        if (_directories.Find(path) == true && await StatDirectoryAsync(path, cancellation) is { } directory) return directory;
        return await StatFileAsync(path, cancellation) ?? await StatDirectoryAsync(path, cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<IContentReader> OpenReadAsync(Entry expected, CancellationToken cancellation) => OpenAsync(expected, new SideHash(_service, _keys), cancellation);

    /// <inheritdoc/>
    // A damaged object is read to its end: where the damage lies tells only who has all of it.
    public ValueTask<IContentReader> OpenReadbackAsync(Entry expected, CancellationToken cancellation) => OpenAsync(expected, null, cancellation);

    private async ValueTask<IContentReader> OpenAsync(Entry expected, SideHash? side, CancellationToken cancellation)
    {
        var path = expected.Path;
        if (path.IsRoot || path.Top.SequenceEqual(".holdfast"u8)) throw Fail(path, StoreFault.Refused, "only regular files are read");
        var (head, content) = await _service.OpenAsync(_keys.Of(path), path, 0, null, cancellation) ?? throw Fail(path, StoreFault.NotFound, "there is no file of that name");
        var entry = ObjectMetadata.ToEntry(path, false, head.Size, head.ETag, head.Modified, head.Words);
        if (entry.IsFile) return new S3Reader(_service, side, _name, head, entry, content, _options.Time);
        await content.DisposeAsync();
        throw Fail(path, StoreFault.Refused, "only regular files are read");
    }

    private async ValueTask<Entry> RootAsync(CancellationToken cancellation) =>
        await _service.HeadAsync(_keys.OfDirectory(TreePath.Root), TreePath.Root, cancellation) is { } head
            ? ObjectMetadata.ToEntry(TreePath.Root, true, 0, head.ETag, head.Modified, head.Words)
            : ObjectMetadata.Implied(TreePath.Root);

    private async ValueTask<Entry?> StatFileAsync(TreePath path, CancellationToken cancellation) =>
        await _service.HeadAsync(_keys.Of(path), path, cancellation) is { } head ? await FileAsync(path, head, cancellation) : null;

    /// <summary>A directory, by the object that stands for it or by what lies in it; null when there is neither.</summary>
    private async ValueTask<Entry?> StatDirectoryAsync(TreePath path, CancellationToken cancellation)
    {
        if (await _service.HeadAsync(_keys.OfDirectory(path), path, cancellation) is { } head)
        {
            _directories.Add(path);
            return ObjectMetadata.ToEntry(path, true, 0, head.ETag, head.Modified, head.Words);
        }
        if ((await _service.ListAsync(_keys.Below(path), "", 1, cancellation)).Objects.Count == 0) return null;
        _directories.Add(path);
        return ObjectMetadata.Implied(path);
    }

    private async ValueTask<Entry> FileAsync(TreePath path, ObjectHead head, CancellationToken cancellation)
    {
        var entry = ObjectMetadata.ToEntry(path, false, head.Size, head.ETag, head.Modified, head.Words);
        if (entry.Kind != EntryKind.Symlink) return entry;
        var opened = await _service.OpenAsync(head.Key, path, 0, head.ETag, cancellation) ?? throw Changed(path, "it has changed while it was looked at");
        await using var content = opened.Content;
        using var target = new MemoryStream();
        await content.CopyToAsync(target, cancellation);
        return entry with { Target = target.ToArray() };
    }

    // Null for what is gone since it was listed.
    private async Task<Entry?> LookAsync(ListedName name, CancellationToken cancellation)
    {
        if (!name.IsDirectory) return await StatFileAsync(name.Path, cancellation);
        return await _service.HeadAsync(_keys.OfDirectory(name.Path), name.Path, cancellation) is { } head ? ObjectMetadata.ToEntry(name.Path, true, 0, head.ETag, head.Modified, head.Words) : ObjectMetadata.Implied(name.Path);
    }

    /// <summary>The names of a scope as they are, in canonical order.</summary>
    private async ValueTask<List<(Entry Entry, bool Deep)>> TopsAsync(ListRequest request, CancellationToken cancellation)
    {
        var tops = new List<(Entry Entry, bool Deep)>();
        var found = new (Entry? File, Entry? Directory)[request.Scope.Items!.Count];
        await System.Threading.Tasks.Parallel.ForAsync(0, found.Length, new ParallelOptions { MaxDegreeOfParallelism = _options.Parallel, CancellationToken = cancellation }, async (index, token) =>
        {
            var path = request.Scope.Items[index].Path;
            if (path.IsRoot) found[index] = (null, await RootAsync(token));
            else if (!path.Top.SequenceEqual(".holdfast"u8)) found[index] = (await StatFileAsync(path, token), await StatDirectoryAsync(path, token));
        });
        for (var i = 0; i < found.Length; i++)
        {
            foreach (var entry in new[] { found[i].File, found[i].Directory })
            {
                if (entry is not null && request.Filters.DecideFromRoot(entry.Path, entry.IsDirectory).Included) tops.Add((entry, request.Scope.Items[i].Deep));
            }
        }
        tops.Sort(static (left, right) => CanonicalOrder.Compare(left.Entry, right.Entry));
        return tops;
    }

    private IAsyncEnumerable<ListedName> Names(ListRequest request, TreePath top, CancellationToken cancellation)
    {
        // Of many small subtrees none fills a page, and what is known would be read for each.
        var isOne = request.Scope.IsAll || request.Scope.Items!.Count == 1;
        var listing = new S3Listing(_service, _keys, request.Filters, _directories, Math.Clamp(_options.Parallel / 4, 1, PagesAtOnce));
        return listing.WalkAsync(top, isOne ? request.Known?.Invoke(cancellation) : null, cancellation);
    }

    private static Entry Checked(Entry entry, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return entry;
    }
}
