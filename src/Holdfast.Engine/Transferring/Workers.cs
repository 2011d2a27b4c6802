using System.Threading.Channels;
using Holdfast.Engine.Model;

namespace Holdfast.Engine.Transferring;

/// <summary>
/// A fixed number of workers over one queue. Operations go out by the handful: handing over a single small file would cost
/// more than copying it. The first error stops them all and comes out of the next call.
/// </summary>
internal sealed class Workers : IAsyncDisposable
{
    private readonly int _handful;
    private readonly Channel<List<Operation>> _queue = Channel.CreateBounded<List<Operation>>(16);
    private readonly CancellationTokenSource _stop;
    private readonly Task[] _tasks;
    private readonly SemaphoreSlim _ended = new(0);
    private List<Operation> _gathered = [];
    private long _added;

    /// <summary>Begins.</summary>
    /// <param name="count">How many.</param>
    /// <param name="singly">Whether operations go out one by one: each takes long, and no worker shall sit on others.</param>
    /// <param name="apply">What is done with each.</param>
    /// <param name="stop">Cancelled by the first error.</param>
    public Workers(int count, bool singly, Func<Operation, CancellationToken, ValueTask> apply, CancellationTokenSource stop)
    {
        _handful = singly ? 1 : 32;
        _stop = stop;
        _tasks = [.. Enumerable.Range(0, count).Select(_ => Task.Run(() => WorkAsync(apply)))];
    }

    /// <summary>Takes an operation.</summary>
    public ValueTask AddAsync(Operation operation)
    {
        _gathered.Add(operation);
        // A large file is worth a worker of its own.
        return _gathered.Count >= _handful || operation.Bytes > 1 << 20 ? SendAsync() : ValueTask.CompletedTask;
    }

    /// <summary>Waits until everything added has ended.</summary>
    public async ValueTask DrainAsync()
    {
        if (_gathered.Count > 0) await SendAsync();
        for (; _added > 0; _added--)
        {
            try { await _ended.WaitAsync(_stop.Token); }
            catch (OperationCanceledException)
            {
                await ThrowAsync();
                throw;
            }
        }
    }

    /// <summary>Waits for the workers to end, and throws the error that made them.</summary>
    public async Task ThrowAsync()
    {
        _queue.Writer.TryComplete();
        await Task.WhenAny(Task.WhenAll(_tasks));
        foreach (var task in _tasks.Where(t => t.IsFaulted)) await task;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await Task.WhenAny(Task.WhenAll(_tasks));
        _ended.Dispose();
    }

    private async ValueTask SendAsync()
    {
        var handful = _gathered;
        _gathered = new List<Operation>(_handful);
        try { await _queue.Writer.WriteAsync(handful, _stop.Token); }
        catch (OperationCanceledException)
        {
            await ThrowAsync();
            throw;
        }
        _added++;
    }

    private async Task WorkAsync(Func<Operation, CancellationToken, ValueTask> apply)
    {
        try
        {
            await foreach (var handful in _queue.Reader.ReadAllAsync(_stop.Token))
            {
                foreach (var operation in handful)
                {
                    _stop.Token.ThrowIfCancellationRequested();
                    await apply(operation, _stop.Token);
                }
                _ended.Release();
            }
        }
        catch (Exception)
        {
            await _stop.CancelAsync();
            throw;
        }
    }
}
