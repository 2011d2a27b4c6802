using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Logging;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Alerts;

/// <summary>What telling people works with.</summary>
internal sealed record AlertParts
{
    /// <summary>Makes channels.</summary>
    public required Func<ChannelConfig, CancellationToken, ValueTask<INotifier>> Open { get; init; }

    /// <summary>Findings, of which no event is made: a channel that fails tells its own.</summary>
    public required IFindings Findings { get; init; }

    /// <summary>Name of this machine.</summary>
    public required string Host { get; init; }

    public required ILog Log { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Chance, so that many machines do not try again at one moment.</summary>
    public required Random Random { get; init; }
}

/// <summary>How long after a failure something is tried again. Pure but for chance.</summary>
internal static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Mended = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>The time to wait.</summary>
    /// <param name="failures">How often it failed before.</param>
    /// <param name="problem">Why it failed now.</param>
    /// <param name="random">Chance.</param>
    public static TimeSpan Of(long failures, NotifyException problem, Random random)
    {
        // What somebody has to mend is not mended within seconds.
        var wait = (problem.IsPermanent ? Mended : First) * Math.Pow(2, Math.Min(failures, 10));
        wait = (wait < Longest ? wait : Longest) * (0.75 + random.NextDouble() / 2);
        return problem.RetryAfter is { } asked && asked > wait ? asked < TimeSpan.FromDays(1) ? asked : TimeSpan.FromDays(1) : wait;
    }
}
