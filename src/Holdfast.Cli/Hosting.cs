using System.Security.Cryptography;
using System.Text.Json;
using Holdfast.Adapters.Files;
using Holdfast.Adapters.Sealing;
using Holdfast.Cli.Surroundings;
using Holdfast.Contracts.Commands;
using Holdfast.Contracts.Control;
using Holdfast.Contracts;
using Holdfast.Daemon.Capturing;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Control;
using Holdfast.Daemon.Jobs;
using Holdfast.Daemon.Logging;
using Holdfast.Daemon.OwnState;
using Holdfast.Daemon.Scheduling;
using Holdfast.Daemon;
using Holdfast.Engine.Seams;
using Holdfast.State;
using Holdfast.State.Sqlite;

namespace Holdfast.Cli;

/// <summary>The one place where the command line touches the rest of Holdfast: it turns what people say into calls, and answers into plain facts.</summary>
/// <param name="world">The world.</param>
/// <param name="config">What <c>--config</c> says, or null.</param>
/// <param name="state">What <c>--state</c> says, or null.</param>
/// <param name="flags">Values of the configuration that the command line says, by their paths; null for none.</param>
internal sealed partial class Hosting(World world, string? config, string? state, IReadOnlyDictionary<string, string>? flags = null)
{
    // Commands that only look: they go beside a process that holds the state's lock.
    private static readonly HashSet<string> Looking = new(StringComparer.Ordinal)
    {
        CommandNames.Status, CommandNames.Jobs, CommandNames.History, CommandNames.Logs, CommandNames.Explain, CommandNames.Doctor, CommandNames.Report, CommandNames.Events, CommandNames.Findings, CommandNames.Notify,
    };

    private readonly ConfigLocator _locator = new(world.Environment, world.WorkingDirectory, world.IsRoot);

    /// <summary>The configuration that is read.</summary>
    public string ConfigFile => _locator.File(config);

    /// <summary>The configuration that is written when there is none.</summary>
    public string NewConfigFile => _locator.Files(config)[0];

    /// <summary>The only argument of a process that copies a database which is in use; it is of no use to people.</summary>
    public const string CaptureWord = CaptureProgram.Word;

    /// <summary>Copies the database that the input names, and tells how on the output.</summary>
    public static int Capture(TextReader input, TextWriter output) => CaptureProgram.Run(input, output, TimeProvider.System);

    /// <summary>The JSON Schema of a configuration.</summary>
    public static string Schema() => ConfigSchema.Write();

    /// <summary>Reads the configuration; never throws for what is in it.</summary>
    public ConfigurationFacts Facts() => Facts(Read(ConfigFile, null));

    /// <summary>Reads a configuration that is not saved yet, as if it stood in a file.</summary>
    public ConfigurationFacts Facts(string file, string text) => Facts(Read(file, text));

    /// <summary>The effective configuration with the origin of each value.</summary>
    /// <exception cref="CommandException">It cannot be used.</exception>
    public string Show(bool json)
    {
        var usable = Usable();
        return json ? ConfigShow.Json(usable) : ConfigShow.Yaml(usable);
    }

    /// <summary>The text of a first configuration; it is not checked.</summary>
    public static string FirstConfig(FirstAnswers answers)
    {
        var first = new InitAnswers { From = answers.From, To = answers.To, Owner = answers.Owner, Directories = answers.Directories, Files = answers.Files };
        return ConfigInit.Write(answers.Every is null ? first : first with { Every = answers.Every });
    }

    /// <summary>Saves a configuration under a name that must be free.</summary>
    /// <exception cref="CommandException">Something stands there already.</exception>
    public static void Save(string path, string text)
    {
        try
        {
            ConfigInit.Save(path, text);
        }
        catch (ConfigException problem)
        {
            throw Wrong(problem.Errors);
        }
    }

    /// <summary>Carries a <c>data-sync.conf</c> over.</summary>
    public Carried Import(string file, string? from, string? to, string? owner, Func<string, string?> ask)
    {
        var full = world.FullPath(file);
        var result = DataSyncImport.Import(new DataSyncRequest
        {
            File = full,
            Text = OldFile.Read(full),
            From = from is null ? null : world.FullPath(from),
            To = to is null ? null : world.FullPath(to),
            Owner = owner,
            Ask = ask,
            Paths = new SystemPathResolver(),
            Accounts = new SystemAccounts(),
        });
        return new Carried(result.Yaml, [.. result.Lines.Select(line => new CarriedLine(line.Line, line.Text, line.Became, line.NeedsALook))], [.. result.Errors.Select(error => error.ToString())]);
    }

