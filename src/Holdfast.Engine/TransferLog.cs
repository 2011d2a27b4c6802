using Holdfast.Engine.Model;
using Holdfast.Engine.Recording;
using Holdfast.Engine.Seams;
using Holdfast.Engine.Transferring;
using System.Runtime.CompilerServices;

namespace Holdfast.Engine;

/// <summary>
/// Keeps note that a run is changing its destination, and finishes the record of an earlier one that was cut off: what it
/// did between two commits is looked for in the destination, so that nothing we put there is taken for somebody else's,
/// and everything it took away can be brought back.
/// </summary>
internal sealed class TransferLog(IStateDb state, RunRequest request, TimeProvider time)
{
    private const int ChunkSize = 1000;
    private bool _isOpen;

    /// <summary>Transfers under note: it is taken before the first operation that changes anything, and given up at the end. A run that comes to no end leaves it to the next.</summary>
    public async Task CarryAsync(Transfer transfer, IAsyncEnumerable<Operation> operations, CancellationToken cancellation)
    {
        await transfer.RunAsync(NotedAsync(operations, cancellation), cancellation);
        if (!_isOpen) return;
        await state.Transfers.CloseAsync(request.Run.Id, CancellationToken.None);
        _isOpen = false;
    }

    /// <summary>Finishes the records of runs that were cut off.</summary>
    /// <returns>What the two stores agree on then; null for jobs without a baseline.</returns>
    public async Task<Leg?> RecoverAsync(CancellationToken cancellation)
    {
        var leg = await OpenLegAsync(cancellation);
        var cut = await state.Transfers.FindAsync(request.LegJob, request.Destination.Facts.Uuid, cancellation);
        if (cut.Count == 0) return leg;
        request.Progress.Phase = "recover";
        foreach (var one in cut)
        {
            await RecoverAsync(one, leg, cancellation);
            await state.Transfers.CloseAsync(one.Run, cancellation);
        }
        return await OpenLegAsync(cancellation);
    }

    private async ValueTask<Leg?> OpenLegAsync(CancellationToken cancellation) =>
        request.HasBaseline ? await state.Baselines.OpenLegAsync(request.LegJob, request.Destination.Facts.Uuid, cancellation) : null;

    private async IAsyncEnumerable<Operation> NotedAsync(IAsyncEnumerable<Operation> operations, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var operation in operations.WithCancellation(cancellation))
        {
            if (!_isOpen && operation.Touches)
            {
                await state.Transfers.OpenAsync(new OpenTransfer(request.Run.Id, request.LegJob, request.Destination.Facts.Uuid, []), cancellation);
                _isOpen = true;
            }
            yield return operation;
        }
    }

    private async Task RecoverAsync(OpenTransfer cut, Leg? leg, CancellationToken cancellation)
    {
        var effects = new Effects(request.Destination, cut.Run);
        var placed = await PlacedAsync(cut.Announced, cancellation);
        var (outcomes, changes) = (new List<Outcome>(), new List<BaselineChange>(placed.Values.Select(row => new BaselineChange(row.Path, false, row))));
        await foreach (var operation in state.Runs.PendingAsync(cut.Run, cancellation))
        {
            if (operation is { Kind: OperationKind.FinishDirectory, Baseline: { } row }) changes.Add(new BaselineChange(row.Path, true, row.Unfinished()));
            if (operation.Kind is OperationKind.Create or OperationKind.Replace && placed.TryGetValue(operation.Path, out var written)) outcomes.Add(await effects.WrittenAsync(operation, written, cancellation));
            else if (await ToldAsync(() => effects.FindAsync(operation, cancellation)) is { } outcome)
            {
                outcomes.Add(outcome);
                changes.AddRange(BaselineRows.Of(outcome, Now, request.Run.Started.ToUnixTimeSeconds()).Select(change => IsWhole(outcome) || change.Entry is null ? change : change with { Entry = change.Entry.Unfinished() }));
            }
            if (outcomes.Count + changes.Count >= ChunkSize) await CommitAsync();
        }
        await CommitAsync();

        async ValueTask CommitAsync()
        {
            await state.Runs.CommitAsync(cut.Run, leg, outcomes, leg is null ? [] : changes, cancellation);
            outcomes.Clear();
            changes.Clear();
        }
    }

    private long Now => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    /// <summary>Those of the announced rows whose file stands under its name, whole: it is read once more, because the record of it would be believed for ever.</summary>
    private async ValueTask<Dictionary<TreePath, BaselineEntry>> PlacedAsync(IReadOnlyList<BaselineEntry> announced, CancellationToken cancellation)
    {
        var placed = new Dictionary<TreePath, BaselineEntry>();
        var readback = new Readback(request.Destination);
        foreach (var row in announced)
        {
            if (await ToldAsync(() => PlacedAsync(row, readback, cancellation)) is { } found) placed[row.Path] = row with { Destination = Stamp.Of(found) };
        }
        return placed;
    }

    private async ValueTask<Entry?> PlacedAsync(BaselineEntry row, Readback readback, CancellationToken cancellation)
    {
        if (await request.Destination.StatAsync(row.Path, cancellation) is not { } found) return null;
        if (found.Kind != row.Kind || found.Inode != row.Destination.Inode || found.Mtime != row.Destination.Mtime || (found.IsFile && found.Size != row.Size)) return null;
        return row.Hash is not { } hash || hash.Equals(await readback.HashAsync(found, hash.Kind)) ? found : null;
    }

    // What does not let itself be looked at is not known to be ours: the plan that follows tells what stands there, or why it cannot be told.
    private static async ValueTask<T?> ToldAsync<T>(Func<ValueTask<T?>> look) where T : class
    {
        try { return await look(); }
        catch (StoreException e) when (e.Fault != StoreFault.Unavailable) { return null; }
    }

    // A renamed file may still have to be given its metadata.
    private static bool IsWhole(Outcome outcome) => outcome.Operation is not { Kind: OperationKind.Move, Metadata: not null } || Effects.IsSet(outcome.Written!, outcome.Operation);
}
