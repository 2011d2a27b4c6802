namespace Holdfast.Contracts.Status;

/// <summary>How far one destination of a job has what it should have.</summary>
public sealed record CopyStatus
{
    /// <summary>Name of the destination's store.</summary>
    public required string Store { get; init; }

    /// <summary><c>running</c>, <c>absent</c> (a removable store that is away), <c>new</c> before the first run, else how the last run there ended: <c>succeeded</c>, <c>partial</c>, <c>failed</c>, <c>refused</c>, <c>cancelled</c>.</summary>
    public required string State { get; init; }

    /// <summary>Names it is recorded to hold as the source has them: files, links and directories, the topmost among them.</summary>
    public long Entries { get; init; }

    /// <summary>What the last run there would have done and did not; 0 when nothing is left over, null where that is not known because no plan was made.</summary>
    public long? Behind { get; init; }

    /// <summary>When the last run there that did all began; null before the first.</summary>
    public DateTimeOffset? UpToDate { get; init; }
}
