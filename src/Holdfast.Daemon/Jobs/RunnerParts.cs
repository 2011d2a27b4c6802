using Holdfast.Daemon.Configuration;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Jobs;

/// <summary>Brings a sample of what a store keeps back, and compares it.</summary>
public delegate Task<RunRecord> Drilling(JobConfig job, RunRecord run, CancellationToken cancellation);

/// <summary>What a runner has beyond what every run needs.</summary>
public sealed record RunnerParts
{
    /// <summary>Goes with runs; null for nobody.</summary>
    public IRunEscort? Escort { get; init; }

    /// <summary>Keeps what people ask <c>sync_state.db</c>; null for nothing.</summary>
    public SyncRecords? Records { get; init; }

    /// <summary>Makes drills; null where there are none.</summary>
    public Drilling? Drill { get; init; }

    /// <summary>Which removable stores are away; null for a runner that finds out by itself.</summary>
    public Absences? Absences { get; init; }

    /// <summary>Chance for waits.</summary>
    public Random? Chance { get; init; }
}
