using System.Globalization;
using Holdfast.Engine.Model;

namespace Holdfast.Engine.Guarding;

/// <summary>What a plan would do, as a guard needs to know it.</summary>
public sealed record PlanFacts
{
    /// <summary>Counts of the plan. Renames count as neither removal nor overwriting.</summary>
    public required Tally Tally { get; init; }

    /// <summary>Bytes of new content that are still to be written, holes left out: less than the plan's where a part of it was applied while it was made.</summary>
    public long NewBytes { get; init; }

    /// <summary>Files, links and directories that are still to be made.</summary>
    public long NewFiles { get; init; }

    /// <summary>Names the destination holds of this job (agreed on, or met in a first run).</summary>
    public required long DestinationEntries { get; init; }

    /// <summary>Files and links the source was seen to hold.</summary>
    public required long SourceFiles { get; init; }

    /// <summary>Files and links agreed on before.</summary>
    public required long BaselineFiles { get; init; }

    /// <summary>Whether the whole tree was looked at.</summary>
    public required bool IsFull { get; init; }

    /// <summary>Whether somebody approved that the source is empty, it was at the last full run, and nothing is removed or overwritten for it.</summary>
    public bool MayBeEmpty { get; init; }

    /// <summary>Top-level directories, as text, of which nothing would be left.</summary>
    public IReadOnlyList<string> EmptiedTopLevels { get; init; } = [];

    /// <summary>Room at the destination, when it is known.</summary>
    public Capacity? Capacity { get; init; }
}

/// <summary>Judges a plan before anything is touched.</summary>
public static class PlanGuard
{
    /// <summary>Every reason not to go on; none means go.</summary>
    public static IReadOnlyList<Refusal> Judge(PlanFacts plan, GuardRules rules)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(rules);
        var refusals = new List<Refusal>();
        var tally = plan.Tally;
        if (plan is { IsFull: true, SourceFiles: 0, BaselineFiles: > 0, MayBeEmpty: false })
            refusals.Add(new Refusal("empty-source", $"the source is empty, and held {plan.BaselineFiles} files when it was last seen: is it mounted?", true));
        if (Exceeds(rules.MaxDelete, tally.Removes, plan.DestinationEntries))
            refusals.Add(new Refusal("max-delete", Message("removed", tally.Removes, plan.DestinationEntries, rules.MaxDelete), true));
        if (Exceeds(rules.MaxOverwrite, tally.Replaces, plan.DestinationEntries))
            refusals.Add(new Refusal("max-overwrite", Message("overwritten", tally.Replaces, plan.DestinationEntries, rules.MaxOverwrite), true));
        if (plan.EmptiedTopLevels.Count > 0)
            refusals.Add(new Refusal("emptied-directory", $"nothing would be left in {string.Join(", ", plan.EmptiedTopLevels.Take(5))}{(plan.EmptiedTopLevels.Count > 5 ? ", …" : "")}", true));
        if (plan.Capacity is { } room) refusals.AddRange(JudgeRoom(plan.NewBytes, plan.NewFiles, room, rules));
        return refusals;
    }

    /// <summary>Every reason why something does not fit into a destination; none means it does.</summary>
    /// <param name="bytes">Bytes that would be written.</param>
    /// <param name="files">Files, links and directories that would be made.</param>
    /// <param name="room">Room at the destination.</param>
    /// <param name="rules">What must stay free.</param>
    public static IReadOnlyList<Refusal> JudgeRoom(long bytes, long files, Capacity room, GuardRules rules)
    {
        ArgumentNullException.ThrowIfNull(room);
        ArgumentNullException.ThrowIfNull(rules);
        if (room.TotalBytes <= 0) return [];
        var refusals = new List<Refusal>();
        // What is overwritten goes to the trash of the same store, so nothing is freed: all new bytes must fit.
        var mustStayFree = (long)(room.TotalBytes * rules.MinFreePercent / 100);
        if (bytes > 0 && room.FreeBytes - bytes < mustStayFree)
            refusals.Add(new Refusal("free-space", $"{Bytes(bytes)} would be written, {Bytes(room.FreeBytes)} are free in the destination, and {Bytes(mustStayFree)} must stay free", false));
        if (room.TotalFiles > 0 && files > room.FreeFiles)
            refusals.Add(new Refusal("free-files", $"{files} files would be made, and the destination has room for {room.FreeFiles}", false));
        return refusals;
    }

    private static bool Exceeds(MassLimit limit, long count, long total)
    {
        if (count == 0 || (limit.Percent is null && limit.Files is null)) return false;
        var byShare = limit.Percent is { } percent ? total * percent / 100 : 0;
        return count > Math.Max(byShare, limit.Files ?? 0);
    }

    private static string Message(string what, long count, long total, MassLimit limit)
    {
        var share = total == 0 ? 100 : 100.0 * count / total;
        var limits = new[] { limit.Files is { } files ? $"{files} files" : null, limit.Percent is { } percent ? $"{percent.ToString("0.##", CultureInfo.InvariantCulture)} %" : null };
        return string.Create(CultureInfo.InvariantCulture, $"{count} of {total} entries ({share:0.#} %) would be {what}; the limit is {string.Join(" or ", limits.OfType<string>())}, whichever is more");
    }

    private static string Bytes(long bytes) => bytes switch
    {
        >= 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB"),
        >= 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0.0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
    };
}
