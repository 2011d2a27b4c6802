using System.Threading.Channels;

namespace Holdfast.Engine.Scanning;

/// <summary>
/// One ordered stream read ahead in the background, with its head in sight. Checks the canonical order as it goes: a
/// store that lists out of order would make a merge see deletions that did not happen.
/// </summary>
public sealed class EntryStream<T> : IAsyncDisposable
    where T : class
{
    private const int BatchSize = 512;
    private readonly Channel<List<T>> _batches = Channel.CreateBounded<List<T>>(new BoundedChannelOptions(8) { SingleReader = true, SingleWriter = true });
    private readonly CancellationTokenSource _stop;
    private readonly Task _reading;
    private List<T> _batch = [];
    private int _next;

    /// <summary>Begins to read.</summary>
    /// <param name="source">The stream.</param>
    /// <param name="order">Compares two neighbours; must always be negative.</param>
    /// <param name="name">What it is, for errors.</param>
    /// <param name="cancellation">Ends it.</param>
    public EntryStream(IAsyncEnumerable<T> source, Comparison<T> order, string name, CancellationToken cancellation)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _reading = Task.Run(() => ReadAheadAsync(source, order, name, _stop.Token), CancellationToken.None);
    }

    /// <summary>The next element, or null at the end. Valid after <see cref="AdvanceAsync"/>.</summary>
    public T? Head { get; private set; }

    /// <summary>Moves to the next element.</summary>
    public ValueTask AdvanceAsync(CancellationToken cancellation)
    {
        if (_next < _batch.Count)
        {
            Head = _batch[_next++];
            return ValueTask.CompletedTask;
        }
        return NextBatchAsync(cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try { await _reading; }
        catch (OperationCanceledException) { /* it was told to stop */ }
        catch (Exception) when (_batches.Reader.Completion.IsFaulted) { /* whoever read the stream has had this error */ }
        _stop.Dispose();
    }

    private async ValueTask NextBatchAsync(CancellationToken cancellation)
    {
        if (await _batches.Reader.WaitToReadAsync(cancellation) && _batches.Reader.TryRead(out var batch))
        {
            _batch = batch;
            Head = batch[0];
            _next = 1;
            return;
        }
        Head = null;
    }

    private async Task ReadAheadAsync(IAsyncEnumerable<T> source, Comparison<T> order, string name, CancellationToken cancellation)
    {
        try
        {
            var batch = new List<T>(BatchSize);
            T? last = null;
            await foreach (var item in source.WithCancellation(cancellation))
            {
                if (last is not null && order(last, item) >= 0) throw new InvalidDataException($"{name}: listed out of order: {item} after {last}");
                last = item;
                batch.Add(item);
                if (batch.Count < BatchSize) continue;
                await _batches.Writer.WriteAsync(batch, cancellation);
                batch = new List<T>(BatchSize);
            }
            if (batch.Count > 0) await _batches.Writer.WriteAsync(batch, cancellation);
            _batches.Writer.Complete();
        }
        catch (Exception e)
        {
            _batches.Writer.Complete(e);
            throw;
        }
    }
}
