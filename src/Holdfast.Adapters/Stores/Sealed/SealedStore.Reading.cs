using System.Runtime.CompilerServices;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Sealed;

/// <content>Listing, looking and reading.</content>
internal sealed partial class SealedStore : IReadbackStore, IVersionStore
{
    /// <inheritdoc/>
    public IAsyncEnumerable<Entry> ListAsync(ListRequest request, CancellationToken cancellation) => _paths.IsOn ? ListSortedAsync(request, cancellation) : ListPlainAsync(request, cancellation);

    /// <inheritdoc/>
    public async ValueTask<Entry?> StatAsync(TreePath path, CancellationToken cancellation) =>
        path.Top.SequenceEqual(".holdfast"u8) ? null : await Do(path, _inner.StatAsync(_paths.Close(path), cancellation)) is { } there ? _entries.Open(there, path) : null;

    /// <inheritdoc/>
    public async ValueTask<IContentReader> OpenReadAsync(Entry expected, CancellationToken cancellation)
    {
        CheckName(expected.Path);
        return await OpenAsync(expected.Path, await Do(expected.Path, _inner.OpenReadAsync(_entries.Close(expected), cancellation)));
    }

    /// <inheritdoc/>
    public async ValueTask<IContentReader> OpenReadbackAsync(Entry expected, CancellationToken cancellation)
    {
        CheckName(expected.Path);
        return await OpenAsync(expected.Path, await Do(expected.Path, Inside<IReadbackStore>().OpenReadbackAsync(_entries.Close(expected), cancellation)));
    }

    /// <inheritdoc/>
    public async ValueTask<IContentReader> OpenKeptAsync(TreePath trashPath, CancellationToken cancellation) =>
        await OpenAsync(trashPath, await Inside<IVersionStore>().OpenKeptAsync(trashPath, cancellation));

    /// <inheritdoc/>
    public ValueTask DropKeptAsync(TreePath trashPath, CancellationToken cancellation) => Inside<IVersionStore>().DropKeptAsync(trashPath, cancellation);

    private async ValueTask<IContentReader> OpenAsync(TreePath path, IContentReader content)
    {
        if (_entries.Open(content.Entry, path).IsFile) return new OpeningReader(_inner.Facts.Name, content, _options.Keys, there => _entries.Open(there, path));
        await content.DisposeAsync();
        throw Fail(path, StoreFault.Other, "nothing that is encrypted has its size: it was cut off, or was never encrypted");
    }

    // Names stay as they are, and so does their order.
    private async IAsyncEnumerable<Entry> ListPlainAsync(ListRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var known = request.Known;
        var inside = known is null ? request : request with { Known = token => known(token).Select(entry => _entries.Close(entry)) };
        await foreach (var there in _inner.ListAsync(inside, cancellation)) yield return _entries.Open(there, there.Path);
    }

    // Encrypted names come in an order that says nothing of theirs.
    private async IAsyncEnumerable<Entry> ListSortedAsync(ListRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var sorter = new EntrySorter(_inner.Facts.Name, _options);
        var scope = request.Scope.Items is { } items ? Scope.Of(items.Select(item => new ScopeItem(_paths.Close(item.Path), item.Deep))) : Scope.All;
        var known = request.Known;
        var inside = new ListRequest(scope, FilterSet.Empty) { Known = known is null ? null : token => SortKnownAsync(known, token) };
        await foreach (var there in _inner.ListAsync(inside, cancellation))
        {
            if (_entries.Open(there) is { } entry && request.Filters.DecideFromRoot(entry.Path, entry.IsDirectory).Included) sorter.Add(entry);
        }
        await foreach (var entry in sorter.ReadAsync(cancellation)) yield return entry;
    }

    private async IAsyncEnumerable<Entry> SortKnownAsync(Func<CancellationToken, IAsyncEnumerable<Entry>> known, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var sorter = new EntrySorter(_inner.Facts.Name, _options);
        await foreach (var entry in known(cancellation)) sorter.Add(_entries.Close(entry));
        await foreach (var entry in sorter.ReadAsync(cancellation)) yield return entry;
    }
}
