using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Scheduling;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Jobs;

/// <summary>Opens watchers of configured stores. A watcher keeps its store open for as long as it lives.</summary>
internal sealed class StoreWatches(HoldfastConfig config, StoreOpener stores) : IWatchSource
{
    /// <inheritdoc/>
    public async ValueTask<IStoreWatcher?> OpenAsync(string store, CancellationToken cancellation)
    {
        var opened = await stores.OpenAsync(store, null, writable: false, cancellation);
        try
        {
            if (opened.Ask<IWatchingStore>() is { } watching) return new OwningWatcher(await watching.WatchAsync(FiltersOf(store), cancellation), opened);
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
        await opened.DisposeAsync();
        return null;
    }

    // Jobs of one store may filter differently; a watcher may leave out only what no job wants, which is known when there is one job.
    private FilterSet FiltersOf(string store)
    {
        var jobs = config.Jobs.Where(j => (j.From ?? j.Store) == store).ToList();
        return jobs.Count == 1 ? jobs[0].Filters : FilterSet.Empty;
    }

    private sealed class OwningWatcher(IStoreWatcher inner, IStore store) : IStoreWatcher
    {
        public bool IsHealthy => inner.IsHealthy;

        public string? Trouble => inner.Trouble;

        public Task WaitAsync(CancellationToken cancellation) => inner.WaitAsync(cancellation);

        public Scope Take() => inner.Take();

        public async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            await store.DisposeAsync();
        }
    }
}
