using Holdfast.Contracts.Status;

namespace Holdfast.Contracts.Commands;

/// <summary>What a run or a check saw.</summary>
public sealed record FindingRow
{
    /// <summary>What kind of row it is.</summary>
    public string Type { get; init; } = RowTypes.Finding;

    /// <summary>Its number; 0 for one that is not kept.</summary>
    public long Id { get; init; }

    /// <summary>Name of the job that saw it.</summary>
    public required string Job { get; init; }

    /// <summary>Stable name of what was seen, such as <c>conflict</c>.</summary>
    public required string Code { get; init; }

    /// <summary><c>info</c>, <c>warning</c> or <c>error</c>.</summary>
    public required string Severity { get; init; }

    /// <summary>Name of the store; null when it is about none.</summary>
    public string? Store { get; init; }

    /// <summary>The name it is about; empty for the store as a whole.</summary>
    public string Path { get; init; } = "";

    /// <summary>The name's bytes in base 64; null when it is UTF-8.</summary>
    public string? PathB64 { get; init; }

    /// <summary>What was seen, in a sentence.</summary>
    public required string Message { get; init; }

    /// <summary>What can be done, or null.</summary>
    public string? Advice { get; init; }

    /// <summary>Since when it is known.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary><c>open</c>; <c>acknowledged</c> or <c>snoozed</c>, by somebody; or <c>closed</c>, when it is over.</summary>
    public string State { get; init; } = "open";

    /// <summary>Since when it is over.</summary>
    public DateTimeOffset? Closed { get; init; }

    /// <summary>Until when it is snoozed.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Why it was acknowledged or snoozed; null when nothing was said.</summary>
    public string? Note { get; init; }

    /// <summary>Who acknowledged or snoozed it; null when not known.</summary>
    public string? By { get; init; }
}

/// <summary>How one thing that <c>doctor</c> looks at was found.</summary>
public sealed record CheckRow
{
    /// <summary>What kind of row it is.</summary>
    public string Type { get; init; } = RowTypes.Check;

    /// <summary>What was looked at, such as <c>access</c>, <c>permissions</c>, <c>consistency</c>, <c>disk</c>, <c>watches</c>, <c>state</c>.</summary>
    public required string Check { get; init; }

    /// <summary>The store, job or file; null when it is about Holdfast as a whole.</summary>
    public string? Subject { get; init; }

    /// <summary><c>ok</c>, <c>warning</c> or <c>error</c>.</summary>
    public required string Result { get; init; }

    /// <summary>What was seen, in a sentence.</summary>
    public required string Message { get; init; }

    /// <summary>What to do, or null.</summary>
    public string? Advice { get; init; }
}

/// <summary>How a store stands.</summary>
public sealed record StoreRow
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Where it is; null for a kind that is nowhere.</summary>
    public string? Location { get; init; }

    /// <summary><c>present</c>, <c>absent</c> or <c>failing</c>.</summary>
    public required string State { get; init; }

    /// <summary>Bytes free; null when not known.</summary>
    public long? FreeBytes { get; init; }

    /// <summary>Bytes in all; null when not known.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Why it is not present, or null.</summary>
    public string? Message { get; init; }

    /// <summary>Since when a removable store is absent; null when it is not, or nobody could tell.</summary>
    public DateTimeOffset? AwaySince { get; init; }
}

/// <summary>Everything on one screen.</summary>
public record StatusRow
{
    /// <summary>What kind of row it is.</summary>
    public string Type { get; init; } = RowTypes.Status;

    /// <summary>Version of Holdfast.</summary>
    public required string Version { get; init; }

    /// <summary>Process id of the running daemon; null when none runs.</summary>
    public int? DaemonPid { get; init; }

    /// <summary>Since when it runs.</summary>
    public DateTimeOffset? DaemonSince { get; init; }

    /// <summary>The configuration.</summary>
    public required string ConfigFile { get; init; }

    /// <summary>Where the records are kept.</summary>
    public required string StateDirectory { get; init; }

    /// <summary><c>healthy</c>, <c>warnings</c> or <c>errors</c>.</summary>
    public required string Health { get; init; }

    /// <summary>Whether the data is safe, and if not why not, in one sentence.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Open errors that somebody should look at.</summary>
    public int Errors { get; init; }

    /// <summary>Open warnings that somebody should look at.</summary>
    public int Warnings { get; init; }

    /// <summary>Open errors and warnings that somebody acknowledged or snoozed: they count nowhere else.</summary>
    public int Acknowledged { get; init; }

    /// <summary>Jobs that a running daemon cares for: those that are neither paused nor stopped.</summary>
    public int JobsRunning { get; init; }

    /// <summary>Jobs there are.</summary>
    public int JobsTotal { get; init; }

    /// <summary>The stores, in the order of the configuration.</summary>
    public IReadOnlyList<StoreRow> Stores { get; init; } = [];

    /// <summary>The jobs, in the order of the configuration.</summary>
    public IReadOnlyList<JobStatus> Jobs { get; init; } = [];

    /// <summary>The latest runs, the newest first.</summary>
    public IReadOnlyList<RunRow> Runs { get; init; } = [];

    /// <summary>The most severe open findings, those that somebody should look at first.</summary>
    public IReadOnlyList<FindingRow> Findings { get; init; } = [];
}
