namespace Holdfast.Daemon.Api;

/// <summary>
/// What was read last, for many who ask: it is read once in a while, and once more after every change. Who asks while it is read again is told what was read before, unless that is
/// too old by then or something was changed.
/// </summary>
/// <param name="read">Reads it.</param>
/// <param name="fresh">How long it is told without being read again.</param>
/// <param name="bearable">How long it is told while it is being read again.</param>
/// <param name="time">The clock.</param>
internal sealed class Latest<T>(Func<CancellationToken, Task<T>> read, TimeSpan fresh, TimeSpan bearable, TimeProvider time) : IDisposable
    where T : class
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile Kept? _kept;
    private int _changes;

    /// <summary>What was read last, or reads it.</summary>
    public async ValueTask<T> GetAsync(CancellationToken cancellation)
    {
        if (Within(fresh) is { } known) return known;
        if (!_turn.Wait(0, CancellationToken.None))
        {
            if (Within(bearable) is { } before) return before;
            await _turn.WaitAsync(cancellation);
        }
        try
        {
            if (Within(fresh) is { } other) return other;
            var changes = Volatile.Read(ref _changes);
            var value = await read(cancellation);
            _kept = new Kept(time.GetTimestamp(), value, changes);
            return value;
        }
        finally { _turn.Release(); }
    }

    /// <summary>Something was changed: what was read before is no answer any more.</summary>
    public void Forget() => Interlocked.Increment(ref _changes);

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private T? Within(TimeSpan age) => _kept is { } kept && kept.Changes == Volatile.Read(ref _changes) && time.GetElapsedTime(kept.At) < age ? kept.Value : null;

    /// <param name="At">When it was read.</param>
    /// <param name="Value">What was read.</param>
    /// <param name="Changes">How many changes there had been when the reading began.</param>
    private sealed record Kept(long At, T Value, int Changes);
}
