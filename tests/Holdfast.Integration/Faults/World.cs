using Holdfast.Adapters.Files;
using Holdfast.Adapters.Stores.Local;
using Holdfast.Engine;
using Holdfast.Engine.Model;
using Holdfast.Engine.Planning;
using Holdfast.Engine.Seams;
using Holdfast.State;
using Posix = Holdfast.TestKit.Posix;

namespace Holdfast.Integration.Faults;

/// <summary>A source, a destination and a state on disk, and one mirror job between them.</summary>
internal sealed class World(string source, string destination, string state)
{
    private const string Job = "mirror";

    public string Source => source;

    public string Destination => destination;

    public string StatePlace => state;

    /// <summary>A world in fresh directories below one.</summary>
    public static World In(string directory)
    {
        foreach (var name in new[] { "source", "destination", "state" }) Posix.Mkdir(Posix.Join(directory, System.Text.Encoding.UTF8.GetBytes(name)), 0x1C0);
        return new World(directory + "/source", directory + "/destination", directory + "/state");
    }

    /// <summary>Runs the job as a process of ours would, from opening the stores to closing them.</summary>
    public async Task<RunRecord> RunAsync(ISystemCalls? sourceCalls = null, ISystemCalls? destinationCalls = null, Func<IStateDb, IStateDb>? wrap = null, CancellationToken cancellation = default)
    {
        await using var db = SqliteStateDb.Open(state);
        var before = await StoresBefore.ReadAsync(db.Stores, cancellation);
        await using var from = Open("source", source, false, sourceCalls);
        await using var to = Open("destination", destination, true, destinationCalls);
        var rules = new MirrorRules { Extraneous = ExtraneousRule.Delete };
        return await new SyncEngine(wrap is null ? db : wrap(db), TimeProvider.System).RunAsync(new RunRequest
        {
            Run = new RunRecord { Id = Guid.NewGuid().ToString("N"), Job = Job, Kind = "mirror", Source = "source", Destination = "destination", Started = DateTimeOffset.UnixEpoch },
            Source = from,
            Destination = to,
            Before = before,
            Planner = new MirrorPlanner(rules, Fidelity.Common(from.Facts.Fidelity, to.Facts.Fidelity)),
            Guards = new GuardRules { MaxDelete = new MassLimit(null, null), MaxOverwrite = new MassLimit(null, null) },
            Pairs = true,
            MayStream = true,
        }, cancellation);
    }

    /// <summary>What a run did not do, a line each.</summary>
    public async Task<List<string>> ShortfallsAsync(RunRecord run)
    {
        var lines = new List<string>();
        await using var db = SqliteStateDb.Open(state);
        await foreach (var outcome in db.Runs.OutcomesAsync(run.Id, default))
            if (outcome.Kind is OutcomeKind.Changed or OutcomeKind.Failed or OutcomeKind.Planned) lines.Add($"{outcome.Kind}: {outcome.Operation.Kind} {outcome.Operation.Path} from {outcome.Operation.From} ({outcome.Operation.Reason}): {outcome.Message}");
        return lines;
    }

    /// <summary>Names that stay different until a person decides, because they are taken for somebody else's. Nobody but the job works in the destination: there must be none.</summary>
    public async Task<HashSet<TreePath>> KeptAsync()
    {
        await using var db = SqliteStateDb.Open(state);
        var open = await db.Findings.OpenAsync(Job, 100_000, default);
        return [.. open.Where(item => item.Finding.Code is "conflict" or "extraneous").Select(item => item.Finding.Path)];
    }

    /// <summary>The baseline as it is recorded.</summary>
    public async Task<Dictionary<TreePath, BaselineEntry>> BaselineAsync()
    {
        var rows = new Dictionary<TreePath, BaselineEntry>();
        await using var db = SqliteStateDb.Open(state);
        Assert.Empty(await db.CheckAsync(default));
        await using var to = Open("destination", destination, true, null);
        if (to.Facts.MarkerIsNew) return rows;
        var leg = await db.Baselines.OpenLegAsync(Job, to.Facts.Uuid, default);
        await foreach (var row in db.Baselines.ReadAsync(leg, Scope.All, default)) rows[row.Path] = row;
        return rows;
    }

    private static LocalStore Open(string name, string path, bool writable, ISystemCalls? calls) =>
        LocalStore.Open(name, path, new LocalStoreOptions { Writable = writable, Workers = 0, Calls = calls ?? LinuxSystemCalls.Instance });
}
