using Holdfast.Adapters.Files;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Health;
using Holdfast.Daemon.Jobs;
using Holdfast.Daemon.Status;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.State.Sqlite;

namespace Holdfast.Tests.Daemon;

/// <summary>The configuration of a <see cref="Lab"/>, and what is built on it.</summary>
internal sealed class LabConfig(Lab lab)
{
    public HoldfastConfig Config { get; set; } = new()
    {
        File = "/etc/holdfast/holdfast.yaml",
        StateDirectory = lab.StateDirectory,
        Stores = [new StoreConfig { Name = "lab", Kind = StoreKind.Memory, Path = "/srv/lab/shared" }, new StoreConfig { Name = "legacy", Kind = StoreKind.Memory, Path = "/opt/lab/shared" }],
        Jobs = [new JobConfig { Name = "mirror", Kind = JobKind.Mirror, From = "lab", To = ["legacy"], Every = TimeSpan.FromMinutes(5) }],
        TimeZone = TimeZoneInfo.Utc,
        LogKeep = TimeSpan.FromDays(30),
        Reports = new ReportsConfig(Path.Combine(lab.Root, "reports"), TimeSpan.FromDays(7)),
    };

    public StoreOpening Open { get; set; } = lab.OpenAsync;

    public Dictionary<string, string> Machine { get; } = new() { ["/proc/sys/kernel/osrelease"] = "6.18.0-test", ["/proc/sys/fs/inotify/max_user_watches"] = "1000" };

    public JobRequests Requests => new(Config, new NoAccounts(), lab.Time);

    public StatusReader Status => new(Config, lab.State, Open, lab.Time);

    public JobConfig Job => Config.Jobs[0];

    public void Change(Func<JobConfig, JobConfig> change) => Config = Config with { Jobs = [change(Config.Jobs[0]), .. Config.Jobs.Skip(1)] };

    public HealthContext Health(DaemonFacts? daemon = null) => new()
    {
        Config = Config,
        State = lab.State,
        Open = Open,
        Requests = Requests,
        Time = lab.Time,
        Paths = new SafePaths(),
        ReadMachine = path => Machine.GetValueOrDefault(path),
        Sqlite = new SqliteVersion(3_051_003),
        Integrity = lab.State.CheckAsync,
        StateBytes = 1_000_000,
        Daemon = daemon,
        IsPrivileged = true,
    };

    public static StoreOpening Broken(StoreOpening others, string store, StoreFault fault) =>
        (name, writable, cancellation) => name == store ? throw new StoreException(name, TreePath.Root, fault, "is not mounted") : others(name, writable, cancellation);

    private sealed class NoAccounts : IAccounts
    {
        public int? UserId(string name) => null;

        public int? GroupOfUser(string name) => null;

        public int? GroupId(string name) => null;

        public string? UserName(int id) => null;

        public string? GroupName(int id) => null;
    }

    /// <summary>Every path exists, belongs to root and is root's alone.</summary>
    private sealed class SafePaths : IPathResolver
    {
        public ResolvedPath Resolve(string path) => new(path, true, [new PathStep(path, path.EndsWith(".yaml", StringComparison.Ordinal) ? PathStepKind.File : PathStepKind.Directory, 1, 1, 0, 0, 0x180)]);
    }
}
