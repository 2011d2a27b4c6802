using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Scheduling;

namespace Holdfast.Daemon.Status;

/// <summary>Whether a job has not succeeded within the time it promises.</summary>
public static class Lateness
{
    // A run that is due waits for others on the same store, and for the machine to wake up.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    /// <summary>Since when a success is overdue; null when none is, or when nothing makes the job run of itself.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="job">The job.</param>
    /// <param name="last">When its last run that succeeded began; null for never.</param>
    /// <param name="now">Now.</param>
    public static DateTimeOffset? Overdue(HoldfastConfig config, JobConfig job, DateTimeOffset? last, DateTimeOffset now) => Due(config, job, last) is { } due && due < now ? due : null;

    /// <summary>Until when it promises to succeed; null when it promises nothing. A job that follows others has the time of the latest of them.</summary>
    public static DateTimeOffset? Due(HoldfastConfig config, JobConfig job, DateTimeOffset? last)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(job);
        if (last is not { } begun) return null;
        if (job.LateAfter is { } promised) return begun + promised;
        DateTimeOffset? due = null;
        if (Interval(config, job) is { } interval) due = begun + interval * 2;
        if (job.Cron is { } cron && CronExpression.Parse(cron).Next(begun, config.TimeZone) is { } named && (due is null || named + Grace < due)) due = named + Grace;
        return due ?? job.After.Select(config.FindJob).OfType<JobConfig>().Select(before => Due(config, before, last)).Max();
    }

    /// <summary>How long it may go without success; null when the calendar says so, or nothing.</summary>
    public static TimeSpan? Promise(HoldfastConfig config, JobConfig job)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(job);
        return job.LateAfter ?? Interval(config, job) * 2 ?? (job.Cron is not null ? null : job.After.Select(config.FindJob).OfType<JobConfig>().Select(before => Promise(config, before)).Max());
    }

    /// <summary>The longest time from one run to the next that is in order; null when nothing says one. A job that watches makes a full pass at its rescan alone.</summary>
    public static TimeSpan? Interval(HoldfastConfig config, JobConfig job)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(job);
        if (!config.Watches(job)) return job.Every;
        return job.Every is { } every && every > job.Rescan ? every : job.Rescan;
    }
}
