using Holdfast.Engine.Guarding;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Engine;

/// <summary>
/// What was recorded of all stores before any of them was opened. A younger record may tell of a marker that another run has
/// written since: judged by it, a store that was opened without one would look like a mount point whose disk is gone.
/// </summary>
public sealed class StoresBefore
{
    private readonly Dictionary<(string Name, string Location), KnownStore> _known;

    private StoresBefore(IEnumerable<KnownStore> known) => _known = known.ToDictionary(store => (store.Name, store.Location));

    /// <summary>Reads what is recorded now; the stores it is to judge are opened afterwards.</summary>
    public static async ValueTask<StoresBefore> ReadAsync(IKnownStores stores, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(stores);
        return new StoresBefore(await stores.ListAsync(cancellation));
    }

    /// <summary>What was recorded of a store; null when it had never been seen.</summary>
    public KnownStore? Find(StoreFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return _known.GetValueOrDefault((facts.Name, facts.Location));
    }

    /// <summary>The reason not to trust an open store, or null.</summary>
    public Refusal? Judge(StoreFacts facts)
    {
        var known = Find(facts);
        return StoreGuard.Judge(new StoreFactsBefore(facts, known?.Uuid, known?.FileSystemId));
    }
}
