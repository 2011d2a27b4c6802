using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Restoring;

/// <summary>Records what a restore did, once it is durable, and lets the baselines forget the names it changed.</summary>
internal sealed class RestoreRecorder(IStateDb state, IStore store, string run, IReadOnlyList<Leg> legs)
{
    private readonly List<Outcome> _outcomes = [];

    /// <summary>Counts so far.</summary>
    public Tally Tally { get; private set; } = new();

    /// <summary>Number of outcomes that wait to be recorded.</summary>
    public int Waiting => _outcomes.Count;

    /// <summary>Counts a planned operation.</summary>
    public void Planned(Operation operation) => Tally = operation switch
    {
        { Kind: OperationKind.Create } => Tally with { Creates = Tally.Creates + 1 },
        { Kind: OperationKind.Replace } => Tally with { Replaces = Tally.Replaces + 1 },
        { Kind: OperationKind.Move } => Tally with { Moves = Tally.Moves + 1 },
        { Kind: OperationKind.MakeDirectory } => Tally with { Directories = Tally.Directories + 1 },
        { Kind: OperationKind.FinishDirectory, Source: not null } => Tally,
        _ => Tally with { Metadata = Tally.Metadata + 1 },
    };

    /// <summary>Takes an outcome.</summary>
    public void Add(Outcome outcome)
    {
        _outcomes.Add(outcome);
        Tally = outcome.Kind switch
        {
            OutcomeKind.Done => Tally with { Done = Tally.Done + 1 },
            OutcomeKind.Failed => Tally with { Failed = Tally.Failed + 1 },
            OutcomeKind.Changed => Tally with { Changed = Tally.Changed + 1 },
            _ => Tally with { Skipped = Tally.Skipped + 1 },
        };
    }

    /// <summary>Makes everything taken durable, and records it. Not cancellable: what was done is told.</summary>
    public async ValueTask RecordAsync()
    {
        if (_outcomes.Count == 0) return;
        if (store.Ask<IStagingStore>() is { } staging) await staging.FlushAsync(CancellationToken.None);
        var forgotten = _outcomes.SelectMany(Forgotten).Distinct().ToArray();
        await state.Runs.CommitAsync(run, legs.Count > 0 ? legs[0] : null, _outcomes, legs.Count > 0 ? forgotten : [], CancellationToken.None);
        foreach (var leg in legs.Skip(1)) await state.Runs.CommitAsync(run, leg, [], forgotten, CancellationToken.None);
        _outcomes.Clear();
    }

    // A name whose owner or mode alone was set back stays agreed on: its content still is.
    private static IEnumerable<BaselineChange> Forgotten(Outcome outcome)
    {
        var operation = outcome.Operation;
        if (outcome.Kind != OutcomeKind.Done || operation.Kind is OperationKind.SetMetadata or OperationKind.FinishDirectory) yield break;
        yield return new BaselineChange(operation.Path, operation.Kind == OperationKind.MakeDirectory, null);
        if (operation is { Kind: OperationKind.Move, From: { } from }) yield return new BaselineChange(from, false, null);
    }
}
