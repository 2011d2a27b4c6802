namespace Holdfast.Adapters.Stores.S3;

/// <summary>Bytes of content that all writes of a store may hold in memory together. Whoever comes first is served first.</summary>
internal sealed class MemoryBudget(long bytes)
{
    private readonly long _all = bytes;
    private readonly Lock _gate = new();
    private readonly Queue<(TaskCompletionSource Served, long Bytes)> _waiting = [];
    private long _left = bytes;

    /// <summary>Takes so many; give them back with <see cref="Return"/>. More than there are at all is taken for all.</summary>
    /// <returns>What was taken.</returns>
    public async ValueTask<long> TakeAsync(long wanted, CancellationToken cancellation)
    {
        wanted = Math.Min(wanted, _all);
        TaskCompletionSource served;
        lock (_gate)
        {
            if (_waiting.Count == 0 && _left >= wanted)
            {
                _left -= wanted;
                return wanted;
            }
            served = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue((served, wanted));
        }
        await using var stop = cancellation.Register(() => served.TrySetCanceled(cancellation));
        await served.Task;
        return wanted;
    }

    /// <summary>Gives back what was taken.</summary>
    public void Return(long taken)
    {
        lock (_gate)
        {
            _left += taken;
            while (_waiting.TryPeek(out var first) && (first.Served.Task.IsCompleted || _left >= first.Bytes))
            {
                _waiting.Dequeue();
                if (first.Served.TrySetResult()) _left -= first.Bytes;
            }
        }
    }
}
