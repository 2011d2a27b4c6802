using System.Globalization;

namespace Holdfast.Daemon.Jobs;

/// <summary>
/// Makes names for runs, e.g. <c>20261121-054500-3fa9</c>: the second, and how much of it had passed. They sort as they were made, and no two
/// of a state are the same: one process at a time makes them, and none is made twice at the same moment.
/// </summary>
public sealed class RunIds(TimeProvider time)
{
    // So many steps a second has: what four hexadecimal digits can tell.
    private const int Steps = 0x10000;
    private readonly Lock _gate = new();
    private long _last;

    /// <summary>The next name.</summary>
    public string Next()
    {
        var (second, passed) = Math.DivRem(time.GetUtcNow().UtcTicks, TimeSpan.TicksPerSecond);
        var step = (second * Steps) + (passed * Steps / TimeSpan.TicksPerSecond);
        // A clock that was set back is believed, unless it is by a moment.
        lock (_gate) _last = step = step <= _last && _last - step < Steps ? _last + 1 : step;
        var at = new DateTime(step / Steps * TimeSpan.TicksPerSecond, DateTimeKind.Utc);
        return string.Create(CultureInfo.InvariantCulture, $"{at:yyyyMMdd-HHmmss}-{step % Steps:x4}");
    }
}
