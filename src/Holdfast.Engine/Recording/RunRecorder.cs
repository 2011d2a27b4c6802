using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Engine.Recording;

/// <summary>Moves baseline and run forward, one transaction for each durable batch, and counts.</summary>
public sealed class RunRecorder(IStateDb state, RunRecord run, Leg? leg, TimeProvider time)
{
    private const int KeptMessages = 1000;
    private readonly long _began = run.Started.ToUnixTimeSeconds();
    private const int KeptFailing = 10_000;
    private readonly List<Finding> _findings = [];
    private readonly List<TreePath> _failing = [];

    /// <summary>Counts of what has been recorded.</summary>
    public Tally Tally { get; private set; } = new();

    /// <summary>What the outcomes have to say to people: failures, refusals, conflicts found by reading.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Names that failed for a reason that may pass.</summary>
    public IReadOnlyList<TreePath> Failing => _failing;

    /// <summary>Records outcomes whose effects are durable, and announces what comes next.</summary>
    /// <param name="outcomes">The outcomes.</param>
    /// <param name="recordedThrough">Number of the last batch all of whose outcomes are recorded with this; -1 for none.</param>
    /// <param name="batch">Number of the batch that is announced.</param>
    /// <param name="announced">Its outcomes, should its files get their names.</param>
    /// <param name="cancellation">Gives up before anything is recorded.</param>
    public async ValueTask RecordAsync(IReadOnlyList<Outcome> outcomes, long recordedThrough, long batch, IEnumerable<Outcome> announced, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        var now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
        var changes = new List<BaselineChange>(outcomes.Count);
        foreach (var outcome in outcomes)
        {
            if (leg is not null) changes.AddRange(BaselineRows.Of(outcome, now, _began));
            Count(outcome);
        }
        var next = leg is null ? [] : announced.SelectMany(outcome => BaselineRows.Of(outcome, now, _began)).Select(change => change.Entry).OfType<BaselineEntry>().ToArray();
        await state.Runs.CommitAsync(run.Id, leg, outcomes, changes, new Announcement(recordedThrough, batch, next), cancellation);
    }

    private void Count(Outcome outcome)
    {
        var bytes = outcome.Kind == OutcomeKind.Done ? outcome.Operation.Bytes : 0;
        Tally = outcome.Kind switch
        {
            OutcomeKind.Done => Tally with { Done = Tally.Done + 1, BytesDone = Tally.BytesDone + bytes },
            OutcomeKind.Failed => Tally with { Failed = Tally.Failed + 1 },
            OutcomeKind.Changed => Tally with { Changed = Tally.Changed + 1 },
            _ => Tally with { Skipped = Tally.Skipped + 1 },
        };
        if (outcome.MayPass && _failing.Count < KeptFailing) _failing.Add(outcome.Operation.Path);
        if (Widened(outcome) is { } widened && _findings.Count < KeptMessages) _findings.Add(widened);
        if (outcome.Kind is OutcomeKind.Done or OutcomeKind.Planned || _findings.Count >= KeptMessages) return;
        if (Describe(outcome) is { } finding) _findings.Add(finding);
    }

    /// <summary>A copy gets the mode without the list; where the list gives its owning group less than its mask, the copy gives it more.</summary>
    private static Finding? Widened(Outcome outcome)
    {
        if (outcome is not { Kind: OutcomeKind.Done, Written: { } written } || written.Kind == EntryKind.Symlink) return null;
        if ((outcome.SourceRead ?? outcome.Operation.Source)?.Xattrs?.OwningGroup is not { } may || ((written.Mode >> 3) & 7 & ~may) == 0) return null;
        return new Finding("acl", Severity.Warning, outcome.Operation.Path,
            $"has an access control list, which is not carried: its group may {Bits((written.Mode >> 3) & 7)} the copy, and only {Bits(may)} the source", "narrow the list's mask, or take the list away (setfacl -b)");
    }

    private static string Bits(int bits) => $"{((bits & 4) != 0 ? 'r' : '-')}{((bits & 2) != 0 ? 'w' : '-')}{((bits & 1) != 0 ? 'x' : '-')}";

    private Finding? Describe(Outcome outcome)
    {
        var path = outcome.Operation.Path;
        if (outcome.Operation.Kind == OperationKind.Vacate)
            return run.Kind == "backup" ? null
                : new Finding("extraneous", Severity.Info, path, "is gone from the source and was kept in the destination", "set extraneous: delete to let it go to the trash");
        if (outcome is { Kind: OutcomeKind.Skipped, Operation.Kind: OperationKind.RemoveDirectory })
            return new Finding("extraneous", Severity.Info, path, $"is gone from the source and stays in the destination: {outcome.Message}");
        if (outcome is { Kind: OutcomeKind.Skipped, Operation.CompareContent: true })
            return new Finding("conflict", Severity.Warning, path, "stands in the destination with other content of the same size, and was not put there by this job", "keep theirs, or set conflict: overwrite (theirs goes to the trash)");
        if (outcome is { Kind: OutcomeKind.Failed, Operation.Kind: OperationKind.Check })
            return new Finding("content", Severity.Error, path, outcome.Message ?? "its content is not what is recorded", "look which side is right; holdfast history tells what was done to it");
        return outcome.Kind switch
        {
            OutcomeKind.Skipped => new Finding("refused", Severity.Warning, path, outcome.Message ?? "was left alone"),
            OutcomeKind.Changed => new Finding("changed", Severity.Info, path, outcome.Message ?? "changed while the run was at work; the next run looks again"),
            _ => new Finding("failed", Severity.Error, path, outcome.Message ?? "failed"),
        };
    }
}
