using Holdfast.Adapters.Notifications;
using Holdfast.Daemon.Api;
using Holdfast.Daemon.Commands;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Control;
using Holdfast.Daemon.Events;
using Holdfast.Daemon.Hooks;
using Holdfast.Daemon.Jobs;
using Holdfast.Daemon.Logging;
using Holdfast.Daemon.Reports;
using Holdfast.Daemon.Scheduling;
using Holdfast.Daemon.Status;
using Holdfast.Daemon.Telemetry;
using Holdfast.Daemon.Watchdog;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon;

/// <summary>The daemon: runs jobs when they are due and takes commands, until it is told to stop. The caller holds the state lock.</summary>
/// <param name="config">The configuration.</param>
/// <param name="settings">The file it came from.</param>
/// <param name="socket">Where it takes commands, and from whom.</param>
/// <param name="logs">Where the log goes.</param>
/// <param name="time">The clock.</param>
/// <param name="random">Chance for the names of runs.</param>
internal sealed class HoldfastDaemon(HoldfastConfig config, SettingsFile settings, ControlRules socket, DaemonLog logs, TimeProvider time, Random random)
{
    private volatile Scheduler? _scheduler;

    /// <summary>Whether the part that must move still does; what comes before and after it is the supervisor's to time.</summary>
    public bool IsAlive => _scheduler?.IsTurning ?? true;

    /// <summary>Runs until cancelled; then lets what is under way end cleanly.</summary>
    /// <param name="started">Called once it takes commands.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task RunAsync(Action? started, CancellationToken cancellation)
    {
        var loading = Task.Run(ApiServer.LoadAsync, CancellationToken.None);
        var gate = new SchedulerGate(time);
        var log = logs.Log;
        await using var process = HoldfastProcess.Open(config, writes: true, gate, log, time, random, logs.Ring);
        var services = process.Services;
        await services.Absences.LoadAsync(services.State.Events, cancellation);
        await EndDeadRunsAsync(services, log, cancellation);
        var runner = new ScheduledRunner(services.Runner, config, log, time);
        var watches = new StoreWatches(config, services.Stores);
        var switches = new TellingSwitches(new JobSwitches(config.StateDirectory), services.Events, time);
        var scheduler = new Scheduler(JobSchedule.Of(config), new SchedulerParts(runner, watches, switches, log, time));
        gate.Join(scheduler, runner);
        _scheduler = scheduler;

        var running = scheduler.RunAsync(cancellation);
        var handler = process.Handler(SchedulerCommands.Of(scheduler));
        // Commands given from here on wait for their answer no longer than the server takes to begin.
        var listener = await ControlSocket.ListenAsync(socket.Path, socket.Mode, cancellation);
        await loading;
        await using var api = await ApiServer.StartAsync(config.Server, socket, listener, ApiParts.Of(services, scheduler, handler, settings), null, cancellation);
        gate.Api = config.Server.Listen.IsOn ? new ServedApi([.. api.Urls], api.Trouble) : null;
        log.Info("daemon", "started", ("config", config.File), ("state", config.StateDirectory), ("jobs", config.Jobs.Count));
        var begun = time.GetUtcNow();
        services.Events.Publish(DaemonEvents.Started(config, begun));
        started?.Invoke();
        await TellServedAsync(api, cancellation);
        using var web = new WebCaller(time);
        var upkeep = new Upkeep(services.Events, log, time);
        await Task.WhenAll(
            running,
            config.Collector is { } collector ? upkeep.KeepAsync("sending to the collector", token => SendAsync(collector, services, token), cancellation) : Task.CompletedTask,
            upkeep.KeepAsync("the daily report", new ReportSchedule(services.Reports, config.TimeZone, log, time).RunAsync, cancellation),
            upkeep.KeepAsync("cleaning up", new Housekeeping(config, services.State, logs.File, services.Records, log, time).RunAsync, cancellation),
            upkeep.KeepAsync("noting how backups stand", new SyncStanding(config, services.Records, services.Events, switches.Load).RunAsync, cancellation),
            upkeep.KeepAsync("giving memory back", new MemoryReturn(() => scheduler.Snapshot().All(job => job.RunningSince is null), new ProcessHeap(services.State), time).RunAsync, cancellation),
            upkeep.KeepAsync("looking for jobs that are late", new LateWatch(config, services.State, services.Absences, services.Events, time).RunAsync, cancellation),
            upkeep.KeepAsync("looking for stores", new StoreLook(config, services.State, services.OpenAsync, services.Absences, services.Events, scheduler.StoreIsBack, time).RunAsync, cancellation),
            upkeep.KeepAsync("looking for runs that do not move", new StuckWatch(config.Watchdog, services.Live, scheduler.Restart, () => Count(scheduler), services.Events, log, time).RunAsync, cancellation),
            upkeep.KeepAsync("telling people", services.Alerts.RunAsync, cancellation),
            upkeep.KeepAsync("calling hooks", new EventHooks(services.Hooks, services.State, services.Events, time).RunAsync, cancellation),
            upkeep.KeepAsync("calling the outside monitor", new Pinger(config.Watchdog, token => IsWellAsync(services, token), services.Secrets, web, log, time).RunAsync, cancellation));
        services.Events.Publish(DaemonEvents.Stopped(begun, time.GetUtcNow()));
        log.Info("daemon", "stopped");
    }

