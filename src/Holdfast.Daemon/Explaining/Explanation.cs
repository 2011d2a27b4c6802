using Holdfast.Contracts.Commands;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Explaining;

/// <summary>Everything that can be said about one name.</summary>
/// <param name="Where">The name.</param>
/// <param name="Decisions">What decides about it, job by job.</param>
/// <param name="Copies">Where it stands, and what the trash keeps of it.</param>
/// <param name="History">What runs did to it, the newest first.</param>
public sealed record Explanation(StorePath Where, IReadOnlyList<DecisionRow> Decisions, IReadOnlyList<CopyRow> Copies, IReadOnlyList<(RunRecord Run, Outcome Outcome)> History);
