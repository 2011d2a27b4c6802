namespace Holdfast.Contracts.Commands;

/// <summary>One execution of a job to one destination.</summary>
public sealed record RunRow
{
    /// <summary>What kind of row it is.</summary>
    public string Type { get; init; } = RowTypes.Run;

    /// <summary>Id of the run; it sorts by time.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the job.</summary>
    public required string Job { get; init; }

    /// <summary>Kind of the job.</summary>
    public required string Kind { get; init; }

    /// <summary>Name of the store that is read, or null.</summary>
    public string? Source { get; init; }

    /// <summary>Name of the store that is changed or checked.</summary>
    public required string Destination { get; init; }

    /// <summary>What started it: <c>command</c>, <c>schedule</c>, <c>watch</c>, <c>boot</c>, <c>after</c>; <c>plan</c> when somebody only wanted to see the plan.</summary>
    public required string Trigger { get; init; }

    /// <summary>Where it is: <c>running</c>, <c>succeeded</c>, <c>partial</c>, <c>failed</c>, <c>refused</c>, <c>cancelled</c>, <c>planned</c>; <c>waiting</c>, without an id, for one that was not made because a removable store is away.</summary>
    public required string State { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Its counts.</summary>
    public required TallyRow Tally { get; init; }

    /// <summary>SHA-256 over its plan, in lower-case hexadecimal; null for a run that kept none.</summary>
    public string? PlanDigest { get; init; }

    /// <summary>The digest that was approved; null when none was.</summary>
    public string? ApprovedDigest { get; init; }

    /// <summary>Why it was refused or failed, or what a plan would be refused for; null otherwise.</summary>
    public string? Message { get; init; }

    /// <summary>Whether it looked at the whole tree.</summary>
    public bool WasFull { get; init; } = true;
}

/// <summary>Counts of a run or plan; those after <see cref="Bytes"/> say how it ended.</summary>
public sealed record TallyRow
{
    /// <summary>Entries looked at.</summary>
    public long Entries { get; init; }

    /// <summary>Files and links written anew.</summary>
    public long Creates { get; init; }

    /// <summary>Files and links replaced.</summary>
    public long Replaces { get; init; }

    /// <summary>Files, links and directories removed.</summary>
    public long Removes { get; init; }

    /// <summary>Renames.</summary>
    public long Moves { get; init; }

    /// <summary>Further names of existing files.</summary>
    public long Links { get; init; }

    /// <summary>Directories made.</summary>
    public long Directories { get; init; }

    /// <summary>Entries whose metadata is set.</summary>
    public long Metadata { get; init; }

    /// <summary>Entries found to agree already and recorded.</summary>
    public long Adopts { get; init; }

    /// <summary>Files read and compared.</summary>
    public long Checks { get; init; }

    /// <summary>Bytes of content to be moved.</summary>
    public long Bytes { get; init; }

    /// <summary>Operations done.</summary>
    public long Done { get; init; }

    /// <summary>Operations that failed.</summary>
    public long Failed { get; init; }

    /// <summary>Operations not done because the world had changed.</summary>
    public long Changed { get; init; }

    /// <summary>Operations left out on purpose.</summary>
    public long Skipped { get; init; }

    /// <summary>Bytes of content moved.</summary>
    public long BytesDone { get; init; }
}

/// <summary>How far a run is; only the latest counts.</summary>
public sealed record ProgressRow
{
    /// <summary>Name of the job.</summary>
    public required string Job { get; init; }

    /// <summary>Name of the store that is changed or checked; null before that is known.</summary>
    public string? Destination { get; init; }

    /// <summary>The step it is in: <c>scan</c>, <c>guard</c>, <c>transfer</c>, <c>verify</c>, <c>record</c>.</summary>
    public required string Phase { get; init; }

    /// <summary>Entries looked at.</summary>
    public long Entries { get; init; }

    /// <summary>Operations that have ended.</summary>
    public long Done { get; init; }

    /// <summary>Bytes of content moved.</summary>
    public long Bytes { get; init; }

    /// <summary>Operations in the plan; 0 while that is not known.</summary>
    public long TotalOperations { get; init; }

    /// <summary>Bytes of content in the plan; 0 while that is not known.</summary>
    public long TotalBytes { get; init; }

    /// <summary>A name being worked on, or null.</summary>
    public string? Current { get; init; }
}
