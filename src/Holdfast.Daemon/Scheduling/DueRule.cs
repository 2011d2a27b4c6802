using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Scheduling;

/// <summary>What has changed and waits to be handled.</summary>
/// <param name="Scope">The names, or everything when events were lost.</param>
/// <param name="First">When the first of them was reported.</param>
/// <param name="Last">When the last of them was reported.</param>
internal sealed record Dirt(Scope Scope, DateTimeOffset First, DateTimeOffset Last)
{
    private const int MostNames = 50_000;

    /// <summary>Adds what was reported now.</summary>
    public static Dirt Add(Dirt? before, Scope scope, DateTimeOffset now) =>
        before is null ? new Dirt(scope, now, now) : new Dirt(Union(before.Scope, scope), before.First, now);

    /// <summary>Two scopes in one; past 50,000 names it is the whole tree, which is then cheaper to list.</summary>
    public static Scope Union(Scope left, Scope right) =>
        left.Items is not { } some || right.Items is not { } others || some.Count + others.Count > MostNames ? Scope.All : Scope.Of(some.Concat(others));
}

/// <summary>What is known of a job that does not run at the moment.</summary>
internal readonly record struct JobSituation
{
    /// <summary>When the daemon began to care for it.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When its last pass over everything began; null before the first.</summary>
    public DateTimeOffset? LastFull { get; init; }

    /// <summary>Whether it shall make a full pass as soon as it can, and why.</summary>
    public RunTrigger? Pending { get; init; }

    /// <summary>The next moment its cron expression names after its last full pass.</summary>
    public DateTimeOffset? Cron { get; init; }

    /// <summary>Whether all its stores are watched and no event was missed.</summary>
    public bool IsWatched { get; init; }

    /// <summary>What has changed and may be handled.</summary>
    public Dirt? Dirt { get; init; }

    /// <summary>When the last of the jobs it follows succeeded; null while one has not.</summary>
    public DateTimeOffset? AfterReady { get; init; }

    /// <summary>Before this it is not tried again, because it failed; null when it did not.</summary>
    public DateTimeOffset? NotBefore { get; init; }
}

/// <summary>When a job runs next.</summary>
/// <param name="At">When; a moment in the past means now.</param>
/// <param name="Trigger">Why.</param>
/// <param name="IsFull">Whether it looks at everything, rather than at what changed.</param>
internal readonly record struct Due(DateTimeOffset At, RunTrigger Trigger, bool IsFull);

/// <summary>When is a job due? Pure: everything it depends on is handed in.</summary>
internal static class DueRule
{
    // Under a stream of changes that never pauses, what changed is handled this long after the first at the latest.
    private static readonly TimeSpan LongestSettle = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromHours(1);

    /// <summary>The next time a job is due of itself; null when nothing that is known now will ever make it due.</summary>
    public static Due? Next(ScheduledJob job, in JobSituation now)
    {
        ArgumentNullException.ThrowIfNull(job);
        Due? next = null;
        if (now.Pending is { } pending) next = new Due(now.Since, pending, true);
        next = Earlier(next, Full(job, now) is { } full ? new Due(full, RunTrigger.Schedule, true) : null);
        next = Earlier(next, now.AfterReady is { } after ? new Due(after, RunTrigger.After, false) : null);
        // The run after another takes what changed along.
        next = Earlier(next, now.AfterReady is null && now.Dirt is { } dirt ? new Due(Settled(job, dirt), RunTrigger.Watch, dirt.Scope.IsAll) : null);
        return next is { } found && now.NotBefore is { } earliest && earliest > found.At ? found with { At = earliest } : next;
    }

    /// <summary>How long a job that failed so many times in a row is left alone.</summary>
    public static TimeSpan Backoff(int failures)
    {
        if (failures <= 0) return TimeSpan.Zero;
        var wait = FirstBackoff * Math.Pow(2, Math.Min(failures - 1, 10));
        return wait < LongestBackoff ? wait : LongestBackoff;
    }

    /// <summary>When it next looks at everything of itself; null when nothing says so.</summary>
    public static DateTimeOffset? Full(ScheduledJob job, in JobSituation now)
    {
        ArgumentNullException.ThrowIfNull(job);
        var last = now.LastFull ?? now.Since;
        DateTimeOffset? interval = job.Watches.Count > 0 && (now.IsWatched || job.Every is null) ? last + job.Rescan : job.Every is { } every ? last + every : null;
        return interval is null || now.Cron < interval ? now.Cron : interval;
    }

    private static DateTimeOffset Settled(ScheduledJob job, Dirt dirt)
    {
        if (dirt.Scope.IsAll) return dirt.First;
        var (quiet, latest) = (dirt.Last + job.Settle, dirt.First + (job.Settle > LongestSettle ? job.Settle : LongestSettle));
        return quiet < latest ? quiet : latest;
    }

    // A full pass does what a narrow one would do: at the same time it goes first.
    private static Due? Earlier(Due? one, Due? other) =>
        one is not { } a ? other : other is not { } b ? one : b.At < a.At || (b.At == a.At && b.IsFull && !a.IsFull) ? other : one;
}
