using System.Globalization;
using Holdfast.Daemon.Configuration;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Health;

/// <summary>How a store's room is judged.</summary>
internal static class DiskLevel
{
    private const double LowPercent = 5;
    private const double LowestPercent = 1;
    // Room that hovers at a threshold is not told again and again.
    private const double Above = 0.5;

    /// <summary>The share, in percent, below which runs into a store are refused.</summary>
    public static double LeastOf(HoldfastConfig config, string store) => config.Jobs.Where(job => job.To.Contains(store)).Select(job => job.Guards.MinFreePercent).DefaultIfEmpty(LowestPercent).Max();

    /// <summary>What is free of bytes or of files, whichever is less, in percent.</summary>
    public static double FreePercent(Capacity room) => Math.Min(Share(room.FreeBytes, room.TotalBytes), room.TotalFiles > 0 ? Share(room.FreeFiles, room.TotalFiles) : 100);

    /// <summary><c>ok</c>, <c>warning</c> or <c>error</c>; it becomes better only when there is clearly more room than its threshold.</summary>
    /// <param name="room">The room there is.</param>
    /// <param name="least">The share below which runs are refused.</param>
    /// <param name="before">How it was; null when that is not known.</param>
    public static string Of(Capacity room, double least, string? before = null)
    {
        var free = FreePercent(room);
        if (free < least + (before == "error" ? Above : 0)) return "error";
        return free < LowPercent + (before is "warning" or "error" ? Above : 0) ? "warning" : "ok";
    }

    /// <summary>The room in words.</summary>
    public static string Text(Capacity room)
    {
        var files = room.TotalFiles > 0 ? string.Create(CultureInfo.InvariantCulture, $", room for {room.FreeFiles:N0} more files ({Share(room.FreeFiles, room.TotalFiles):0.#} %)") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{Size(room.FreeBytes)} of {Size(room.TotalBytes)} free ({Share(room.FreeBytes, room.TotalBytes):0.#} %){files}");
    }

    /// <summary>A number of bytes in words.</summary>
    public static string Size(long bytes) => bytes switch
    {
        >= 1_000_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e12:0.#} TB"),
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.#} GB"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes"),
    };

    private static double Share(long part, long whole) => whole <= 0 ? 100 : 100.0 * part / whole;
}
