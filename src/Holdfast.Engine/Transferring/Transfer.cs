using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Engine.Transferring;

/// <summary>
/// Applies operations in the order they come: in parallel where they do not depend on each other, one phase after the
/// other where they do. One file's failure is its outcome; a store that is gone or full ends the run.
/// </summary>
public sealed class Transfer(TransferJob job)
{
    private readonly FileTransfer? _files = job.Source is null ? null : new FileTransfer(job);
    private readonly bool _hasOrder = job.Destination.Ask<IDirectoryStore>() is not { AreIndependent: true };

    /// <summary>Applies them all. What was done before an error or a cancellation is made durable and recorded.</summary>
    public async Task RunAsync(IAsyncEnumerable<Operation> operations, CancellationToken cancellation)
    {
        await using var committer = new BatchCommitter(job);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            OperationKind? phase = null;
            await using var workers = new Workers(job.Workers, job.IsRemote, (operation, token) => ApplyAsync(operation, committer, token), stop);
            try
            {
                await foreach (var operation in operations.WithCancellation(stop.Token))
                {
                    if (phase is { } last && last != operation.Kind && !MayMix(last, operation.Kind))
                    {
                        await workers.DrainAsync();
                        if (NeedsPublished(operation.Kind)) await committer.PublishAsync();
                    }
                    phase = operation.Kind;
                    if (IsOrdered(operation.Kind)) await ApplyAsync(operation, committer, stop.Token);
                    else await workers.AddAsync(operation);
                }
                await workers.DrainAsync();
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // A worker's error stopped us: that is what people must be told.
                await workers.ThrowAsync();
                throw;
            }
        }
        finally { await committer.FinishAsync(); }
    }

    // Parents before children, children before parents: these kinds depend on their own order.
    private bool IsOrdered(OperationKind kind) => kind is OperationKind.MakeDirectory or OperationKind.RemoveDirectory || (kind == OperationKind.FinishDirectory && _hasOrder);

    // A streamed plan makes each directory just before what goes into it; nothing has to wait there.
    private static bool MayMix(OperationKind last, OperationKind next) => Mixes(last) && Mixes(next);

    private static bool Mixes(OperationKind kind) => kind is OperationKind.MakeDirectory or OperationKind.Create or OperationKind.Adopt;

    private static bool NeedsPublished(OperationKind kind) => kind is OperationKind.Link or OperationKind.FinishDirectory;

    private async ValueTask ApplyAsync(Operation operation, BatchCommitter committer, CancellationToken cancellation)
    {
        job.Progress.Current = operation.Path;
        try
        {
            if (operation.Kind is OperationKind.Create or OperationKind.Replace)
            {
                var (staged, outcome) = await _files!.StageAsync(operation, cancellation);
                if (staged is not null) await committer.AddAsync(staged);
                else await committer.AddAsync(outcome!);
            }
            else if (operation.Kind == OperationKind.Check) await committer.AddAsync(await ContentCheck.ApplyAsync(job, operation, cancellation));
            else await committer.AddAsync(await DirectOperations.ApplyAsync(job, operation, cancellation));
        }
        catch (WorldChangedException e) { await committer.AddAsync(new Outcome(operation, OutcomeKind.Changed, e.Message)); }
        catch (StoreException e) when (e.Fault == StoreFault.Refused) { await committer.AddAsync(new Outcome(operation, OutcomeKind.Skipped, e.Message)); }
        catch (StoreException e) when (e.Fault == StoreFault.NotFound) { await committer.AddAsync(new Outcome(operation, OutcomeKind.Changed, e.Message)); }
        catch (StoreException e) when (e.Fault is not (StoreFault.Full or StoreFault.Unavailable)) { await committer.AddAsync(new Outcome(operation, OutcomeKind.Failed, e.Message) { MayPass = e.Fault == StoreFault.Transient }); }
        job.Progress.DidOne();
    }
}
