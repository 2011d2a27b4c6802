using Holdfast.Daemon.Configuration;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Jobs;

/// <summary>Makes runs of a kind of job that compares no trees.</summary>
public delegate Task<RunRecord> SpecialRun(JobConfig job, RunRecord run, CancellationToken cancellation);

/// <summary>What a runner has beyond what every run needs.</summary>
public sealed record RunnerParts
{
    /// <summary>Goes with runs; null for nobody.</summary>
    public IRunEscort? Escort { get; init; }

    /// <summary>Keeps what people ask <c>sync_state.db</c>; null for nothing.</summary>
    public SyncRecords? Records { get; init; }

    /// <summary>Makes drills; null where there are none.</summary>
    public SpecialRun? Drill { get; init; }

    /// <summary>Backs Holdfast's own state up; null where that is not done.</summary>
    public SpecialRun? OwnState { get; init; }

    /// <summary>What makes the runs of a kind of job, where that is not the engine.</summary>
    public SpecialRun? Special(JobKind kind) => kind switch { JobKind.RestoreDrill => Drill, JobKind.OwnState => OwnState, _ => null };

    /// <summary>Which removable stores are away; null for a runner that finds out by itself.</summary>
    public Absences? Absences { get; init; }

    /// <summary>Chance for waits.</summary>
    public Random? Chance { get; init; }
}
