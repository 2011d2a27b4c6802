using Holdfast.Adapters.Captures;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Local;

/// <summary>Reports with each log of a database that was written to the database it belongs to.</summary>
internal sealed class DatabaseWatcher(IStoreWatcher inner) : IStoreWatcher
{
    /// <inheritdoc/>
    public bool IsHealthy => inner.IsHealthy;

    /// <inheritdoc/>
    public string? Trouble => inner.Trouble;

    /// <inheritdoc/>
    public Task WaitAsync(CancellationToken cancellation) => inner.WaitAsync(cancellation);

    /// <inheritdoc/>
    public Scope Take()
    {
        var scope = inner.Take();
        var owners = scope.Items?.Select(item => DatabaseFiles.OwnerOf(item.Path)).OfType<TreePath>().ToArray() ?? [];
        return owners.Length == 0 ? scope : Scope.Of(scope.Items!.Concat(owners.Select(owner => new ScopeItem(owner, false))));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
