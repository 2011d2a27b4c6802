using System.Collections.Concurrent;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Jobs;

/// <summary>Leaves destinations alone that could not be reached, each for itself and longer each time, so that they do not hold up the others.</summary>
internal sealed class Breakers(TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<(string Job, string Destination), (int Failures, DateTimeOffset Until, string Why)> _resting = new();

    /// <summary>Why a destination is left alone now; null when it is not.</summary>
    public string? Resting(string job, string destination) =>
        _resting.TryGetValue((job, destination), out var rest) && rest.Until > time.GetUtcNow()
            ? $"left alone until {rest.Until.ToUniversalTime():HH:mm:ss} UTC, after {rest.Failures} {(rest.Failures == 1 ? "failure" : "failures")}: {rest.Why}" : null;

    /// <summary>A destination was tried as often as it should be.</summary>
    /// <param name="ended">How the last try ended.</param>
    /// <param name="first">How long it is left alone the first time.</param>
    public void Ended(RunRecord ended, TimeSpan first)
    {
        ArgumentNullException.ThrowIfNull(ended);
        var key = (ended.Job, ended.Destination);
        if (ended is not { State: RunState.Failed, MayPass: true })
        {
            _resting.TryRemove(key, out _);
            return;
        }
        var failures = _resting.TryGetValue(key, out var before) ? before.Failures + 1 : 1;
        var rest = first * Math.Pow(2, Math.Min(failures, 16));
        _resting[key] = (failures, time.GetUtcNow() + (rest < Longest ? rest : Longest), ended.Message ?? "");
    }
}
