using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Health;

/// <summary>Is there room, in bytes and in files?</summary>
internal sealed class DiskCheck : IHealthCheck
{
    public string Name => "disk";

    public async Task<IReadOnlyList<HealthResult>> LookAsync(HealthContext context, CancellationToken cancellation)
    {
        var results = new List<HealthResult>();
        foreach (var store in context.Config.Stores)
        {
            var (opened, _) = await context.Stores.FindAsync(store.Name, cancellation);
            if (opened?.Ask<ICapacityStore>() is not { } room) continue;
            results.Add(Judge(store.Name, await room.CapacityAsync(cancellation), DiskLevel.LeastOf(context.Config, store.Name), context.IsDeep ? await TrashAsync(context, store.Name, cancellation) : null));
        }
        return results;
    }

    // Sweeping nothing away tells how much there is: no run is older than 1970. (Nanoseconds since then do not reach back to the year 1.)
    private static async Task<long?> TrashAsync(HealthContext context, string name, CancellationToken cancellation)
    {
        await using var store = await context.Open(name, true, cancellation);
        return store is { Facts.MarkerIsNew: false } && store.Ask<ITrashStore>() is { } trash ? (await trash.SweepAsync(DateTimeOffset.UnixEpoch, long.MaxValue, cancellation)).BytesLeft : null;
    }

    private static HealthResult Judge(string name, Capacity room, double least, long? trash)
    {
        var text = $"{DiskLevel.Text(room)}{(trash is { } held ? $", {DiskLevel.Size(held)} in the trash" : "")}";
        return DiskLevel.Of(room, least) switch
        {
            "error" => HealthResult.Error(name, $"{text}: runs that need room are refused", "make room, or let the trash keep less (trash: keep, max)"),
            "warning" => HealthResult.Warning(name, text, "make room before it runs out"),
            _ => HealthResult.Ok(name, text),
        };
    }
}