    /// <summary>Carries a backup's <c>config.yaml</c> over, with the <c>.env</c> and the <c>sync_state.db</c> beside it.</summary>
    public Carried ImportBackup(string file, string? account)
    {
        var full = world.FullPath(file);
        var here = Path.GetDirectoryName(full)!;
        var environment = Path.Combine(here, ".env");
        var result = BackupImport.Import(new BackupRequest
        {
            File = full,
            Text = OldFile.Read(full),
            Environment = File.Exists(environment) ? OldFile.Read(environment) : null,
            Secrets = Path.Combine(Path.GetDirectoryName(NewConfigFile)!, "secrets"),
            Account = account,
        });
        var records = Path.Combine(here, SyncState.FileName);
        return new Carried(result.Yaml, [.. result.Lines.Select(line => new CarriedLine(line.Line, line.Text, line.Became, line.NeedsALook))], [.. result.Errors.Select(error => error.ToString())])
        {
            Secrets = result.Secrets.ToDictionary(secret => secret.Path, secret => secret.Text, StringComparer.Ordinal),
            SyncState = File.Exists(records) ? records : null,
        };
    }

    /// <summary>Saves secrets, each in a file for its owner alone, in a directory for nobody else.</summary>
    /// <exception cref="CommandException">One of the files is there already.</exception>
    public static void SaveSecrets(IReadOnlyDictionary<string, string> secrets)
    {
        foreach (var (path, text) in secrets)
        {
            const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            var directory = Path.GetDirectoryName(path)!;
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(directory);
            else
            {
                Directory.CreateDirectory(directory, Owner | UnixFileMode.UserExecute);
                options.UnixCreateMode = Owner;
            }
            if (Path.Exists(path)) throw new CommandException(ExitCode.Usage, $"{path} is there already: remove it first");
            using var writer = new StreamWriter(path, options);
            writer.Write(text);
        }
    }

    /// <summary>Takes over what an old program noted of the files it carried.</summary>
    /// <returns>Files and log lines.</returns>
    public async Task<(int Files, int Lines)> TakeOverAsync(string file, CancellationToken cancellation)
    {
        try { return await new SyncState(StateDirectory).TakeOverAsync(file, BackupImport.Job, cancellation); }
        catch (StateException problem) { throw new CommandException(ExitCode.Failed, problem.Message); }
    }

    /// <summary>What others could change about a program that shall run with more rights than they have; null when they can change nothing.</summary>
    public static string? Distrust(string path) => FileTrust.Problem(new SystemPathResolver().Resolve(path), new Origin(OriginKind.File, path), "")?.Found;

    /// <summary>The socket of the daemon that keeps these records.</summary>
    public string SocketPath => ControlLocation.Socket(world.Environment, StateDirectory);

    /// <summary>Names of the configured jobs, for completion; none when the configuration cannot be used.</summary>
    public IReadOnlyList<string> JobNames() => [.. Read(ConfigFile, null).Config?.Jobs.Select(job => job.Name) ?? []];

    /// <summary>Whether a request is carried out by this process whatever daemon there is: it writes where whoever asks may, and a daemon may not.</summary>
    public static bool IsOfThisProcess(ControlRequest request) => request.Command == CommandNames.Restore && request.Options.GetValueOrDefault("to") is ['/', ..];

    /// <summary>Carries a request out in this process, by the very handler the daemon has.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="tell">Takes what is told, one at a time.</param>
    /// <param name="cancellation">Asks for a clean end.</param>
    /// <exception cref="CommandException">The configuration or the state cannot be used, or another process has the state.</exception>
    public async Task<int> CarryOutAsync(ControlRequest request, Action<ControlEvent> tell, CancellationToken cancellation)
    {
        var usable = Usable();
        try
        {
            var isLooking = (Looking.Contains(request.Command) || IsOfThisProcess(request)) && SqliteStateDb.Exists(usable.StateDirectory);
            using var held = isLooking ? null : Lock(usable.StateDirectory);
            using var file = isLooking ? null : LogFile(usable);
            await using var process = HoldfastProcess.Open(usable, !isLooking, null, file is null ? Log.Silent : new Log(world.Time, LogLevel.Info, file), world.Time, new Random(RandomNumberGenerator.GetInt32(int.MaxValue)));
            if (!isLooking && usable.Priority.Apply() is { } problem) process.Services.Log.Warn("priority", problem);
            if (!isLooking) await process.BeginTellingAsync(cancellation);
            var exitCode = await process.Handler().HandleAsync(request, new Sink(tell), cancellation);
            if (!isLooking) await process.TellAsync(cancellation);
            return exitCode;
        }
        catch (StateException problem)
        {
            throw new CommandException(ExitCode.Failed, problem.Message);
        }
    }

