using Holdfast.Daemon.Timing;

namespace Holdfast.Daemon.Scheduling;

/// <summary>When a job shall run, as its configuration says. A job for which nothing is said runs by command alone.</summary>
internal sealed record ScheduledJob
{
    /// <summary>Name of the job.</summary>
    public required string Name { get; init; }

    /// <summary>Time from one full pass's start to the next one's; null for none.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>Times of the clock; null for none.</summary>
    public CronExpression? Cron { get; init; }

    /// <summary>The zone whose clock <see cref="Cron"/> means.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Jobs after whose success it runs; when there are several, after all of them succeeded.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>Stores in which a change makes it run for what changed.</summary>
    public IReadOnlyList<string> Watches { get; init; } = [];

    /// <summary>Time from one full pass to the next when a healthy watcher makes <see cref="Every"/> unnecessary.</summary>
    public TimeSpan Rescan { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long it waits after a change for further ones.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>When it may run of itself.</summary>
    public TimeWindows Windows { get; init; } = new([], TimeZoneInfo.Utc);

    /// <summary>Whether a full pass is made when the daemon starts. A job that comes after others makes it after theirs.</summary>
    public bool AtStart { get; init; } = true;

    /// <summary>Stores it changes: no two runs change one store at a time.</summary>
    public IReadOnlyList<string> Mutates { get; init; } = [];

    /// <summary>Stores it only reads.</summary>
    public IReadOnlyList<string> Reads { get; init; } = [];

    /// <summary>Whether it runs by command alone.</summary>
    public bool IsManual => Every is null && Cron is null && After.Count == 0 && Watches.Count == 0;
}

/// <summary>Whether a job runs of itself.</summary>
internal enum JobSwitch : byte
{
    /// <summary>It does.</summary>
    On = 0,

    /// <summary>Not until it is resumed; a run under way ends in peace.</summary>
    Paused = 1,

    /// <summary>Not until it is started; a run under way was cancelled.</summary>
    Stopped = 2,
}
