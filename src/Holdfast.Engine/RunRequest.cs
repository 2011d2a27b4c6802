using Holdfast.Engine.Model;
using Holdfast.Engine.Planning;
using Holdfast.Engine.Seams;

namespace Holdfast.Engine;

/// <summary>One job to be carried out once on one store, or between two.</summary>
public sealed record RunRequest
{
    /// <summary>The run's record as it begins; its id names the run everywhere.</summary>
    public required RunRecord Run { get; init; }

    /// <summary>The job whose baseline is used: the run's own, or for a check the job that carries what is checked.</summary>
    public string LegJob { get => field ?? Run.Job; init; }

    /// <summary>The name under which what it saw is kept: the run's own job, or for a check one that all checks of the same data share.</summary>
    public string FindingsJob { get => field ?? Run.Job; init; }

    /// <summary>The store that is read; null for jobs on one store.</summary>
    public IStore? Source { get; init; }

    /// <summary>The store that is kept right.</summary>
    public required IStore Destination { get; init; }

    /// <summary>What was known of the stores before they were opened.</summary>
    public required StoresBefore Before { get; init; }

    /// <summary>The stores it works with.</summary>
    internal IReadOnlyList<IStore> Stores => Source is null ? [Destination] : [Source, Destination];

    /// <summary>The job's rules, as a planner of its kind.</summary>
    public required IPlanner Planner { get; init; }

    /// <summary>How much is looked at.</summary>
    public Scope Scope { get; init; } = Scope.All;

    /// <summary>Names that stay out.</summary>
    public FilterSet Filters { get; init; } = FilterSet.Empty;

    /// <summary>Whether somebody approved that the source is empty, and the last full run found it so.</summary>
    public bool MayBeEmpty { get; init; }

    /// <summary>Limits a plan must keep.</summary>
    public GuardRules Guards { get; init; } = GuardRules.Default;

    /// <summary>Entries with an access control list.</summary>
    public AclRule Acl { get; init; }

    /// <summary>How what was written is verified.</summary>
    public VerifyRule Verify { get; init; }

    /// <summary>Operations that are made durable and recorded together at most; null for the usual number.</summary>
    public int? Batch { get; init; }

    /// <summary>Whether renames and hard links are paired.</summary>
    public bool Pairs { get; init; }

    /// <summary>Whether a plan known beforehand to only add is applied while it is made.</summary>
    public bool MayStream { get; init; }

    /// <summary>Whether the planner is shown names that are as agreed too.</summary>
    public bool IncludesSettled { get; init; }

    /// <summary>Whether the job changes nothing in its stores, and so needs no lock on them.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Only make the plan; touch nothing.</summary>
    public bool PlanOnly { get; init; }

    /// <summary>Whether what agreed before is kept in the state (not for jobs on one store).</summary>
    public bool HasBaseline => Source is not null;

    /// <summary>Told as it goes.</summary>
    public RunProgress Progress { get; init; } = new();
}
