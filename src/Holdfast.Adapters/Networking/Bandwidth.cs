namespace Holdfast.Adapters.Networking;

/// <summary>Lets so many bytes a second through, all transfers of a store together; up to one second's worth at once.</summary>
/// <param name="bytesPerSecond">The limit; null for none.</param>
/// <param name="time">The clock.</param>
internal sealed class Bandwidth(long? bytesPerSecond, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly long _start = time.GetTimestamp();
    private double _takenUntil = -1;

    /// <summary>Waits until some bytes may go.</summary>
    public async ValueTask TakeAsync(long bytes, CancellationToken cancellation)
    {
        if (bytesPerSecond is not { } limit || bytes == 0) return;
        TimeSpan wait;
        lock (_gate)
        {
            var now = time.GetElapsedTime(_start).TotalSeconds;
            _takenUntil = Math.Max(_takenUntil, now - 1) + (double)bytes / limit;
            wait = TimeSpan.FromSeconds(Math.Max(0, _takenUntil - now));
        }
        if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancellation);
    }
}
