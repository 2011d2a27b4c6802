using Holdfast.Adapters.Captures;
using Holdfast.Adapters.Files;
using Holdfast.Daemon.Accounts;
using Holdfast.Daemon.Alerts;
using Holdfast.Daemon.Capturing;
using Holdfast.Daemon.Commands;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Control;
using Holdfast.Daemon.Events;
using Holdfast.Daemon.Hooks;
using Holdfast.Daemon.Jobs;
using Holdfast.Daemon.Logging;
using Holdfast.Daemon.OwnState;
using Holdfast.Daemon.Restoring;
using Holdfast.Daemon.SigningIn;
using Holdfast.State;
using Holdfast.State.Sqlite;

namespace Holdfast.Daemon;

/// <summary>The wiring: everything a process of Holdfast works with, made in one place.</summary>
internal sealed class HoldfastProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private HoldfastProcess(Services services) => Services = services;

    /// <summary>What commands work with.</summary>
    public Services Services { get; }

    /// <summary>Makes everything, on the state that the configuration names.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="writes">Whether the state is changed; the caller then holds its lock.</param>
    /// <param name="gate">Lets runs in; null when the state lock keeps everybody else out.</param>
    /// <param name="log">Takes the log.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Chance for samples and waits.</param>
    /// <param name="ring">The last lines of the log; null without a daemon.</param>
    /// <exception cref="StateException">The state cannot be used; the message says why and what to do.</exception>
    public static HoldfastProcess Open(HoldfastConfig config, bool writes, IJobGate? gate, ILog log, TimeProvider time, Random random, RingSink? ring = null)
    {
        var state = writes ? SqliteStateDb.Open(config.StateDirectory) : SqliteStateDb.OpenForReading(config.StateDirectory);
        var events = new EventLog(state.Events, log);
        var telling = new TellingState(state, events);
        var accounts = new SystemAccounts();
        if (writes) TemporaryPlace.Prepare(config, new SystemPathResolver(), accounts.UserId(Environment.UserName) ?? 0);
        var captures = writes ? new DatabaseCaptures([.. OwnProgram.Words(), CaptureProgram.Word], TemporaryPlace.Of(config), time) : null;
        var stores = new StoreOpener(config, time, writes ? HolderName.Of(config.StateDirectory) : "", (store, text) => log.Write(LogLevel.Debug, store, text), captures)
        {
            Lists = writes ? Path.Combine(config.StateDirectory, StoreOpener.ListsName) : null,
            Temporary = writes && config.TempDirectory is not null ? TemporaryPlace.Of(config) : null,
        };
        var ids = new RunIds(time);
        var secrets = new SecretReader(new SystemPathResolver(), Environment.GetEnvironmentVariable, config.IsPrivileged, time);
        var hooks = new HookRunner(config, new HookCaller(new SystemPathResolver(), accounts, secrets, new HookIdentity(accounts.UserId(Environment.UserName) ?? 0, Environment.IsPrivilegedProcess), time), events, log, time);
        var live = new LiveRuns();
        var requests = new JobRequests(config, accounts, time);
        var absences = new Absences(time, isLasting: gate is not null);
        var records = writes ? new SyncRecords(new SyncState(config.StateDirectory), telling, log, time) : null;
        return new HoldfastProcess(new Services
        {
            Config = config,
            State = telling,
            Events = events,
            Secrets = secrets,
            SignIns = new SignIns(config, secrets, time),
            Hooks = hooks,
            Alerts = new AlertDispatcher(config, telling, events, new AlertParts
            {
                Open = new Notifiers(secrets, Environment.MachineName, time).OpenAsync,
                Findings = state.Findings,
                Host = Environment.MachineName,
                Log = log,
                Time = time,
                Random = random,
            }),
            Stores = stores,
            Absences = absences,
            Requests = requests,
            Runner = new JobRunner(config, telling, stores, requests, ids, live, time, new RunnerParts
            {
                Escort = new RunTeller(telling, events, hooks, time),
                Records = records,
                Absences = absences,
                Drill = new Drill(config, telling, stores, requests, live, time, new Random(random.Next())).RunAsync,
                OwnState = new OwnStateJob(config, telling, stores, secrets, accounts, live, state.SnapshotAsync, time).RunAsync,
                Chance = new Random(random.Next()),
            }),
            Live = live,
            Records = records,
            Book = new AccountBook(telling.Access, new Passwords(), time),
            Gate = gate ?? new OpenGate(log),
            Accounts = accounts,
            Paths = new SystemPathResolver(),
            Ids = ids,
            Log = log,
            Ring = ring,
            Integrity = writes ? state.CheckAsync : null,
            Time = time,
        });
    }

    /// <summary>The handler of all commands.</summary>
    public ICommandHandler Handler(IReadOnlyDictionary<string, Command>? more = null) => new CommandHandler(Services, more);

    /// <summary>Notes, for a command that works without a daemon, from where on what happens is to be told.</summary>
    public async Task BeginTellingAsync(CancellationToken cancellation)
    {
        if (Services.Config.Notifications.Channels.Count > 0) await Services.Alerts.BeginAsync(cancellation);
        await new EventHooks(Services.Hooks, Services.State, Services.Events, Services.Time).BeginAsync(cancellation);
    }

    /// <summary>
    /// What a daemon does all the time, once for a command that works without one: channels are told, and hooks called, of what it did. What
    /// cannot be told now is told by whoever comes next.
    /// </summary>
    public async Task TellAsync(CancellationToken cancellation)
    {
        var (config, events) = (Services.Config, Services.Events);
        if (config.Notifications.Channels.Count == 0 && !Services.Hooks.HasEvents) return;
        using var limit = new CancellationTokenSource(Patience, Services.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await events.FlushAsync();
            await new EventHooks(Services.Hooks, Services.State, events, Services.Time).CatchUpAsync(both.Token);
            await events.FlushAsync();
            if (config.Notifications.Channels.Count == 0) return;
            await Services.Alerts.TakeAsync(both.Token);
            await Services.Alerts.SendAsync(both.Token);
        }
        catch (OperationCanceledException)
        {
            // It waits in the state.
        }
        catch (StateException e)
        {
            // What the command itself did is done.
            Services.Log.Warn("alerts", "what happened could not be told", ("error", e.Message));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // What was told last is written before the state closes.
        await Services.Events.DisposeAsync();
        await Services.State.DisposeAsync();
        Services.Book.Dispose();
    }
}
