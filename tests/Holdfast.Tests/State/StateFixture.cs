using Holdfast.Engine.Model;
using Holdfast.Engine.Recording;
using Holdfast.Engine.Seams;
using Holdfast.State;

namespace Holdfast.Tests.State;

/// <summary>A state of its own in a temporary directory, and short ways to make what goes into it.</summary>
public abstract class StateFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("holdfast-state-");

    protected static readonly DateTimeOffset Now = new(2026, 11, 21, 5, 45, 0, TimeSpan.Zero);

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected string StateDirectory => Path.Combine(_directory.FullName, "state");

    protected SqliteStateDb Db { get; private set; } = null!;

    public virtual ValueTask InitializeAsync()
    {
        Db = SqliteStateDb.Open(StateDirectory);
        return ValueTask.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Db.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    protected async Task ReopenAsync()
    {
        await Db.DisposeAsync();
        Db = SqliteStateDb.Open(StateDirectory);
    }

    protected async Task<string> RunAsync(string id = "20261121-054500-0001", string job = "mirror")
    {
        await Db.Runs.BeginAsync(Run(id, job), Cancellation);
        return id;
    }

    protected static RunRecord Run(string id, string job = "mirror") => new() { Id = id, Job = job, Kind = "mirror", Source = "lab", Destination = "legacy", Started = Now };

    protected async Task<Leg> LegAsync(string job = "mirror") => await Db.Baselines.OpenLegAsync(job, "uuid-1", Cancellation);

    protected static BaselineChange Put(BaselineEntry entry) => new(entry.Path, entry.IsDirectory, entry);

    protected static BaselineEntry Row(string path, EntryKind kind = EntryKind.File, ulong inode = 7, int links = 1) =>
        new() { Path = TreePath.From(path), Kind = kind, Size = 3, Source = new Stamp(inode, 11, 12, 0x1a4, 1, 2), Destination = new Stamp(inode + 1000, 11, 13, 0x1a4, 1, 2), Links = links };

    protected static Entry File(string path, ulong inode = 7, long size = 3, long mtime = 11, int links = 1) =>
        new() { Path = TreePath.From(path), Kind = EntryKind.File, Size = size, Mtime = mtime, Inode = inode, Links = links, Mode = 0x1a4 };

    /// <summary>Everything a baseline row holds, as text.</summary>
    protected static string Show(BaselineEntry row) => Show(new Operation { Kind = OperationKind.Adopt, Path = TreePath.Root, Reason = "", Baseline = row });

    /// <summary>Everything an operation holds, as text.</summary>
    protected static string Show(Operation operation) => System.Text.Encoding.UTF8.GetString(OperationJson.Write(operation));

    protected static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> source)
    {
        var all = new List<T>();
        await foreach (var item in source) all.Add(item);
        return all;
    }

    protected async Task<string[]> PathsAsync(Leg leg, Scope scope) =>
        [.. (await ListAsync(Db.Baselines.ReadAsync(leg, scope, Cancellation))).Select(row => row.IsDirectory ? row.Path + "/" : row.Path.ToString())];

    protected async Task CommitAsync(string run, Leg leg, params BaselineChange[] changes) => await Db.Runs.CommitAsync(run, leg, [], changes, Cancellation);
}
