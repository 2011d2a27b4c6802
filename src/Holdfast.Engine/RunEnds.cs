using Holdfast.Engine.Guarding;
using Holdfast.Engine.Model;

namespace Holdfast.Engine;

/// <summary>How runs end, in their own record.</summary>
internal static class RunEnds
{
    /// <summary>A guard said no. What nobody can approve is a failure; and what was done in part cannot be told as if nothing had been touched.</summary>
    public static RunRecord Refused(this RunRecord run, IReadOnlyList<Refusal> refusals, bool final) => run.Tally.Done == 0
        ? run with { State = final ? RunState.Failed : RunState.Refused, Message = Text(refusals) }
        : run with { State = RunState.Partial, Message = $"{Text(refusals)}; {run.Tally.Done} operations that could only add were done before this was known, and are recorded; the next run plans the rest" };

    /// <summary>The plan was applied. What could not be looked into was not kept right either: such a run is no success.</summary>
    public static RunRecord Applied(this RunRecord run, long unlisted)
    {
        var shortfall = (run.Tally.Failed + run.Tally.Changed, unlisted) switch
        {
            (0, 0) => null,
            (_, 0) => $"{run.Tally.Failed} failed, {run.Tally.Changed} had changed meanwhile",
            _ => $"{run.Tally.Failed} failed, {run.Tally.Changed} had changed meanwhile, {unlisted} directories could not be looked into",
        };
        return run with { State = shortfall is null ? RunState.Succeeded : RunState.Partial, Message = shortfall };
    }

    /// <summary>Names that failed are worth another try; the others need none.</summary>
    public static RunRecord Again(this RunRecord run, IReadOnlyList<TreePath> failing) => failing.Count == 0 ? run : run with { MayPass = true, Failing = failing };

    /// <summary>The plan's counts, with what came of it. What failed before the first operation, because it could not be looked at, stays counted.</summary>
    public static RunRecord Counted(this RunRecord run, Tally done) =>
        run with { Tally = run.Tally with { Done = done.Done, Failed = run.Tally.Failed + done.Failed, Changed = run.Tally.Changed + done.Changed, Skipped = done.Skipped, BytesDone = done.BytesDone } };

    /// <summary>Refusals in a line; null when there are none.</summary>
    public static string? Text(IReadOnlyList<Refusal> refusals) => refusals.Count == 0 ? null : string.Join("; ", refusals.Select(r => $"{r.Guard}: {r.Message}"));
}
