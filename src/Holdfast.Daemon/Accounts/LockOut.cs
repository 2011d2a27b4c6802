using System.Net;
using System.Net.Sockets;

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
            if (_failed.Count > MostKeys) Prune(now);
            _failed[key] = (Failures(key, now) + 1, now);
        }
    }

    /// <summary>Nothing is held against somebody any more.</summary>
    public void Forget(string key)
    {
        lock (_gate) _failed.Remove(key);
    }

    /// <summary>One try that was counted did not fail after all.</summary>
    public void TakeBack(string key)
    {
        lock (_gate)
        {
            if (!_failed.TryGetValue(key, out var failed)) return;
            if (failed.Failures <= 1) _failed.Remove(key);
            else _failed[key] = failed with { Failures = failed.Failures - 1 };
        }
    }

    /// <summary>Where somebody comes from, as far as they can choose no other place: all of this machine is one, and so is a network of IPv6.</summary>
    public static string PlaceOf(string address)
    {
        if (!IPAddress.TryParse(address, out var parsed)) return address;
        if (parsed.IsIPv4MappedToIPv6) parsed = parsed.MapToIPv4();
        if (IPAddress.IsLoopback(parsed)) return "this machine";
        return parsed.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexStringLower(parsed.GetAddressBytes().AsSpan(0, 8)) : parsed.ToString();
    }

    private int Failures(string key, DateTimeOffset now) => _failed.TryGetValue(key, out var failed) && now - failed.Last < Forgotten ? failed.Failures : 0;

    private void Prune(DateTimeOffset now)
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
