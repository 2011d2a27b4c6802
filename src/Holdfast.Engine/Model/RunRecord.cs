namespace Holdfast.Engine.Model;

/// <summary>Where a run is.</summary>
public enum RunState : byte
{
    /// <summary>At work, or its process died (then the lock is free).</summary>
    Running = 0,

    /// <summary>Everything done.</summary>
    Succeeded = 1,

    /// <summary>Some operations failed or the world changed under them; the others are done.</summary>
    Partial = 2,

    /// <summary>The run itself failed.</summary>
    Failed = 3,

    /// <summary>A guard refused the plan; nothing was touched. It waits for approval.</summary>
    Refused = 4,

    /// <summary>Cancelled between two operations.</summary>
    Cancelled = 5,

    /// <summary>A plan that was only made.</summary>
    Planned = 6,

    /// <summary>Not made, because a store that may be away is. Such a run is never recorded.</summary>
    Waiting = 7,
}

/// <summary>What started a run.</summary>
public enum RunTrigger : byte
{
    /// <summary>A person's command.</summary>
    Command = 0,

    /// <summary>Interval or cron expression.</summary>
    Schedule = 1,

    /// <summary>The watcher.</summary>
    Watch = 2,

    /// <summary>The start of the daemon.</summary>
    Boot = 3,

    /// <summary>Another job that ended (<c>after:</c>).</summary>
    After = 4,

    /// <summary>A person's wish to see the plan; such a run says nothing of how its job stands, however it ends.</summary>
    Plan = 5,
}

/// <summary>Counts of a run or plan.</summary>
public sealed record Tally
{
    /// <summary>Entries looked at, in the destination.</summary>
    public long Entries { get; init; }

    /// <summary>Files and links to be written anew.</summary>
    public long Creates { get; init; }

    /// <summary>Files and links to be replaced.</summary>
    public long Replaces { get; init; }

    /// <summary>Files, links and directories to be removed.</summary>
    public long Removes { get; init; }

    /// <summary>Renames.</summary>
    public long Moves { get; init; }

    /// <summary>Further names of existing files.</summary>
    public long Links { get; init; }

    /// <summary>Directories to be made.</summary>
    public long Directories { get; init; }

    /// <summary>Entries whose metadata is to be set.</summary>
    public long Metadata { get; init; }

    /// <summary>Entries found to agree already and recorded.</summary>
    public long Adopts { get; init; }

    /// <summary>Files to be read and compared.</summary>
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

    /// <summary>Operations that touch something.</summary>
    public long Touching => Creates + Replaces + Removes + Moves + Links + Directories + Metadata;
}

/// <summary>One execution of a job to one destination.</summary>
public sealed record RunRecord
{
    /// <summary>Its id: sorts by time, e.g. <c>20261121-054500-3fa9</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the job.</summary>
    public required string Job { get; init; }

    /// <summary>Kind of the job.</summary>
    public required string Kind { get; init; }

    /// <summary>Name of the source store, or null.</summary>
    public string? Source { get; init; }

    /// <summary>Name of the store it changes or checks.</summary>
    public required string Destination { get; init; }

    /// <summary>What started it.</summary>
    public RunTrigger Trigger { get; init; }

    /// <summary>Where it is.</summary>
    public RunState State { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Its counts.</summary>
    public Tally Tally { get; init; } = new();

    /// <summary>SHA-256 over the plan, lower-case hexadecimal; null for a run that streamed.</summary>
    public string? PlanDigest { get; init; }

    /// <summary>Why it was refused or failed; null otherwise.</summary>
    public string? Message { get; init; }

    /// <summary>Digest of the plan that was approved; null when none was.</summary>
    public string? ApprovedDigest { get; init; }

    /// <summary>Whether it looked at the whole tree, rather than at names a watcher reported.</summary>
    public bool WasFull { get; init; } = true;

    /// <summary>Whether somebody only wanted to see the plan.</summary>
    public bool IsLook => Trigger == RunTrigger.Plan || State == RunState.Planned;

    /// <summary>Whether what went wrong may pass: then the same is worth another try. Only who runs it knows; it is not kept.</summary>
    public bool MayPass { get; init; }

    /// <summary>The names that failed so, when no others need another try; null for everything. Only who runs it knows; it is not kept.</summary>
    public IReadOnlyList<TreePath>? Failing { get; init; }

    /// <summary>Whether it failed because a store was absent. Only who runs it knows; it is not kept.</summary>
    public bool StoreAbsent { get; init; }

    /// <summary>Whether it was not made, or not to its end, because a store that may be away is: what it should have done is done when that is back.</summary>
    public bool Awaits => State == RunState.Waiting || (State == RunState.Cancelled && StoreAbsent);
}
