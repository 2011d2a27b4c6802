using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Holdfast.Contracts.Commands;

namespace Holdfast.Contracts.Api;

/// <summary>Everything on one screen, and what only a running daemon can tell.</summary>
public sealed record Overview : StatusRow
{
    /// <summary>Makes an empty one.</summary>
    [JsonConstructor]
    public Overview()
    {
    }

    /// <summary>Makes one of what goes on the screen; the rest is for the caller to say.</summary>
    /// <param name="status">What goes on the screen.</param>
    [SetsRequiredMembers]
    public Overview(StatusRow status) : base(status)
    {
        State = "running";
        Reasons = [];
        Totals = new RunTotals { Runs = 0, RunsFailed = 0, FilesSynced = 0, FilesFailed = 0, Bytes = 0 };
    }

    /// <summary>How the daemon stands to the jobs that move data: <c>running</c>, or <c>paused</c> or <c>stopped</c> when all of them are.</summary>
    public required string State { get; init; }

    /// <summary>Why the data is not safe, or not known to be, a sentence each; empty when it is safe.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>Seconds the daemon has run.</summary>
    public required long UptimeSeconds { get; init; }

    /// <summary>How many jobs are in order: neither failing, late, held back nor waiting for approval.</summary>
    public required int JobsInOrder { get; init; }

    /// <summary>What all runs together did.</summary>
    public required RunTotals Totals { get; init; }

    /// <summary>Bytes that exist on fewer places than promised.</summary>
    public long DataAtRiskBytes { get; init; }
}

/// <summary>What all runs that are recorded did together.</summary>
public sealed record RunTotals
{
    /// <summary>Runs.</summary>
    public required long Runs { get; init; }

    /// <summary>Runs that did not do what they should.</summary>
    public required long RunsFailed { get; init; }

    /// <summary>Files and links that were carried: written, replaced, renamed or linked.</summary>
    public required long FilesSynced { get; init; }

    /// <summary>Operations that failed.</summary>
    public required long FilesFailed { get; init; }

    /// <summary>Bytes of content moved.</summary>
    public required long Bytes { get; init; }
}

/// <summary>What the runs of one day did.</summary>
public sealed record DayRow
{
    /// <summary>The day, <c>2026-11-21</c>, in the configured time zone.</summary>
    public required string Day { get; init; }

    /// <summary>Runs that began on it.</summary>
    public required long Runs { get; init; }

    /// <summary>Those that did not do what they should.</summary>
    public required long Failures { get; init; }

    /// <summary>Bytes of content moved.</summary>
    public required long Bytes { get; init; }

    /// <summary>Files and links carried.</summary>
    public required long Files { get; init; }

    /// <summary>Seconds that runs took together.</summary>
    public required double Seconds { get; init; }

    /// <summary>The longest time in seconds from one success of a job to its next one, of those that ended this day; 0 when there were none.</summary>
    public required double WorstLagSeconds { get; init; }
}
