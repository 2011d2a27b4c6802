using Holdfast.Adapters.Files;
using Holdfast.Daemon.Accounts;
using Holdfast.Daemon.Alerts;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Events;
using Holdfast.Daemon.Health;
using Holdfast.Daemon.Hooks;
using Holdfast.Daemon.Jobs;
using Holdfast.Daemon.Logging;
using Holdfast.Daemon.Reports;
using Holdfast.Daemon.Restoring;
using Holdfast.Daemon.SigningIn;
using Holdfast.Daemon.Status;
using Holdfast.Engine.Seams;
using Holdfast.State;

namespace Holdfast.Daemon.Commands;

/// <summary>What commands work with: made once for a process, by the daemon or by a command that runs without one.</summary>
internal sealed record Services
{
    public required HoldfastConfig Config { get; init; }

    public required IStateDb State { get; init; }

    /// <summary>What happens is told here.</summary>
    public required EventLog Events { get; init; }

    /// <summary>Reads secrets from where they are kept.</summary>
    public required SecretReader Secrets { get; init; }

    /// <summary>Lets people sign in to stores.</summary>
    public required SignIns SignIns { get; init; }

    /// <summary>Calls hooks.</summary>
    public required HookRunner Hooks { get; init; }

    /// <summary>Tells channels.</summary>
    public required AlertDispatcher Alerts { get; init; }

    public required StoreOpener Stores { get; init; }

    /// <summary>Which removable stores are away.</summary>
    public required Absences Absences { get; init; }

    public required JobRequests Requests { get; init; }

    public required JobRunner Runner { get; init; }

    /// <summary>How far the runs under way are.</summary>
    public required LiveRuns Live { get; init; }

    /// <summary>Keeps what people ask sync_state.db; null when the state is only read.</summary>
    public SyncRecords? Records { get; init; }

    /// <summary>Accounts and tokens.</summary>
    public required AccountBook Book { get; init; }

    public required IJobGate Gate { get; init; }

    public required IAccounts Accounts { get; init; }

    public required IPathResolver Paths { get; init; }

    public required RunIds Ids { get; init; }

    public required ILog Log { get; init; }

    /// <summary>The last lines of the log; null without a daemon.</summary>
    public RingSink? Ring { get; init; }

    /// <summary>Checks the whole state; null when it is only read.</summary>
    public Func<CancellationToken, ValueTask<IReadOnlyList<string>>>? Integrity { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Opens a store for a question or a restore.</summary>
    public ValueTask<IStore> OpenAsync(string store, bool writable, CancellationToken cancellation) => Stores.OpenAsync(store, null, writable, cancellation);

    /// <summary>What the doctor looks at.</summary>
    public HealthContext Health(bool isDeep) => new()
    {
        Config = Config,
        State = State,
        Open = OpenAsync,
        Absences = Absences,
        Requests = Requests,
        Time = Time,
        Paths = Paths,
        ReadMachine = static path => File.Exists(path) ? File.ReadAllText(path) : null,
        Sqlite = SqliteStateDb.Version,
        Integrity = Integrity,
        Daemon = Gate.Daemon,
        IsPrivileged = Environment.IsPrivilegedProcess,
        IsDeep = isDeep,
    };

    /// <summary>Whether some process, a daemon or a single command, holds the state and may be at work.</summary>
    public bool IsStateHeld => Gate.Daemon is not null || StateLock.IsHeld(Config.StateDirectory);

    /// <summary>Reads how everything stands.</summary>
    public StatusReader Status => new(Config, State, OpenAsync, Time, Absences);

    /// <summary>Brings back what runs overwrote or removed.</summary>
    public Restorer Restorer => new(State, OpenAsync, Ids.Next, Time);

    /// <summary>Writes reports.</summary>
    public ReportWriter Reports => new(Config, Status, () => Health(isDeep: false), Time);
}
