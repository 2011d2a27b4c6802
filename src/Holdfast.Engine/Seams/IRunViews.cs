using Holdfast.Engine.Model;

namespace Holdfast.Engine.Seams;

/// <summary>Which runs are looked at.</summary>
/// <param name="Job">Only of this job; null for all.</param>
/// <param name="State">Only in this state; null for all.</param>
/// <param name="After">Only those that come after this one in the list; null for the first. One that is not there has none after it.</param>
/// <param name="Limit">At most this many.</param>
public sealed record RunQuery(string? Job, RunState? State, string? After, int Limit)
{
    /// <summary>Whether those are left out that were only to show a plan.</summary>
    public bool WithoutPlans { get; init; }

    /// <summary>Only those to this destination; null for all.</summary>
    public string? Destination { get; init; }

    /// <summary>Only those that had something to do, or only those that had not; null for both.</summary>
    public bool? HadWork { get; init; }

    /// <summary>Only those that came to their end, with or without failures of single files.</summary>
    public bool Ended { get; init; }
}

/// <summary>Which operations of a run are looked at.</summary>
/// <param name="Run">Id of the run.</param>
/// <param name="Outcome">Only those that ended so; null for all.</param>
/// <param name="Kind">Only of this kind; null for all.</param>
/// <param name="After">Only those with a greater number.</param>
/// <param name="Limit">At most this many.</param>
public sealed record OperationQuery(string Run, OutcomeKind? Outcome, OperationKind? Kind, long After, int Limit)
{
    /// <summary>What stands in their names, or in those they had before; the case of English letters does not matter. Empty for all.</summary>
    public string Text { get; init; } = "";
}

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

/// <summary>Which files are looked for.</summary>
/// <param name="Text">What stands in their names; the case of English letters does not matter.</param>
/// <param name="Store">Only in this store; null for all.</param>
/// <param name="Failed">Those the latest run of a job could not carry, instead of those that are kept.</param>
/// <param name="After">Only those behind this cursor; null for the first.</param>
/// <param name="Limit">At most this many.</param>
public sealed record FileQuery(string Text, string? Store, bool Failed, string? After, int Limit);

/// <summary>A name that was found.</summary>
/// <param name="Cursor">Where it stands in the list.</param>
/// <param name="Job">The job that keeps it.</param>
/// <param name="Store">Name of the store it is kept in; empty when it goes by none any more.</param>
/// <param name="Path">The name.</param>
/// <param name="Kind">What it is; null when not known.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Modified">When its content was last changed; null when not known.</param>
/// <param name="Failure">Why it could not be carried; null when it was.</param>
public sealed record FoundFile(string Cursor, string Job, string Store, TreePath Path, EntryKind? Kind, long Bytes, DateTimeOffset? Modified, string? Failure);

/// <summary>What screens ask about runs and what they carried.</summary>
public interface IRunViews
{
    /// <summary>Names with a text in them, by job and name.</summary>
    ValueTask<IReadOnlyList<FoundFile>> FilesAsync(FileQuery query, CancellationToken cancellation);

    /// <summary>Runs, the newest first.</summary>
    ValueTask<IReadOnlyList<RunRecord>> RunsAsync(RunQuery query, CancellationToken cancellation);

    /// <summary>Operations of a run with how they ended, by number.</summary>
    ValueTask<IReadOnlyList<Outcome>> OperationsAsync(OperationQuery query, CancellationToken cancellation);

    /// <summary>Operations of a run that were not tried, counted together where they cost the same.</summary>
    /// <param name="run">Id of the run.</param>
    /// <param name="pieceSize">Bytes of the pieces that large content goes in.</param>
    /// <param name="cancellation">Gives up.</param>
    ValueTask<IReadOnlyList<PlanShare>> SharesAsync(string run, long pieceSize, CancellationToken cancellation);

    /// <summary>What all runs did together; the lag is left out.</summary>
    ValueTask<RunSums> SumAsync(CancellationToken cancellation);

    /// <summary>What the runs did that began in each hour from a moment on, in order; hours without any are left out.</summary>
    ValueTask<IReadOnlyList<(DateTimeOffset Hour, RunSums Sums)>> HoursAsync(DateTimeOffset since, CancellationToken cancellation);
}
