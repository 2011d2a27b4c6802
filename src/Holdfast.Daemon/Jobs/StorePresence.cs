using Holdfast.Daemon.Configuration;
using Holdfast.Engine;
using Holdfast.Engine.Guarding;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Jobs;

/// <summary>Whether what lies at a store's place is that store. A directory whose disk is not mounted is there, and is not the store.</summary>
internal static class StorePresence
{
    /// <summary>Judges an open store by what was recorded of it before it was opened.</summary>
    /// <exception cref="StoreException">
    /// <see cref="StoreFault.Unavailable"/>: nothing of ours is there, as when a disk is not mounted; <see cref="StoreFault.Refused"/>: another store is.
    /// </exception>
    public static void Check(StoresBefore before, StoreFacts facts)
    {
        if (before.Judge(facts) is not { } refusal) return;
        throw new StoreException(facts.Name, TreePath.Root, StoreGuard.IsBare(facts) ? StoreFault.Unavailable : StoreFault.Refused, refusal.Message[$"{facts.Name}: ".Length..]);
    }

    /// <summary>Looks whether a configured store is there, and notes a removable one that is not.</summary>
    /// <returns>Why it cannot be used; null when it can.</returns>
    public static async ValueTask<StoreException?> LookAsync(StoreConfig store, OpenStores stores, Absences absences, CancellationToken cancellation)
    {
        // A server that does not answer takes its time to do so.
        if (store.Kind is not (StoreKind.Local or StoreKind.Memory) && absences.FindFresh(store.Name) is { } known) return new StoreException(store.Name, TreePath.Root, StoreFault.Unavailable, known.Why);
        var (opened, problem) = await stores.FindAsync(store.Name, cancellation);
        try { if (opened is not null) Check(await stores.BeforeAsync(cancellation), opened.Facts); }
        catch (StoreException e) { problem = e; }
        if (store.Removable && problem is not null && IsAbsence(problem)) absences.Saw(store.Name, problem.Cause);
        return problem;
    }

    /// <summary>Whether an error means that a store as a whole is not there, rather than that it does not let us in or is another one.</summary>
    public static bool IsAbsence(StoreException error) => error.Fault is StoreFault.Unavailable or StoreFault.Transient;

    /// <summary>Whether a store is away for longer than it may be.</summary>
    public static bool IsLong(HoldfastConfig config, string store, DateTimeOffset? since, DateTimeOffset now) => config.FindStore(store) is { Removable: true } removable && now - since > removable.MaxAway;

    /// <summary>The stores of a job that may be away, by name.</summary>
    public static IEnumerable<string> RemovableOf(HoldfastConfig config, params IEnumerable<string?> names) =>
        names.OfType<string>().Distinct(StringComparer.Ordinal).Where(name => config.FindStore(name) is { Removable: true });
}
