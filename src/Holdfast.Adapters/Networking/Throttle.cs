namespace Holdfast.Adapters.Networking;

/// <summary>A moment before which no call of a store begins: what one call was asked to wait, all wait.</summary>
internal sealed class Throttle(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _until;

    /// <summary>No call begins for so long.</summary>
    public void Pause(TimeSpan delay)
    {
        lock (_gate) _until = TimeSpan.FromTicks(Math.Max(_until.Ticks, (time.GetElapsedTime(_start) + delay).Ticks));
    }

    /// <summary>Waits until calls may begin.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellation)
    {
        while (Left() is var left && left > TimeSpan.Zero) await Task.Delay(left, time, cancellation);
    }

    private TimeSpan Left()
    {
        lock (_gate) return _until - time.GetElapsedTime(_start);
    }
}
