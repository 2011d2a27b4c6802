namespace Holdfast.Contracts.Status;

/// <summary>How one job stands, for <c>status</c> and <c>jobs</c>.</summary>
public sealed record JobStatus
{
    /// <summary>Name of the job.</summary>
    public required string Name { get; init; }

    /// <summary><c>running</c>, <c>waiting</c> (for a store that another run changes, or a removable one that is away), <c>idle</c>, <c>paused</c>, <c>stopped</c>, <c>failing</c> or <c>needs-approval</c>.</summary>
    public required string State { get; init; }

    /// <summary>The removable store it waits for, which is away; null when it waits for none.</summary>
    public string? Awaits { get; init; }

    /// <summary><c>paused</c> or <c>stopped</c> when the job begins no run of itself, also while one is still under way; null when it does.</summary>
    public string? Held { get; init; }

    /// <summary>When the run under way began; null when none is.</summary>
    public DateTimeOffset? RunningSince { get; init; }

    /// <summary>What started the run under way or the last one: <c>command</c>, <c>schedule</c>, <c>watch</c>, <c>boot</c>, <c>after</c>, <c>plan</c>.</summary>
    public string? Trigger { get; init; }

    /// <summary>When the last run that ended began.</summary>
    public DateTimeOffset? LastStart { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? LastEnd { get; init; }

    /// <summary>How it ended: <c>succeeded</c>, <c>failed</c>, <c>needs-approval</c> or <c>cancelled</c>; null before the first.</summary>
    public string? LastResult { get; init; }

    /// <summary>What it did or why it failed, in a line.</summary>
    public string? Summary { get; init; }

    /// <summary>Runs that failed in a row.</summary>
    public int Failures { get; init; }

    /// <summary>When it runs next of itself, by what is known now: a change makes a job that watches run earlier. Null when only a change or a command makes it run.</summary>
    public DateTimeOffset? NextDue { get; init; }

    /// <summary>When the whole tree is looked at next; null for a job that does not run for changes alone until then.</summary>
    public DateTimeOffset? NextRescan { get; init; }

    /// <summary>Whether changes are seen as they happen; null for a job that watches nothing.</summary>
    public bool? Watching { get; init; }

    /// <summary>Why changes are not seen; null when they are.</summary>
    public string? WatchTrouble { get; init; }

    /// <summary>How far each of its destinations has what it should have; empty for a job that carries nothing.</summary>
    public IReadOnlyList<CopyStatus> Copies { get; init; } = [];

    /// <summary>Names that changed and wait to be handled; -1 for the whole tree.</summary>
    public int Dirty { get; init; }
}
