using System.Threading.Channels;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Engine.Transferring;

/// <summary>
/// Buys durability by the batch. While workers stage the next batch, the last one is flushed (content is on the medium),
/// published (final names), and recorded once a further flush has made the names durable too; that flush is shared with
/// the content of the batch behind it.
/// </summary>
internal sealed class BatchCommitter : IAsyncDisposable
{
    private const int MaxOperations = 2_500;
    private const long MaxBytes = 1L << 30;
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);

    private readonly TransferJob _job;
    private readonly IStagingStore? _staging;
    private readonly Readback? _readback;
    private readonly Lock _gate = new();
    private readonly Channel<Batch> _batches = Channel.CreateBounded<Batch>(1);
    private readonly Task _pump;
    private readonly List<Outcome> _published = [];
    private bool _unflushed;
    private Batch _open;

    public BatchCommitter(TransferJob job)
    {
        _job = job;
        _staging = job.Destination.Ask<IStagingStore>();
        _readback = job.Verify == VerifyRule.Readback ? new Readback(job.Destination) : null;
        _open = new Batch(job.Time.GetTimestamp());
        _pump = Task.Run(PumpAsync);
    }

    /// <summary>Takes a staged write. Not cancellable: what has been taken is either recorded or undone.</summary>
    public ValueTask AddAsync(StagedOperation staged)
    {
        Batch? full;
        lock (_gate)
        {
            _open.Staged.Add(staged);
            _open.Bytes += staged.SourceRead.Size;
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
        batch.Ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync(batch);
        await Task.WhenAny(batch.Ended.Task, _pump);
        if (_pump.IsFaulted) await _pump;
    }

    /// <summary>Publishes, flushes and records everything; nothing may be added afterwards.</summary>
    public async ValueTask FinishAsync()
    {
        await SendAsync(Seal());
        _batches.Writer.TryComplete();
        await _pump;
    }

    public async ValueTask DisposeAsync()
    {
        _batches.Writer.TryComplete();
        await Task.WhenAny(_pump);
        foreach (var staged in _open.Staged) await staged.Write.DisposeAsync();
    }

    private Batch? SealIfFull() =>
        _open.Count >= MaxOperations || _open.Bytes >= MaxBytes || _job.Time.GetElapsedTime(_open.Begun) >= MaxAge ? SealLocked() : null;

    private Batch Seal()
    {
        lock (_gate) return SealLocked();
    }

    private Batch SealLocked()
    {
        var batch = _open;
        _open = new Batch(_job.Time.GetTimestamp());
        return batch;
    }

    private async ValueTask SendAsync(Batch batch)
    {
        try { await _batches.Writer.WriteAsync(batch); }
        catch (ChannelClosedException)
        {
            foreach (var staged in batch.Staged) await staged.Write.DisposeAsync();
            await _pump;
            throw;
        }
    }

    private async Task PumpAsync()
    {
        try
        {
            await foreach (var batch in _batches.Reader.ReadAllAsync())
            {
                await CommitAsync(batch);
                batch.Ended?.TrySetResult();
            }
            await FlushAndRecordAsync([]);
        }
        catch (Exception e)
        {
            _batches.Writer.TryComplete(e);
            while (_batches.Reader.TryRead(out var rest))
            {
                foreach (var staged in rest.Staged) await staged.Write.DisposeAsync();
                rest.Ended?.TrySetResult();
            }
            throw;
        }
    }

    private async Task CommitAsync(Batch batch)
    {
        if (batch.Staged.Count > 0) await FlushAndRecordAsync(batch.Staged);
        else if (_published.Count + batch.Done.Count > MaxOperations) await FlushAndRecordAsync([]);
        foreach (var outcome in batch.Done)
        {
            _published.Add(outcome);
            _unflushed |= outcome.Kind == OutcomeKind.Done && outcome.Operation.Touches;
        }
        foreach (var staged in batch.Staged)
        {
            _published.Add(await PublishAsync(staged));
            _unflushed = true;
        }
    }

    private static async ValueTask<Outcome> PublishAsync(StagedOperation staged)
    {
        await using var write = staged.Write;
        try
        {
            var written = await write.PublishAsync(CancellationToken.None);
            return Outcome(staged, written.Entry, written.Hash ?? write.Hash, written.TrashPath);
        }
        catch (WorldChangedException e) { return new Outcome(staged.Operation, OutcomeKind.Changed, e.Message); }
        catch (StoreException e) when (e.Fault == StoreFault.NotFound) { return new Outcome(staged.Operation, OutcomeKind.Changed, e.Message); }
        catch (StoreException e) when (e.Fault == StoreFault.Refused) { return new Outcome(staged.Operation, OutcomeKind.Skipped, e.Message); }
        catch (StoreException e) when (e.Fault is not StoreFault.Unavailable) { return new Outcome(staged.Operation, OutcomeKind.Failed, e.Message); }
    }

    // What is staged is announced in the same transaction that records what was published before, and before it gets its names.
    private async Task FlushAndRecordAsync(List<StagedOperation> staged)
    {
        if ((_unflushed || staged.Count > 0) && _staging is not null) await _staging.FlushAsync(CancellationToken.None);
        _unflushed = false;
        if (_published.Count == 0 && staged.Count == 0) return;
        if (_readback is not null) _unflushed = await _readback.CheckAsync(_published, _job.Run);
        await _job.Record(_published, staged.Where(one => one.Write.Made is not null).Select(one => Outcome(one, one.Write.Made!, one.Write.Hash, null)), CancellationToken.None);
        _published.Clear();
    }

    private static Outcome Outcome(StagedOperation staged, Entry written, ContentHash? hash, TreePath? trash) =>
        new(staged.Operation, OutcomeKind.Done, null, written, hash, trash) { SourceRead = staged.SourceRead, Before = staged.Operation.Destination };

    private sealed class Batch(long begun)
    {
        public long Begun { get; } = begun;
        public List<StagedOperation> Staged { get; } = [];
        public List<Outcome> Done { get; } = [];
        public long Bytes { get; set; }
        public int Count => Staged.Count + Done.Count;
        public TaskCompletionSource? Ended { get; set; }
    }
}
