using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Engine.Transferring;

/// <summary>
/// Buys durability by the batch, in three stages that work side by side, each on a batch of its own: the content of a batch
/// is flushed; then it is announced, in the transaction that records what the flush found named; then its files get their
/// names. So one flush serves the content of a batch and the names of those before it, and nothing is recorded that is not
/// on the medium, nor named that was not announced.
/// </summary>
internal sealed class BatchCommitter : IAsyncDisposable
{
    private readonly TransferJob _job;
    private readonly IStagingStore? _staging;
    private readonly Readback? _readback;
    private readonly Lock _gate = new();
    private readonly Channel<Batch> _sealed = Channel.CreateBounded<Batch>(1);
    private readonly Channel<Batch> _flushed = Channel.CreateBounded<Batch>(1);
    private readonly Channel<Batch> _announced = Channel.CreateBounded<Batch>(1);
    private readonly Task _stages;
    private List<Outcome> _named = [];
    private long _namedThrough = -1;
    private long _batches;
    private volatile bool _withdrew;
    private Exception? _failure;
    private Batch _open;

    public BatchCommitter(TransferJob job)
    {
        _job = job;
        _staging = job.Destination.Ask<IStagingStore>();
        _readback = job.Verify == VerifyRule.Readback ? new Readback(job.Destination) : null;
        _open = new Batch(0, job.Time.GetTimestamp(), job.Batch);
        _stages = RunAsync();
    }

    /// <summary>Takes a staged write. Not cancellable: what has been taken is either recorded or undone.</summary>
    public ValueTask AddAsync(StagedOperation staged)
    {
        Batch? full;
        lock (_gate)
        {
            _open.Add(staged);
            full = SealIfFull();
        }
        return full is null ? ValueTask.CompletedTask : SendAsync(full);
    }

    /// <summary>Takes the outcome of an operation that took effect at once.</summary>
    public ValueTask AddAsync(Outcome outcome)
    {
        Batch? full;
        lock (_gate)
        {
            _open.Done.Add(outcome);
            full = SealIfFull();
        }
        return full is null ? ValueTask.CompletedTask : SendAsync(full);
    }

    /// <summary>Publishes everything taken so far, so that what follows can build on it.</summary>
    public async ValueTask PublishAsync()
    {
        var batch = Seal();
        await SendAsync(batch);
        await Task.WhenAny(batch.Ended.Task, _stages);
        if (_stages.IsFaulted) await _stages;
    }

    /// <summary>Publishes, flushes and records everything; nothing may be added afterwards.</summary>
    public async ValueTask FinishAsync()
    {
        await SendAsync(Seal());
        _sealed.Writer.TryComplete();
        await _stages;
        // What the last batch named still wants a flush and its record.
        var last = Seal();
        await FlushAsync(last);
        await RecordAsync(last);
        if (_withdrew && _staging is not null) await _staging.FlushAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        _sealed.Writer.TryComplete();
        await Task.WhenAny(_stages);
        await _open.DisposeAsync();
    }

    private Batch? SealIfFull() => _open.IsFull(_job.Time) ? SealLocked() : null;

    private Batch Seal()
    {
        lock (_gate) return SealLocked();
    }

    private Batch SealLocked()
    {
        var batch = _open;
        _open = new Batch(++_batches, _job.Time.GetTimestamp(), _job.Batch);
        return batch;
    }

    private async ValueTask SendAsync(Batch batch)
    {
        try { await _sealed.Writer.WriteAsync(batch); }
        catch (ChannelClosedException)
        {
            await batch.DisposeAsync();
            await _stages;
            throw;
        }
    }

    private async Task RunAsync()
    {
        try
        {
            await Task.WhenAll(
                Task.Run(() => StageAsync(_sealed, _flushed, FlushAsync)),
                Task.Run(() => StageAsync(_flushed, _announced, RecordAsync)),
                Task.Run(() => StageAsync(_announced, null, PublishAsync)));
        }
        catch (Exception e)
        {
            // The others only stumbled over what the first one closed.
            ExceptionDispatchInfo.Throw(_failure ?? e);
        }
    }

    // Each stage hands on what it is done with; the first error closes the way before it and after it.
    private async Task StageAsync(Channel<Batch> from, Channel<Batch>? to, Func<Batch, ValueTask> work)
    {
        try
        {
            await foreach (var batch in from.Reader.ReadAllAsync())
            {
                try
                {
                    await work(batch);
                    if (to is not null) await to.Writer.WriteAsync(batch);
                }
                catch
                {
                    await batch.DisposeAsync();
                    throw;
                }
            }
            to?.Writer.TryComplete();
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref _failure, e, null);
            foreach (var channel in new[] { _sealed, _flushed, _announced }) channel.Writer.TryComplete(e);
            while (from.Reader.TryRead(out var rest)) await rest.DisposeAsync();
            throw;
        }
    }

    // What was named before a flush begins is durable when it ends; what took effect at once did so before the batch was sealed.
    private async ValueTask FlushAsync(Batch batch)
    {
        lock (_gate)
        {
            batch.Covered.AddRange(_named);
            batch.CoveredThrough = _namedThrough;
            _named = [];
        }
        batch.Covered.AddRange(batch.Done);
        if (_staging is null || (batch.Staged.Count == 0 && !_withdrew && !batch.Covered.Exists(outcome => outcome is { Kind: OutcomeKind.Done, Operation.Touches: true }))) return;
        _withdrew = false;
        await _staging.FlushAsync(CancellationToken.None);
    }

    private async ValueTask RecordAsync(Batch batch)
    {
        if (batch.Covered.Count == 0 && batch.Staged.Count == 0) return;
        if (_readback is not null && await _readback.CheckAsync(batch.Covered, _job.Run)) _withdrew = true;
        await _job.Record(new Commit(batch.Covered, batch.CoveredThrough, batch.Number, batch.Announced()), CancellationToken.None);
        batch.Covered.Clear();
    }

    private async ValueTask PublishAsync(Batch batch)
    {
        var outcomes = new Outcome[batch.Staged.Count];
        // Over a network a name costs round trips, and no file waits for another's.
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = _job.Destination.Ask<IRemoteStore>()?.Parallel ?? 1 };
        await Parallel.ForAsync(0, outcomes.Length, atOnce, async (index, _) => outcomes[index] = await PublishAsync(batch.Staged[index]));
        lock (_gate)
        {
            _named.AddRange(outcomes);
            _namedThrough = batch.Number;
        }
        batch.Ended.TrySetResult();
    }

    private static async ValueTask<Outcome> PublishAsync(StagedOperation staged)
    {
        await using var write = staged.Write;
        try
        {
            var written = await write.PublishAsync(CancellationToken.None);
            return staged.Outcome(written.Entry, written.Hash ?? write.Hash, written.TrashPath);
        }
        catch (WorldChangedException e) { return new Outcome(staged.Operation, OutcomeKind.Changed, e.Message); }
        catch (StoreException e) when (e.Fault == StoreFault.NotFound) { return new Outcome(staged.Operation, OutcomeKind.Changed, e.Message); }
        catch (StoreException e) when (e.Fault == StoreFault.Refused) { return new Outcome(staged.Operation, OutcomeKind.Skipped, e.Message); }
        catch (StoreException e) when (e.Fault is not StoreFault.Unavailable) { return new Outcome(staged.Operation, OutcomeKind.Failed, e.Message) { MayPass = e.Fault == StoreFault.Transient }; }
    }
}