    /// <summary>Brings Holdfast's own configuration, state and keys back from an archive.</summary>
    /// <exception cref="CommandException">There is no archive that can be used, or something cannot be put in its place.</exception>
    public async Task<RecoveredFacts> RecoverAsync(RecoverWish wish, CancellationToken cancellation)
    {
        var from = wish.From.Contains("://", StringComparison.Ordinal) ? wish.From : world.FullPath(wish.From);
        var (file, directory) = (wish.ConfigFile is { } named ? world.FullPath(named) : null, wish.StateDirectory is { } place ? world.FullPath(place) : null);
        var recovery = new Recovery(new SystemAccounts(), world.IsRoot, world.Time);
        try
        {
            var back = await ArchiveSource.ReadAsync(from, wish.Store, wish.Machine, Sources(from, null) with { Environment = new Dictionary<string, string>(), Flags = new Dictionary<string, string>() }, wish.Passphrase,
                read => recovery.RecoverAsync(read, file, directory, wish.MayReplace, wish.IsDry, cancellation), wish.Note, world.Time, cancellation);
            return new RecoveredFacts(back.Manifest.Machine, back.Manifest.Made, back.ConfigFile, back.StateDirectory, back.InTheWay, back.Manifest.Outside, wish.IsDry);
        }
        catch (Exception problem) when (problem is SealException or JobException or StateException or StoreException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException(problem is StoreException ? ExitCode.StoreUnavailable : ExitCode.Failed, problem.Message);
        }
    }

    /// <summary>Runs the daemon until it is asked to end.</summary>
    /// <param name="started">Called once it takes commands.</param>
    /// <param name="cancellation">Asks for a clean end.</param>
    /// <exception cref="CommandException">The configuration or the state cannot be used, or another process has the state.</exception>
    public async Task RunDaemonAsync(Action? started, CancellationToken cancellation)
    {
        var usable = Usable();
        try
        {
            using var held = Lock(usable.StateDirectory);
            using var supervisor = SystemdNotifier.From(world.Environment, Environment.ProcessId);
            using var file = LogFile(usable);
            var isJournal = world.Variable("JOURNAL_STREAM") is not null;
            var errors = new WriterSink(world.Error, new TextLogFormat(withTime: !isJournal), isJournal);
            var ring = new RingSink();
            var log = new Log(world.Time, LogLevel.Info, file is null ? [errors, ring] : [errors, ring, file]);
            if (usable.Priority.Apply() is { } problem) log.Warn("priority", problem);
            using var alive = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var daemon = new HoldfastDaemon(usable, new SettingsFile(Sources(ConfigFile, null)), Socket(), new DaemonLog(log, ring, file), world.Time, new Random(RandomNumberGenerator.GetInt32(int.MaxValue)));
            var telling = supervisor.KeepTellingAsync(() => daemon.IsAlive, world.Time, alive.Token);
            await daemon.RunAsync(() =>
            {
                supervisor.Ready($"keeps {usable.Jobs.Count} jobs");
                started?.Invoke();
            }, cancellation);
            supervisor.Stopping();
            await alive.CancelAsync();
            await telling;
        }
        catch (StateException problem)
        {
            throw new CommandException(ExitCode.Failed, problem.Message);
        }
    }

    /// <summary>Who owns something, as numbers; null when there is nothing.</summary>
    public static (int User, int Group)? OwnerOf(string path) => new SystemPathResolver().Resolve(path).End is { } end ? (end.Uid, end.Gid) : null;

