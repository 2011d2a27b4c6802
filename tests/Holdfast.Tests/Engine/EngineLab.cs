using Holdfast.Adapters.Stores.Local;
using Holdfast.Adapters.Stores.Memory;
using Holdfast.Engine;
using Holdfast.Engine.Model;
using Holdfast.Engine.Planning;
using Holdfast.Engine.Seams;
using Holdfast.State;
using Holdfast.TestKit;
using Holdfast.TestKit.Trees;

namespace Holdfast.Tests.Engine;

/// <summary>Two stores in memory, a real state, and the engine between them.</summary>
internal sealed class EngineLab : IAsyncDisposable
{
    private static int _made;
    private readonly TempDirectory _directory = new();
    private int _runs;

    public EngineLab(bool local = false, long room = long.MaxValue)
    {
        var number = Interlocked.Increment(ref _made);
        Source = local ? Local("source") : new MemoryStore("source", new MemoryDisk($"source-{number}", Time));
        Destination = local ? Local("destination") : new MemoryStore("destination", new MemoryDisk($"destination-{number}", Time, room));
        State = SqliteStateDb.Open(_directory.Make("state"));
        Engine = new SyncEngine(State, Time);
    }

    public TestTime Time { get; } = new();

    public IStore Source { get; }

    public IStore Destination { get; }

    public SqliteStateDb State { get; }

    public SyncEngine Engine { get; }

    public RunRequest Request(MirrorRules? rules = null, GuardRules? guards = null) => new()
    {
        Run = new RunRecord { Id = $"run-{++_runs:d4}", Job = "mirror", Kind = "mirror", Source = "source", Destination = "destination", Started = Time.GetUtcNow() },
        Source = Source,
        Destination = Destination,
        Before = StoresBefore.ReadAsync(State.Stores, default).AsTask().GetAwaiter().GetResult(),
        Planner = new MirrorPlanner(rules ?? new MirrorRules(), Fidelity.Full),
        Guards = guards ?? new GuardRules { MaxDelete = new MassLimit(null, null), MaxOverwrite = new MassLimit(null, null) },
        Pairs = true,
        MayStream = rules is not { Conflict: ConflictRule.Overwrite },
    };

    public Task<RunRecord> RunAsync(MirrorRules? rules = null, GuardRules? guards = null)
    {
        Time.Advance(TimeSpan.FromSeconds(10));
        return Engine.RunAsync(Request(rules, guards), TestContext.Current.CancellationToken);
    }

    public Task<RunRecord> PlanAgainAsync(MirrorRules rules)
    {
        Time.Advance(TimeSpan.FromSeconds(10));
        return Engine.RunAsync(Request(rules) with { PlanOnly = true }, TestContext.Current.CancellationToken);
    }

    public async Task BuildAsync(IStore store, string tree) => await TreeBuilder.BuildAsync(store, tree);

    public async Task<string> SnapshotAsync(IStore store) => await TreeSnapshot.OfAsync(store);

    public async Task<IReadOnlyList<string>> OperationsAsync(string run)
    {
        var operations = new List<string>();
        await foreach (var outcome in State.Runs.OutcomesAsync(run, default)) operations.Add($"{outcome.Operation.Kind}:{outcome.Operation.Path}={outcome.Kind}");
        return operations;
    }

    private LocalStore Local(string name) => LocalStore.Open(name, _directory.Make(name), new LocalStoreOptions { Writable = true });

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await Destination.DisposeAsync();
        await State.DisposeAsync();
        _directory.Dispose();
    }
}
