using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Scheduling;
using Holdfast.Daemon.Timing;

namespace Holdfast.Daemon.Jobs;

/// <summary>Turns configured jobs into what the scheduler goes by.</summary>
internal static class JobSchedule
{
    public static IReadOnlyList<ScheduledJob> Of(HoldfastConfig config) => [.. config.Jobs.Select(job => Of(config, job))];

    private static ScheduledJob Of(HoldfastConfig config, JobConfig job) => new()
    {
        Name = job.Name,
        Every = job.Every,
        Cron = job.Cron is null ? null : CronExpression.Parse(job.Cron),
        Zone = config.TimeZone,
        After = job.After,
        // What changes in a destination is looked for by rescans: most of it is what the job itself writes there.
        Watches = !job.OnlyLooks && config.Watches(job) ? [(job.From ?? job.Store)!] : [],
        Windows = new TimeWindows([.. job.Windows.Select(WindowShape.Read).OfType<TimeWindow>()], config.TimeZone),
        Rescan = job.Rescan,
        Settle = job.Settle,
        AtStart = !job.OnlyLooks,
        Mutates = job.OnlyLooks ? [] : JobRequests.DestinationsOf(job),
        Reads = job.OnlyLooks ? [job.From ?? job.Store!, .. job.To] : job.From is null ? [] : [job.From],
    };
}
