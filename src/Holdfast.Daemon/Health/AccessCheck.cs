using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Jobs;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Health;

/// <summary>Is every store there, is it the one it was, and can it be read and, where a job changes it, written?</summary>
internal sealed class AccessCheck : IHealthCheck
{
    public string Name => "access";

    public async Task<IReadOnlyList<HealthResult>> LookAsync(HealthContext context, CancellationToken cancellation)
    {
        var results = new List<HealthResult>();
        foreach (var store in context.Config.Stores) results.Add(await LookAsync(context, store, cancellation));
        return results;
    }

    private static async Task<HealthResult> LookAsync(HealthContext context, StoreConfig store, CancellationToken cancellation)
    {
        var absences = context.Absences!;
        await absences.LoadAsync(context.State.Events, cancellation);
        var (opened, problem) = await context.Stores.FindAsync(store.Name, cancellation);
        if (opened is null || store.Removable) problem = await StorePresence.LookAsync(store, context.Stores, absences, cancellation);
        if (problem is not null && store.Removable && StorePresence.IsAbsence(problem) && absences.Find(store.Name) is { } absence)
        {
            return StorePresence.IsLong(context.Config, store.Name, absence.Since, context.Time.GetUtcNow())
                ? HealthResult.Warning(store.Name, $"is away for longer than it may be: {absence.Text}", "bring it back, or say with max-away how long it may be away")
                : HealthResult.Ok(store.Name, $"is away, as a removable store may be: {absence.Text}");
        }
        if (opened is null || problem is not null) return HealthResult.Error(store.Name, $"cannot be used: {problem!.Cause}", "see whether its path is right and its file system is mounted");
        try
        {
            if (!context.Config.Jobs.Any(job => job.Store == store.Name || job.WritesDestinations && job.To.Contains(store.Name))) return await ReadableAsync(opened, cancellation);
            // Taking the lock, if only for a moment, would make a run that begins just now fail; beside a daemon its runs tell.
            if (context.Daemon is not null || context.StateHolder is not null) return await KnownAsync(context, opened, cancellation) ?? await ReadableAsync(opened, cancellation);
            await using var writable = await context.Open(store.Name, true, cancellation);
            return await WritableAsync(context, writable, cancellation);
        }
        catch (StoreException e)
        {
            return HealthResult.Error(store.Name, e.Cause, e.Fault == StoreFault.Denied ? "run as the service or as root, or give this user access" : null);
        }
    }

    private static async Task<HealthResult> ReadableAsync(IStore store, CancellationToken cancellation) =>
        await store.StatAsync(TreePath.Root, cancellation) is null ? HealthResult.Error(store.Facts.Name, "its root directory cannot be looked at")
            : HealthResult.Ok(store.Facts.Name, $"is there and can be read ({store.Facts.Location})");

    private static async Task<HealthResult> WritableAsync(HealthContext context, IStore store, CancellationToken cancellation)
    {
        var facts = store.Facts;
        if (await KnownAsync(context, store, cancellation) is { } other) return other;
        var known = (await context.Stores.BeforeAsync(cancellation)).Find(facts);
        // A store never seen before is not locked: that would write its marker, and perhaps into an empty mount point.
        if (known is null || facts.MarkerIsNew) return HealthResult.Ok(facts.Name, $"is there and was never written by a job ({facts.Location})");
        if (store.Ask<ILockingStore>() is not { } locking) return await ReadableAsync(store, cancellation);
        await using var held = await locking.TryLockAsync(cancellation);
        return HealthResult.Ok(facts.Name, held is null ? $"is there, and a run is changing it now ({facts.Location})" : $"is there and can be written ({facts.Location})");
    }

    /// <summary>Why it is not the store that was seen before; null when it is, or none was.</summary>
    private static async Task<HealthResult?> KnownAsync(HealthContext context, IStore store, CancellationToken cancellation)
    {
        var facts = store.Facts;
        var refusal = (await context.Stores.BeforeAsync(cancellation)).Judge(facts);
        return refusal is null ? null : HealthResult.Error(facts.Name, refusal.Message[$"{facts.Name}: ".Length..]);
    }
}
