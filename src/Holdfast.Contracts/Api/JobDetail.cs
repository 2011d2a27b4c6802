using Holdfast.Contracts.Commands;
using Holdfast.Contracts.Status;

namespace Holdfast.Contracts.Api;

/// <summary>A job: what it shall keep true, and how it stands.</summary>
public sealed record JobDetail
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Name of the store it reads, or null.</summary>
    public string? Source { get; init; }

    /// <summary>Names of the stores it changes or checks.</summary>
    public required IReadOnlyList<string> Destinations { get; init; }

    /// <summary>When it runs, in words: <c>every 5m</c>, <c>30 2 * * *</c>, <c>after mirror</c>; empty for a job that runs by command alone.</summary>
    public required IReadOnlyList<string> Schedule { get; init; }

    /// <summary>Jobs after whose success it runs.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>Whether it moves data between stores.</summary>
    public required bool MovesData { get; init; }

    /// <summary>How it stands.</summary>
    public required JobStatus Status { get; init; }

    /// <summary>Its latest run; null before the first.</summary>
    public RunRow? LastRun { get; init; }

    /// <summary>Runs of it that wait for approval.</summary>
    public IReadOnlyList<RunRow> Waiting { get; init; } = [];

    /// <summary>How far its runs under way are, one a destination; empty when none is, or that is not known.</summary>
    public IReadOnlyList<ProgressRow> Progress { get; init; } = [];
}

/// <summary>What became of a wish to run or plan a job, or to go on with or undo a run.</summary>
public sealed record RunAccepted
{
    /// <summary>Name of the job.</summary>
    public required string Job { get; init; }

    /// <summary><c>running</c>, <c>waiting</c> for stores that another run changes, or the state of a run that has ended already.</summary>
    public required string State { get; init; }

    /// <summary>Id of the run; null while it waits. A job with several destinations makes a run for each, of which this is the first.</summary>
    public string? Run { get; init; }
}

/// <summary>One run with how far it is.</summary>
public sealed record RunDetail
{
    /// <summary>The run.</summary>
    public required RunRow Run { get; init; }

    /// <summary>How far it is; null when it has ended.</summary>
    public ProgressRow? Progress { get; init; }
}

/// <summary>Lets a run that waits go on.</summary>
public sealed record Approval
{
    /// <summary>Digest of the plan that was looked at: another plan is not applied.</summary>
    public required string Digest { get; init; }
}
