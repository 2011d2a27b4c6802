using System.Text;
using Holdfast.Adapters.Stores.Memory;
using Holdfast.Engine;
using Holdfast.Engine.Model;
using Holdfast.Engine.Planning;
using Holdfast.Engine.Seams;
using Holdfast.State;
using Holdfast.TestKit;
using Holdfast.TestKit.Stores;

namespace Holdfast.Tests.Daemon;

/// <summary>A small lab: a store <c>lab</c>, its mirror <c>legacy</c>, the real state, the real engine and a clock that stands.</summary>
internal sealed class Lab : IAsyncDisposable
{
    public static readonly CancellationToken None = CancellationToken.None;
    private readonly TempDirectory _directory = new();
    private int _runs;

    public Lab()
    {
        State = SqliteStateDb.Open(StateDirectory);
        Source = new MemoryStore("lab", new MemoryDisk("lab", Time));
        Destination = new MemoryStore("legacy", new MemoryDisk("legacy", Time));
    }

    public TestTime Time { get; } = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));

    public string StateDirectory => Path.Combine(_directory.Path, "state");

    public string Root => _directory.Path;

    public SqliteStateDb State { get; }

    public MemoryStore Source { get; }

    public MemoryStore Destination { get; }

    public string NextId() => $"run-{++_runs:D3}";

    public ValueTask<IStore> OpenAsync(string name, bool writable, CancellationToken cancellation) => ValueTask.FromResult<IStore>(name == "lab" ? Source : Destination);

    public async Task<RunRecord> MirrorAsync(MirrorRules? rules = null, string job = "mirror")
    {
        Time.Advance(TimeSpan.FromMinutes(5));
        var common = Fidelity.Common(Source.Facts.Fidelity, Destination.Facts.Fidelity);
        return await new SyncEngine(State, Time).RunAsync(new RunRequest
        {
            Run = new RunRecord { Id = NextId(), Job = job, Kind = "mirror", Source = "lab", Destination = "legacy", Started = Time.GetUtcNow() },
            Source = Source,
            Destination = Destination,
            Before = await StoresBefore.ReadAsync(State.Stores, None),
            Planner = new MirrorPlanner(rules ?? new MirrorRules { Extraneous = ExtraneousRule.Delete }, common),
            Guards = new GuardRules { MaxDelete = new MassLimit(100, 1000), MaxOverwrite = new MassLimit(100, 1000) },
            Pairs = true,
        }, None);
    }

    public async Task<RunRecord> PermissionsAsync(PermissionRules rules, MemoryStore? store = null)
    {
        Time.Advance(TimeSpan.FromMinutes(1));
        var where = store ?? Source;
        return await new SyncEngine(State, Time).RunAsync(new RunRequest
        {
            Run = new RunRecord { Id = NextId(), Job = "permissions", Kind = "permissions", Destination = where.Facts.Name, Started = Time.GetUtcNow() },
            Destination = where,
            Before = await StoresBefore.ReadAsync(State.Stores, None),
            Planner = new PermissionPlanner(rules, where.Facts.Fidelity),
        }, None);
    }

    public async Task WriteAsync(MemoryStore store, string path, string content, int mode = 0x1B4, int uid = 1001, int gid = 999)
    {
        var name = TreePath.From(path);
        for (var depth = 1; depth < name.Depth; depth++)
        {
            var above = TreePath.From(string.Join('/', path.Split('/').Take(depth)));
            if (await store.StatAsync(above, None) is null) await store.MakeDirectoryAsync(new Entry { Path = above, Kind = EntryKind.Directory, Mode = 0x1FD, Uid = uid, Gid = gid, Mtime = Now() }, None);
        }
        Time.Advance(TimeSpan.FromSeconds(1));
        var bytes = Encoding.UTF8.GetBytes(content);
        var wanted = new Entry { Path = name, Kind = EntryKind.File, Size = bytes.Length, Mode = mode, Uid = uid, Gid = gid, Mtime = Now() };
        await using var reader = new BytesReader(bytes);
        await store.WriteAsync(new WriteRequest { Wanted = wanted, Content = reader, Replaces = await store.StatAsync(name, None) }, None);
    }

    public async Task RemoveAsync(MemoryStore store, string path) => await store.DeleteAsync(await StatAsync(store, path), None);

    public async Task<string?> ReadAsync(MemoryStore store, string path)
    {
        if (await store.StatAsync(TreePath.From(path), None) is not { IsFile: true } entry) return null;
        await using var reader = await store.OpenReadAsync(entry, None);
        var buffer = new byte[4096];
        var block = await reader.ReadAsync(buffer, None);
        return Encoding.UTF8.GetString(buffer, 0, block.Length);
    }

    public async Task<Entry> StatAsync(MemoryStore store, string path) =>
        await store.StatAsync(TreePath.From(path), None) ?? throw new InvalidOperationException($"{store.Facts.Name}:{path} is not there");

    public async ValueTask DisposeAsync()
    {
        await State.DisposeAsync();
        _directory.Dispose();
    }

    private long Now() => (Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
}
