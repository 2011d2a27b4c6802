
namespace Holdfast.Daemon.Timing;

/// <summary>A limit in bytes a second for parts of the week.</summary>
/// <param name="When">The part of the week; null for all the rest.</param>
/// <param name="BytesPerSecond">The limit; null for none.</param>
internal sealed record PaceLimit(TimeWindow? When, long? BytesPerSecond);

/// <summary>Lets so many bytes a second through as the timetable says at that moment: the first limit that speaks of it. Up to one second's worth goes at once.</summary>
/// <param name="limits">The timetable.</param>
/// <param name="zone">Whose clock it means.</param>
/// <param name="time">The clock.</param>
internal sealed class Pace(IReadOnlyList<PaceLimit> limits, TimeZoneInfo zone, TimeProvider time)
{
    // Whoever waits looks again: another limit may hold by then.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private readonly Lock _gate = new();
    private double _allowed;
    private long? _last;

    /// <summary>The limit that holds at a moment; null for none.</summary>
    public long? LimitAt(DateTimeOffset moment)
    {
        var local = TimeZoneInfo.ConvertTime(moment, zone).DateTime;
        return limits.FirstOrDefault(limit => limit.When?.Covers(local) ?? true)?.BytesPerSecond;
    }

    /// <summary>Waits until some bytes may go.</summary>
    public async ValueTask TakeAsync(long bytes, CancellationToken cancellation)
    {
        lock (_gate)
        {
            Refill();
            _allowed -= bytes;
        }
        while (Wait() is var wait && wait > TimeSpan.Zero) await Task.Delay(wait < Longest ? wait : Longest, time, cancellation);
    }

    private TimeSpan Wait()
    {
        lock (_gate)
        {
            Refill();
            return _allowed >= 0 || LimitAt(time.GetUtcNow()) is not { } rate ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Max(-_allowed / rate, 0.001));
        }
    }

    private void Refill()
    {
        var now = time.GetTimestamp();
        var passed = _last is { } last ? time.GetElapsedTime(last, now).TotalSeconds : 1;
        _last = now;
        _allowed = LimitAt(time.GetUtcNow()) is { } rate ? Math.Min(_allowed + (passed * rate), rate) : 0;
    }
}
