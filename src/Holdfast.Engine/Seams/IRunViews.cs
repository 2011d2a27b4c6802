using Holdfast.Engine.Model;

namespace Holdfast.Engine.Seams;

/// <summary>Which runs are looked at.</summary>
/// <param name="Job">Only of this job; null for all.</param>
/// <param name="State">Only in this state; null for all.</param>
/// <param name="After">Only those that come after this one in the list; null for the first. One that is not there has none after it.</param>
/// <param name="Limit">At most this many.</param>
public sealed record RunQuery(string? Job, RunState? State, string? After, int Limit);

/// <summary>Which operations of a run are looked at.</summary>
/// <param name="Run">Id of the run.</param>
/// <param name="Outcome">Only those that ended so; null for all.</param>
/// <param name="Kind">Only of this kind; null for all.</param>
/// <param name="After">Only those with a greater number.</param>
/// <param name="Limit">At most this many.</param>
public sealed record OperationQuery(string Run, OutcomeKind? Outcome, OperationKind? Kind, long After, int Limit);

/// <summary>What several runs did together.</summary>
/// <param name="Runs">How many there were.</param>
/// <param name="Failures">How many of them did not do what they should.</param>
/// <param name="Files">Files and links carried.</param>
/// <param name="FilesFailed">Operations that failed.</param>
/// <param name="Bytes">Bytes of content moved.</param>
/// <param name="Seconds">Seconds they took together.</param>
/// <param name="WorstLag">Longest time in seconds from one success of a job to its next one.</param>
public sealed record RunSums(long Runs, long Failures, long Files, long FilesFailed, long Bytes, double Seconds, double WorstLag)
{
    /// <summary>No runs.</summary>
    public static RunSums None { get; } = new(0, 0, 0, 0, 0, 0, 0);
}

/// <summary>What screens ask about runs.</summary>
public interface IRunViews
{
    /// <summary>Runs, the newest first.</summary>
    ValueTask<IReadOnlyList<RunRecord>> RunsAsync(RunQuery query, CancellationToken cancellation);

    /// <summary>Operations of a run with how they ended, by number.</summary>
    ValueTask<IReadOnlyList<Outcome>> OperationsAsync(OperationQuery query, CancellationToken cancellation);

    /// <summary>What all runs did together; the lag is left out.</summary>
    ValueTask<RunSums> SumAsync(CancellationToken cancellation);

    /// <summary>What the runs did that began in each hour from a moment on, in order; hours without any are left out.</summary>
    ValueTask<IReadOnlyList<(DateTimeOffset Hour, RunSums Sums)>> HoursAsync(DateTimeOffset since, CancellationToken cancellation);
}
