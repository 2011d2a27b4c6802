using Holdfast.Contracts.Events;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Events;
using Holdfast.Daemon.Jobs;
using Holdfast.Daemon.Status;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Watchdog;

/// <summary>
/// Tells of jobs that have not succeeded within the time they promise. It goes by what is recorded and by its own clock alone: whatever
/// has become of the scheduler, of a job, or of a store, a backup that did not happen is told.
/// </summary>
/// <param name="config">The configuration.</param>
/// <param name="state">What is recorded.</param>
/// <param name="absences">Which removable stores are away: what waits for them is not late.</param>
/// <param name="events">Told of what is late, and when it no longer is.</param>
/// <param name="time">The clock.</param>
internal sealed class LateWatch(HoldfastConfig config, IStateDb state, Absences absences, EventLog events, TimeProvider time)
{
    private const string Kind = "job-late";
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private readonly DateTimeOffset _since = time.GetUtcNow();

    /// <summary>Looks every minute until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await LookAsync(cancellation);
            await Task.Delay(Every, time, cancellation);
        }
    }

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        foreach (var job in config.Jobs)
        {
            var now = time.GetUtcNow();
            var standing = await JobStanding.ReadAsync(state, job, [], absences, now, cancellation);
            if (standing.IsWaiting) continue;
            // One that has never run was promised when somebody began to care for it.
            if (Lateness.Overdue(config, job, standing.CountsFrom ?? _since, now) is { } due) events.Turn(new Condition(Kind, job.Name, "late", now), _ => Late(job, standing, due, now));
            else events.Turn(new Condition(Kind, job.Name, "", now), before => OnTime(job, before?.Since ?? now, now));
        }
    }

    private EventRecord Late(JobConfig job, JobStanding standing, DateTimeOffset due, DateTimeOffset now)
    {
        var last = standing.LastSuccess is { } success ? $"last succeeded {success.ToUniversalTime():yyyy-MM-dd HH:mm} UTC" : "has never succeeded";
        var data = new JobLateData(standing.LastSuccess, due, Lateness.Promise(config, job)?.TotalSeconds, Math.Round((now - due).TotalSeconds), DaemonRunning: true);
        return EventRecords.Of(EventNames.JobLate, now, Severity.Error,
            $"{job.Name} is late: it {last} and should have by {due.ToUniversalTime():yyyy-MM-dd HH:mm} UTC{(standing.Running is { } run ? $"; a run is at work since {run.Started.ToUniversalTime():yyyy-MM-dd HH:mm} UTC" : "")}", data, EventJson.Default.JobLateData) with { Job = job.Name };
    }

    private static EventRecord OnTime(JobConfig job, DateTimeOffset since, DateTimeOffset now) => EventRecords.Of(
        EventNames.JobOnTime, now, Severity.Info, $"{job.Name} has succeeded and is no longer late", new JobOnTimeData(since, Math.Round((now - since).TotalSeconds)), EventJson.Default.JobOnTimeData) with { Job = job.Name };
}
