namespace Holdfast.Daemon.Estimating;

/// <summary>How long a run took, and what it did.</summary>
/// <param name="Seconds">Seconds from its beginning to its end.</param>
/// <param name="Operations">Operations it carried out.</param>
/// <param name="Bytes">Bytes of content it moved or read.</param>
internal sealed record PastRun(double Seconds, long Operations, long Bytes);

/// <summary>How long a run is likely to take.</summary>
/// <param name="Least">Seconds, if what it does is quick for its kind.</param>
/// <param name="Most">Seconds, if it is slow.</param>
/// <param name="Runs">How many earlier runs tell so.</param>
internal sealed record TimeEstimate(double Least, double Most, int Runs);

/// <summary>
/// How long a run is likely to take, by how long earlier ones did. A run takes some time whatever it does, some for each
/// operation and some for each byte. How the last two share in what earlier runs took is not known; but whatever the share is, the time
/// lies between what the operations alone and what the bytes alone would make of it.
/// </summary>
internal static class TimeEstimator
{
    /// <summary>Estimates; null when nothing that is recorded tells.</summary>
    /// <param name="operations">Operations of the plan.</param>
    /// <param name="bytes">Bytes of content it moves or reads.</param>
    /// <param name="busy">Earlier runs that had something to do.</param>
    /// <param name="idle">Earlier runs that looked at everything and had nothing to do.</param>
    public static TimeEstimate? Of(long operations, long bytes, IReadOnlyList<PastRun> busy, IReadOnlyList<PastRun> idle)
    {
        var always = Middle(idle);
        if (operations == 0) return always is { } looking ? new TimeEstimate(looking, looking, idle.Count) : null;
        var (seconds, done, moved) = (busy.Sum(run => Math.Max(0, run.Seconds - (always ?? 0))), busy.Sum(run => run.Operations), busy.Sum(run => run.Bytes));
        // Runs that moved no content say nothing of how long content takes.
        if (done == 0 || (bytes > 0 && moved == 0)) return null;
        var byOperations = seconds * operations / done;
        var byBytes = moved == 0 ? byOperations : seconds * bytes / moved;
        return new TimeEstimate((always ?? 0) + Math.Min(byOperations, byBytes), (always ?? 0) + Math.Max(byOperations, byBytes), busy.Count);
    }

    private static double? Middle(IReadOnlyList<PastRun> runs) =>
        runs.Count == 0 ? null : runs.Select(run => run.Seconds).Order().ElementAt(runs.Count / 2);
}
