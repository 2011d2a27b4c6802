using Holdfast.Engine;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Jobs;

/// <summary>Opens a configured store by its name, to be read or also to be changed; whoever asks disposes it.</summary>
/// <exception cref="StoreException">It is not there or cannot be opened.</exception>
public delegate ValueTask<IStore> StoreOpening(string name, bool writable, CancellationToken cancellation);

/// <summary>Stores that are looked at together: each is opened once, when it is first asked for, and for reading alone.</summary>
internal sealed class OpenStores(StoreOpening open, IKnownStores known) : IAsyncDisposable
{
    private readonly Dictionary<string, (IStore? Store, StoreException? Problem)> _stores = new(StringComparer.Ordinal);
    private StoresBefore? _before;

    /// <summary>The store, or why there is none.</summary>
    public async ValueTask<(IStore? Store, StoreException? Problem)> FindAsync(string name, CancellationToken cancellation)
    {
        if (_stores.TryGetValue(name, out var opened)) return opened;
        await BeforeAsync(cancellation);
        try { opened = (await open(name, false, cancellation), null); }
        catch (StoreException e) { opened = (null, e); }
        return _stores[name] = opened;
    }

    /// <summary>What was recorded of the stores before the first of them was opened.</summary>
    public async ValueTask<StoresBefore> BeforeAsync(CancellationToken cancellation) => _before ??= await StoresBefore.ReadAsync(known, cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var (store, _) in _stores.Values)
        {
            if (store is not null) await store.DisposeAsync();
        }
    }
}
