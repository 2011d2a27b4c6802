using System.Globalization;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Health;

/// <summary>Is there room, in bytes and in files?</summary>
internal sealed class DiskCheck : IHealthCheck
{
    private const double LowPercent = 5;
    private const double LowestPercent = 1;

    public string Name => "disk";

    public async Task<IReadOnlyList<HealthResult>> LookAsync(HealthContext context, CancellationToken cancellation)
    {
        var results = new List<HealthResult>();
        foreach (var store in context.Config.Stores)
        {
            var (opened, _) = await context.Stores.FindAsync(store.Name, cancellation);
            if (opened?.Ask<ICapacityStore>() is not { } room) continue;
            var least = context.Config.Jobs.Where(job => job.To.Contains(store.Name)).Select(job => job.Guards.MinFreePercent).DefaultIfEmpty(LowestPercent).Max();
            results.Add(Judge(store.Name, await room.CapacityAsync(cancellation), least, context.IsDeep ? await TrashAsync(context, store.Name, cancellation) : null));
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
        var bytes = Share(room.FreeBytes, room.TotalBytes);
        var files = room.TotalFiles > 0 ? Share(room.FreeFiles, room.TotalFiles) : 100;
        var text = string.Create(CultureInfo.InvariantCulture, $"{Size(room.FreeBytes)} of {Size(room.TotalBytes)} free ({bytes:0.#} %){(room.TotalFiles > 0 ? $", room for {room.FreeFiles:N0} more files ({files:0.#} %)" : "")}{(trash is { } held ? $", {Size(held)} in the trash" : "")}");
        var low = Math.Min(bytes, files);
        return low < least ? HealthResult.Error(name, $"{text}: runs that need room are refused", "make room, or let the trash keep less (trash: keep, max)")
            : low < LowPercent ? HealthResult.Warning(name, text, "make room before it runs out") : HealthResult.Ok(name, text);
    }

    private static double Share(long part, long whole) => whole <= 0 ? 100 : 100.0 * part / whole;

    private static string Size(long bytes) => bytes switch
    {
        >= 1_000_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e12:0.#} TB"),
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.#} GB"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes"),
    };
}
