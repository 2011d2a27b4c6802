using Holdfast.Contracts.Events;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Events;
using Holdfast.Daemon.Jobs;
using Holdfast.Daemon.Logging;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Watchdog;

/// <summary>Ends runs that have not moved for long, so that their jobs begin anew.</summary>
/// <param name="config">How long is long.</param>
/// <param name="live">The runs under way.</param>
/// <param name="restart">Ends the run of a job and lets the job begin anew; false when it has none.</param>
/// <param name="jobs">How many jobs are cared for, and how many there are.</param>
/// <param name="events">Told of what was done.</param>
/// <param name="log">The same.</param>
/// <param name="time">The clock.</param>
internal sealed class StuckWatch(WatchdogConfig config, LiveRuns live, Func<string, bool> restart, Func<(int Running, int Total)> jobs, EventLog events, ILog log, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, (string Mark, DateTimeOffset Since)> _seen = new(StringComparer.Ordinal);

    /// <summary>Looks every minute until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Look();
            await Task.Delay(Every, time, cancellation);
        }
    }

    /// <summary>Looks once.</summary>
    public void Look()
    {
        if (config.Stuck is not { } limit) return;
        var now = time.GetUtcNow();
        var all = live.All.ToArray();
        foreach (var gone in _seen.Keys.Except(all.Select(one => one.Run.Id)).ToArray()) _seen.Remove(gone);
        foreach (var (run, progress) in all)
        {
            var mark = FormattableString.Invariant($"{progress.Phase} {progress.Entries} {progress.Done} {progress.Bytes} {progress.Current}");
            if (!_seen.TryGetValue(run.Id, out var seen) || seen.Mark != mark) _seen[run.Id] = (mark, now);
            else if (now - seen.Since >= limit) End(run, now - seen.Since);
        }
    }

    private void End(RunRecord run, TimeSpan silence)
    {
        // A call of the system that does not return cannot be ended by anybody: it is tried again when as much time has passed.
        _seen.Remove(run.Id);
        if (!restart(run.Job)) return;
        var (running, total) = jobs();
        var data = new JobRestartedData("stuck", Math.Round(silence.TotalSeconds), running, total);
        log.Warn("watchdog", "a run that did not move was ended; its job begins anew", ("job", run.Job), ("run", run.Id), ("silence", silence));
        events.Publish(EventRecords.Of(
            EventNames.JobRestarted, time.GetUtcNow(), Severity.Warning, $"a run of {run.Job} had not moved for {silence.TotalMinutes:0} minutes and was ended; {running}/{total} jobs running", data, EventJson.Default.JobRestartedData) with { Job = run.Job, Run = run.Id, Store = run.Destination });
    }
}
