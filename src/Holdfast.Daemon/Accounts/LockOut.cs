namespace Holdfast.Daemon.Accounts;

/// <summary>Makes those who try passwords wait: after a few failures each further one doubles the time.</summary>
/// <param name="free">Failures that cost nothing.</param>
/// <param name="time">The clock.</param>
internal sealed class LockOut(int free, TimeProvider time)
{
    private const int MostKeys = 10_000;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Forgotten = TimeSpan.FromHours(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (int Failures, DateTimeOffset Last)> _failed = new(StringComparer.Ordinal);

    /// <summary>How long somebody must still wait; zero for not at all.</summary>
    public TimeSpan Wait(string key)
    {
        lock (_gate)
        {
            if (!_failed.TryGetValue(key, out var failed) || failed.Failures < free) return TimeSpan.Zero;
            var left = failed.Last + Delay(failed.Failures) - time.GetUtcNow();
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>A try failed.</summary>
    public void Failed(string key)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (_failed.Count > MostKeys) Forget(now);
            _failed[key] = (Failures(key, now) + 1, now);
        }
    }

    /// <summary>A try succeeded.</summary>
    public void Succeeded(string key)
    {
        lock (_gate) _failed.Remove(key);
    }

    private int Failures(string key, DateTimeOffset now) => _failed.TryGetValue(key, out var failed) && now - failed.Last < Forgotten ? failed.Failures : 0;

    private void Forget(DateTimeOffset now)
    {
        foreach (var key in _failed.Where(one => now - one.Value.Last >= Forgotten).Select(one => one.Key).ToArray()) _failed.Remove(key);
        // Somebody makes up names faster than they are forgotten: the oldest half goes.
        if (_failed.Count <= MostKeys) return;
        foreach (var key in _failed.OrderBy(one => one.Value.Last).Take(MostKeys / 2).Select(one => one.Key).ToArray()) _failed.Remove(key);
    }

    private TimeSpan Delay(int failures)
    {
        var seconds = Math.Pow(2, Math.Min(failures - free, 20));
        return seconds > Longest.TotalSeconds ? Longest : TimeSpan.FromSeconds(seconds);
    }
}