    // The network is for people and programs that look on. Without it the data is kept right all the same.
    private async Task TellServedAsync(ApiServer api, CancellationToken cancellation)
    {
        if (api.Trouble is { } trouble) logs.Log.Warn("api", "cannot be served until the next start; jobs run all the same", ("listen", config.Server.Listen), ("error", trouble));
        if (api.Urls.Count > 0) logs.Log.Info("api", "serves", ("url", string.Join(' ', api.Urls)));
        if (await api.SetupUrlAsync(cancellation) is { } setup) logs.Log.Warn("api", "there is no account yet: make the first one there, or with 'holdfast user add'", ("url", setup));
    }

    // What sends is a library of its own, which nobody loads who does not ask for it.
    private async Task SendAsync(Uri collector, Services services, CancellationToken cancellation)
    {
        using var overview = new OverviewReader(services);
        using var export = new OtlpExport(collector, overview.ReadAsync, time);
        logs.Log.Info("telemetry", "sends", ("collector", collector));
        await export.RunAsync(cancellation);
    }

    private static (int Running, int Total) Count(Scheduler scheduler)
    {
        var jobs = scheduler.Snapshot();
        return (jobs.Count(job => job.State is not ("paused" or "stopped")), jobs.Count);
    }

    // Well is what no outside monitor need tell anybody of: nothing fails, nothing is late, and the jobs are looked at.
    private async Task<bool> IsWellAsync(Services services, CancellationToken cancellation)
    {
        if (!IsAlive) return false;
        var status = await services.Status.ReadAsync(services.Gate.Daemon, isHeld: true, cancellation);
        return status.Row.Health != "errors" && !status.Jobs.Any(standing => Lateness.Overdue(config, standing.Job, standing.CountsFrom, time.GetUtcNow()) is not null);
    }

    /// <summary>Nobody else runs under this lock: a run that still counts as running died with its process.</summary>
    private async Task EndDeadRunsAsync(Commands.Services services, ILog log, CancellationToken cancellation)
    {
        foreach (var run in await services.State.Runs.ListAsync(null, 100, cancellation))
        {
            if (run.State != RunState.Running) continue;
            log.Warn("daemon", "a run ended with its process; the next one goes on from what it recorded", ("run", run.Id), ("job", run.Job));
            var ended = run with { State = RunState.Failed, Ended = time.GetUtcNow(), Message = "the process ended before the run did" };
            await services.State.Runs.UpdateAsync(ended, cancellation);
            if (RunEvents.Ended(ended, recovered: false) is { } happened) services.Events.Publish(happened);
        }
    }
}
