using System.Runtime.CompilerServices;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Sftp;

/// <content>Listing, looking and reading.</content>
internal sealed partial class SftpStore
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<Entry> ListAsync(ListRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var listing = new SftpListing(_service, _places, request.Filters, _options.Parallel);
        foreach (var (top, deep) in await TopsAsync(request, cancellation))
        {
            if (!deep || !top.IsDirectory)
            {
                yield return top;
                continue;
            }
            await foreach (var entry in listing.WalkAsync(top, cancellation)) yield return entry;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Entry?> StatAsync(TreePath path, CancellationToken cancellation) =>
        path.Top.SequenceEqual(".holdfast"u8) ? null : await _service.CallAsync("look at", path, 0, (session, _, token) => LookAsync(session, path, token), cancellation);

    /// <inheritdoc/>
    public async ValueTask<IContentReader> OpenReadAsync(Entry expected, CancellationToken cancellation)
    {
        var path = expected.Path;
        if (path.IsRoot || path.Top.SequenceEqual(".holdfast"u8)) throw Fail(path, StoreFault.Refused, "only regular files are read");
        var reader = new SftpReader(_service, _places.Of(path), path, _bandwidth);
        if (!await _service.CallAsync("look at", path, 0, (session, _, token) => IsInsideAsync(session, path, token), cancellation)) throw Fail(path, StoreFault.NotFound, "there is nothing of that name");
        await reader.OpenAsync(cancellation);
        return reader;
    }

    /// <summary>The names of a scope as they are, in canonical order.</summary>
    private async ValueTask<List<(Entry Entry, bool Deep)>> TopsAsync(ListRequest request, CancellationToken cancellation)
    {
        var items = request.Scope.Items ?? [new ScopeItem(TreePath.Root, true)];
        var found = new Entry?[items.Count];
        await System.Threading.Tasks.Parallel.ForAsync(0, found.Length, new ParallelOptions { MaxDegreeOfParallelism = _options.Parallel, CancellationToken = cancellation }, async (index, token) =>
            found[index] = await StatAsync(items[index].Path, token));
        var tops = new List<(Entry Entry, bool Deep)>();
        for (var i = 0; i < found.Length; i++)
        {
            if (found[i] is { } entry && request.Filters.DecideFromRoot(entry.Path, entry.IsDirectory).Included) tops.Add((entry, items[i].Deep));
        }
        if (request.Scope.IsAll && tops.Count == 0) throw Fail(TreePath.Root, StoreFault.Unavailable, "the store's root is gone");
        tops.Sort(static (left, right) => CanonicalOrder.Compare(left.Entry, right.Entry));
        return tops;
    }

    private async Task<Entry?> LookAsync(SftpSession session, TreePath path, CancellationToken cancellation) => (await SeeAsync(session, path, cancellation)).Entry;

    /// <summary>
    /// What stands under a name, and whether the way to it leads through directories of the store alone: the server follows links
    /// on its way, and what lies behind one is not the store's. Both are asked for in one round trip.
    /// </summary>
    private async Task<(Entry? Entry, bool IsInside)> SeeAsync(SftpSession session, TreePath path, CancellationToken cancellation)
    {
        var (way, place) = (IsInsideAsync(session, path, cancellation), _places.Of(path));
        SftpAttributes? attributes = null;
        SftpStatusException? failure = null;
        try { attributes = await session.LStatAsync(place, cancellation); }
        catch (SftpStatusException e) { failure = e; }
        if (!await way) return (null, false);
        if (failure is not null) throw failure;
        if (attributes is not { } known) return (null, true);
        return (SftpEntries.Of(path, known, known.Kind == EntryKind.Symlink ? await session.ReadLinkAsync(place, cancellation) : null), true);
    }

    private async Task<bool> IsInsideAsync(SftpSession session, TreePath path, CancellationToken cancellation)
    {
        if (path.IsRoot || path.Parent.IsRoot) return true;
        var above = _places.Of(path.Parent);
        // Of what is no directory, or not there, servers tell no path; of a link they tell the one it leads to.
        var (way, there) = (session.RealPathAsync(above, cancellation).AsTask(), session.LStatAsync(above, cancellation).AsTask());
        try { return (await way).AsSpan().SequenceEqual(above) && await there is { Kind: EntryKind.Directory }; }
        catch (SftpStatusException e) when (e.Code == StatusCode.NoSuchFile) { return false; }
        // Some servers have this word for what is no directory. A disk that fails has it too, and then nothing is known to be gone.
        catch (SftpStatusException e) when (e.Code == StatusCode.Failure)
        {
            if (await there is { Kind: EntryKind.Directory }) throw;
            return false;
        }
    }

    private StoreException NoParent(TreePath path) => Fail(path, StoreFault.NotFound, "the directory above it is not there");
}
