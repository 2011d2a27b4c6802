using Holdfast.Adapters.Files;
using Holdfast.Daemon.Accounts;
using Holdfast.Daemon.Commands;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Control;
using Holdfast.Daemon.Events;
using Holdfast.Daemon.Jobs;
using Holdfast.Daemon.Logging;
using Holdfast.State;
using Holdfast.State.Sqlite;

namespace Holdfast.Daemon;

/// <summary>The wiring: everything a process of Holdfast works with, made in one place.</summary>
internal sealed class HoldfastProcess : IAsyncDisposable
{
    private HoldfastProcess(Services services) => Services = services;

    /// <summary>What commands work with.</summary>
    public Services Services { get; }

    /// <summary>Makes everything, on the state that the configuration names.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="writes">Whether the state is changed; the caller then holds its lock.</param>
    /// <param name="gate">Lets runs in; null when the state lock keeps everybody else out.</param>
    /// <param name="log">Takes the log.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Chance for the names of runs.</param>
    /// <param name="ring">The last lines of the log; null without a daemon.</param>
    /// <exception cref="StateException">The state cannot be used; the message says why and what to do.</exception>
    public static HoldfastProcess Open(HoldfastConfig config, bool writes, IJobGate? gate, ILog log, TimeProvider time, Random random, RingSink? ring = null)
    {
        var state = writes ? SqliteStateDb.Open(config.StateDirectory) : SqliteStateDb.OpenForReading(config.StateDirectory);
        var events = new EventLog(state.Events, log);
        var telling = new TellingState(state, events);
        var accounts = new SystemAccounts();
        var stores = new StoreOpener(config, time, writes ? HolderName.Of(config.StateDirectory) : "", (store, text) => log.Write(LogLevel.Debug, store, text));
        var ids = new RunIds(time, random);
        var live = new LiveRuns();
        var requests = new JobRequests(config, accounts, time);
        return new HoldfastProcess(new Services
        {
            Config = config,
            State = telling,
            Events = events,
            Stores = stores,
            Requests = requests,
            Runner = new JobRunner(config, telling, stores, requests, ids, live, time, new RunTeller(config, telling, events, time)),
            Live = live,
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

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // What was told last is written before the state closes.
        await Services.Events.DisposeAsync();
        await Services.State.DisposeAsync();
        Services.Book.Dispose();
    }
}
