using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Restoring;

/// <summary>A version of a name that the trash keeps.</summary>
/// <param name="Run">The run that put it there.</param>
/// <param name="Outcome">What that run did.</param>
/// <param name="Left">What the last run that touched the name left there; null when it left nothing.</param>
internal sealed record KeptVersion(RunRecord Run, Outcome Outcome, Entry? Left);

/// <summary>
/// Looks through what runs did for the versions of a name, and of all names below it. A version that was put into the trash
/// stood until that run began; the one that stood at a moment is therefore the one that went first after it.
/// </summary>
internal sealed class KeptVersions(IStateDb state, string store)
{
    private readonly Dictionary<TreePath, KeptVersion> _found = [];
    private readonly Dictionary<TreePath, Entry?> _left = [];
    private readonly Dictionary<TreePath, KeptVersion?> _broughtBack = [];

    /// <summary>One version of each name that has any: the newest, or the one that stood at a moment.</summary>
    public async Task<IReadOnlyDictionary<TreePath, KeptVersion>> FindAsync(TreePath path, DateTimeOffset? at, CancellationToken cancellation)
    {
        foreach (var run in await state.Runs.ListAsync(null, int.MaxValue, cancellation))
        {
            if (run.Destination != store || (at is { } moment && run.Ended <= moment) || run is { State: RunState.Succeeded, Tally.Touching: 0 }) continue;
            await foreach (var outcome in state.Runs.OutcomesAsync(run.Id, cancellation))
            {
                if (outcome.Operation.Path == path || outcome.Operation.Path.IsBelow(path)) Take(run, outcome, at is null);
            }
        }
        return _found;
    }

    // Runs come newest first: without a moment the first version found is meant, with one the last that is still after it.
    private void Take(RunRecord run, Outcome outcome, bool newest)
    {
        var operation = outcome.Operation;
        if (outcome.Kind != OutcomeKind.Done && outcome.Written is null && outcome.TrashPath is null) return;
        if (operation.Kind is not (OperationKind.Remove or OperationKind.Create or OperationKind.Replace or OperationKind.Link or OperationKind.Move or OperationKind.SetMetadata or OperationKind.Adopt)) return;
        _left.TryAdd(operation.Path, outcome.Written);
        // A version that a restore took out of the trash went on to stand: until it went there again, or until now.
        if (operation is { Kind: OperationKind.Create or OperationKind.Replace, From: { } taken }) _broughtBack[taken] = _found.GetValueOrDefault(operation.Path);
        if (outcome.TrashPath is not { } kept) return;
        if (_broughtBack.TryGetValue(kept, out var later))
        {
            if (newest) return;
            if (later is null) _found.Remove(operation.Path);
            else _found[operation.Path] = later;
        }
        else if (!newest || !_found.ContainsKey(operation.Path)) _found[operation.Path] = new KeptVersion(run, outcome, _left[operation.Path]);
    }
}