    // The directory of the system's socket lets in its group alone, so that its members are those who may.
    private ControlRules Socket()
    {
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (SocketPath != ControlLocation.SystemSocket || OperatingSystem.IsWindows()) return new ControlRules(SocketPath);
        Directory.CreateDirectory(Path.GetDirectoryName(SocketPath)!, Owner | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
        return new ControlRules(SocketPath, Owner | UnixFileMode.GroupRead | UnixFileMode.GroupWrite);
    }

    private FileSink? LogFile(HoldfastConfig usable)
    {
        if (usable.LogFile is not { } path) return null;
        ILogFormat format = usable.LogFormat == LogFileFormat.Json ? new JsonLogFormat() : new TextLogFormat();
        return new FileSink(LogFileRules.Of(path) with { Keep = usable.LogKeep }, format, world.Time);
    }

    private static StateLock Lock(string directory) => StateLock.TryAcquire(directory, out var holder)
        ?? throw new CommandException(ExitCode.Locked, $"another Holdfast is at work on {directory}{(holder is { } process ? $" (process {process})" : "")}: wait for its end, or ask it by 'holdfast status'");

    // Rows come from many threads of a run; people see one line at a time.
    private sealed class Sink(Action<ControlEvent> tell) : IControlSink
    {
        private readonly System.Threading.Lock _lock = new();

        public ValueTask TellAsync(ControlEvent told, CancellationToken cancellation)
        {
            lock (_lock) tell(told);
            return ValueTask.CompletedTask;
        }

        public void Progress(JsonElement data)
        {
            lock (_lock) tell(new ControlEvent { Kind = ControlEvent.Progress, Data = data });
        }
    }

    private HoldfastConfig Usable()
    {
        var result = Read(ConfigFile, null);
        return result.Config ?? throw Wrong(result.Errors);
    }

    private ConfigResult Read(string file, string? text) => ConfigLoader.Load(Sources(file, text));

    private ConfigSources Sources(string file, string? text) => new()
    {
        File = file,
        Text = text,
        Environment = world.Environment,
        StateDirectory = StateDirectory,
        WorkingDirectory = world.WorkingDirectory,
        IsPrivileged = world.IsPrivileged,
        Paths = new SystemPathResolver(),
        Accounts = new SystemAccounts(),
        CheckCron = CronProblem,
        Flags = flags ?? new Dictionary<string, string>(),
    };

    private string StateDirectory
    {
        get
        {
            try
            {
                return _locator.State(state);
            }
            catch (ConfigException problem)
            {
                throw Wrong(problem.Errors);
            }
        }
    }

    private ConfigurationFacts Facts(ConfigResult result)
    {
        var paths = new SystemPathResolver();
        return new ConfigurationFacts
        {
            File = result.Config?.File ?? ConfigFile,
            StateDirectory = StateDirectory,
            Problems = [.. result.Errors.Select(error => Problem(error, false)), .. result.Warnings.Select(warning => Problem(warning, true))],
            Stores = [.. result.Config?.Stores.Where(store => store.Path is not null).Select(store => new ConfiguredStore(store.Name, store.Path!, paths.Resolve(store.Path!).Path)) ?? []],
            StoreCount = result.Config?.Stores.Count ?? 0,
            Jobs = [.. result.Config?.Jobs.Select(job => job.Name) ?? []],
            LogFile = result.Config?.LogFile,
            ReportsDirectory = result.Config?.Reports.Directory,
            TempDirectory = result.Config?.TempDirectory,
            Network = Reach(result.Config),
        };
    }

    private static NetworkReach Reach(HoldfastConfig? usable)
    {
        if (usable is null) return NetworkReach.None;
        if (usable.Collector is not null || usable.Stores.Any(store => store.Kind is not (StoreKind.Local or StoreKind.Memory))) return NetworkReach.Any;
        if (usable.Notifications.Channels.Any(channel => channel.Kind != ChannelKind.Sendmail) || usable.Hooks.Any(hook => hook.Url is not null) || usable.Watchdog.Ping is not null) return NetworkReach.Any;
        return usable.Server.Listen.Address is not { } address ? NetworkReach.None : System.Net.IPAddress.IsLoopback(address) ? NetworkReach.Loopback : NetworkReach.Any;
    }

    private static ConfigurationProblem Problem(ConfigError error, bool isWarning) =>
        new(error.ToString(), isWarning, error.Place.Name, error.Place.Line, error.Place.Column, error.Field, error.Found, error.Expected, error.Advice);

    private static CommandException Wrong(IReadOnlyList<ConfigError> errors) => new(ExitCode.Usage, [.. errors.Select(error => error.ToString())]);

    private static string? CronProblem(string text)
    {
        try
        {
            CronExpression.Parse(text);
            return null;
        }
        catch (CronException problem)
        {
            return problem.Problem;
        }
    }
}
