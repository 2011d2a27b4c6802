using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Configuration;

/// <summary>Everything a user said, with defaults for what nobody said. Never changed; a new one takes its place.</summary>
public sealed record HoldfastConfig
{
    /// <summary>The file it was read from.</summary>
    public required string File { get; init; }

    /// <summary>Where Holdfast keeps its state.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>Stores in the order of the file.</summary>
    public required IReadOnlyList<StoreConfig> Stores { get; init; }

    /// <summary>Jobs in the order of the file.</summary>
    public required IReadOnlyList<JobConfig> Jobs { get; init; }

    /// <summary>The zone in which cron expressions and days of reports are meant.</summary>
    public required TimeZoneInfo TimeZone { get; init; }

    /// <summary>A directory for what is needed for a while, absolute; null for the usual places.</summary>
    public string? TempDirectory { get; init; }

    /// <summary>Where the log goes besides standard error; null for nowhere.</summary>
    public string? LogFile { get; init; }

    /// <summary>How the lines of that file are written.</summary>
    public LogFileFormat LogFormat { get; init; }

    /// <summary>Logs older than this are removed.</summary>
    public required TimeSpan LogKeep { get; init; }

    /// <summary>The daily report.</summary>
    public required ReportsConfig Reports { get; init; }

    /// <summary>The API and the dashboard.</summary>
    public ServerConfig Server { get; init; } = ServerConfig.Off;

    /// <summary>Who is told what.</summary>
    public NotificationsConfig Notifications { get; init; } = NotificationsConfig.None;

    /// <summary>What is called before and after runs and when something happens.</summary>
    public IReadOnlyList<HookConfig> Hooks { get; init; } = [];

    /// <summary>What looks on from outside.</summary>
    public WatchdogConfig Watchdog { get; init; } = new(null, TimeSpan.FromMinutes(5), TimeSpan.FromHours(1));

    /// <summary>How much of processor and disks it takes when others want them too.</summary>
    public ProcessPriority Priority { get; init; } = new(null, null);

    /// <summary>Whether it was read by the superuser or with its capabilities: what it names must then be safe from others.</summary>
    public bool IsPrivileged { get; init; }

    /// <summary>Where traces and numbers are sent; null for nowhere.</summary>
    public Uri? Collector { get; init; }

    /// <summary>All values with their origins, by path.</summary>
    internal SettingsMap Settings { get; init; } = new();

    /// <summary>The store of a name, or null.</summary>
    public StoreConfig? FindStore(string name) => Stores.FirstOrDefault(store => store.Name == name);

    /// <summary>The job of a name, or null.</summary>
    public JobConfig? FindJob(string name) => Jobs.FirstOrDefault(job => job.Name == name);

    /// <summary>Where the value of a field such as <c>jobs.mirror.every</c> was said; null when it has none.</summary>
    public Origin? OriginOf(string field) => Settings.Find(field)?.Origin;

    /// <summary>Whether a job runs when something changes in the store it reads: what the job says, else what the store says.</summary>
    public bool Watches(JobConfig job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return job.Watch ?? (FindStore(job.From ?? job.Store ?? "")?.Watch ?? false);
    }

    /// <summary>Whether a job's walk of a store enters other file systems: what the job says, else what the store says.</summary>
    public static MountRule MountsOf(JobConfig job, StoreConfig store)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(store);
        return job.Mounts ?? store.Mounts;
    }

    /// <summary>What the trash of a store keeps after a job: what the job says, else what the store says.</summary>
    public static TrashRules TrashOf(JobConfig job, StoreConfig store)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(store);
        return new TrashRules(job.TrashKeep ?? store.Trash.Keep, job.TrashMaxPercent ?? store.Trash.MaxPercent);
    }
}

/// <summary>How lines of the log file are written.</summary>
public enum LogFileFormat : byte
{
    /// <summary>As people read them.</summary>
    Text = 0,

    /// <summary>Each as a JSON object.</summary>
    Json = 1,
}

/// <summary>Where daily reports go.</summary>
/// <param name="Directory">The directory, absolute.</param>
/// <param name="Keep">Reports older than this are removed.</param>
public sealed record ReportsConfig(string Directory, TimeSpan Keep);
