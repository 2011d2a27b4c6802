using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.State.Sqlite;
using System.Runtime.CompilerServices;

namespace Holdfast.State;

/// <summary>Runs, their plans and their outcomes.</summary>
internal sealed class Runs(Gate writer, Gate reader) : IRuns, IDisposable
{
    private const int Chunk = 1024;

    // Used by the writer alone, inside its turn.
    private readonly OperationRows _rows = new();
    private readonly AnnouncedRows _announced = new();

    public ValueTask BeginAsync(RunRecord run, CancellationToken cancellation) =>
        writer.ChangeAsync(connection => RunRows.Bind(connection.Prepare(RunRows.Insert), run).Run(), cancellation);

    public ValueTask UpdateAsync(RunRecord run, CancellationToken cancellation) =>
        writer.ChangeAsync(
            connection =>
            {
                if (RunRows.Bind(connection.Prepare(RunRows.Update), run).Run() == 0) throw NoSuchRun(run.Id);
            },
            cancellation);

    public ValueTask AddOperationsAsync(string run, IReadOnlyList<Operation> operations, CancellationToken cancellation) =>
        writer.ChangeAsync(
            connection =>
            {
                var number = Number(connection, run);
                for (var i = 0; i < operations.Count; i++)
                {
                    if (i % Chunk == 0) cancellation.ThrowIfCancellationRequested();
                    _rows.Add(connection, number, operations[i]);
                }
            },
            cancellation);

    public ValueTask PairAsync(string run, bool moves, bool links, CancellationToken cancellation) =>
        writer.ChangeAsync(
            connection =>
            {
                var number = Number(connection, run);
                // Links first: of several new names of one file a single creation is left, which can then be a rename.
                if (links) Pairing.Links(connection, number);
                if (moves) Pairing.Moves(connection, number, _rows, cancellation);
            },
            cancellation);

    public async IAsyncEnumerable<Operation> PendingAsync(string run, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var cursor = new PendingCursor(await reader.RunAsync(connection => Number(connection, run), cancellation), Chunk);
        while (!cursor.IsDone)
        {
            cancellation.ThrowIfCancellationRequested();
            var rows = await reader.RunAsync(cursor.Next, cancellation);
            for (var i = 0; i < rows.Count; i++) yield return rows[i];
        }
    }

    public async IAsyncEnumerable<Outcome> OutcomesAsync(string run, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var number = await reader.RunAsync(connection => Number(connection, run), cancellation);
        var (rows, after) = (new List<Outcome>(Chunk), long.MinValue);
        do
        {
            cancellation.ThrowIfCancellationRequested();
            rows.Clear();
            var from = after;
            await reader.RunAsync(connection => ReadOutcomes(connection, number, from, rows), cancellation);
            for (var i = 0; i < rows.Count; i++) yield return rows[i];
            if (rows.Count > 0) after = rows[^1].Operation.Seq;
        }
        while (rows.Count == Chunk);
    }

    public ValueTask CommitAsync(string run, Leg? leg, IReadOnlyList<Outcome> outcomes, IReadOnlyList<BaselineChange> baseline, Announcement? announcement, CancellationToken cancellation) =>
        writer.ChangeAsync(
            connection =>
            {
                var number = Number(connection, run);
                for (var i = 0; i < outcomes.Count; i++)
                {
                    if (i % Chunk == 0) cancellation.ThrowIfCancellationRequested();
                    _rows.Put(connection, number, outcomes[i]);
                }
                if (baseline.Count > 0)
                    new BaselineWriter(connection, leg?.Id ?? throw new ArgumentNullException(nameof(leg), "a baseline belongs to a leg")).Apply(baseline, cancellation);
                if (announcement is not null) _announced.Put(connection, run, announcement);
            },
            cancellation);

    public ValueTask<RunRecord?> FindAsync(string run, CancellationToken cancellation) =>
        reader.RunAsync(connection => ReadRuns(connection.Prepare(RunRows.Select + "WHERE id = ?1").Bind(1, run)).FirstOrDefault(), cancellation);

    public ValueTask<IReadOnlyList<RunRecord>> ListAsync(string? job, int limit, CancellationToken cancellation) =>
        reader.RunAsync<IReadOnlyList<RunRecord>>(
            connection => ReadRuns(
                job is null
                    ? connection.Prepare(RunRows.Select + "ORDER BY started DESC, number DESC LIMIT ?1").Bind(1, limit)
                    : connection.Prepare(RunRows.Select + "WHERE job = ?2 ORDER BY started DESC, number DESC LIMIT ?1").Bind(1, limit).Bind(2, job)),
            cancellation);

    public ValueTask<RunPast> PastAsync(string job, string destination, CancellationToken cancellation) =>
        reader.RunAsync(
            connection => new RunPast(
                Moment(connection.Prepare("SELECT started FROM runs WHERE job = ?1 AND destination = ?2 AND trigger <> 'plan' AND state <> 'planned' ORDER BY started LIMIT 1").Bind(1, job).Bind(2, destination)),
                Moment(connection.Prepare("SELECT started FROM runs WHERE job = ?1 AND destination = ?2 AND state = 'succeeded' ORDER BY started DESC LIMIT 1").Bind(1, job).Bind(2, destination))),
            cancellation);

    public ValueTask<IReadOnlyList<(RunRecord Run, Outcome Outcome)>> HistoryAsync(TreePath path, int limit, CancellationToken cancellation) =>
        reader.RunAsync(connection => History.Read(connection, path, limit), cancellation);

    public ValueTask ForgetTrashAsync(IReadOnlyList<string> runs, CancellationToken cancellation) =>
        writer.ChangeAsync(
            connection =>
            {
                foreach (var run in runs)
                    connection.Prepare("UPDATE operations SET trash = NULL WHERE trash IS NOT NULL AND run = (SELECT number FROM runs WHERE id = ?1)").Bind(1, run).Run();
            },
            cancellation);

    public ValueTask<int> PruneAsync(DateTimeOffset before, CancellationToken cancellation) =>
        writer.WriteAsync(connection => History.Prune(connection, before, cancellation), cancellation);

    public void Dispose()
    {
        _rows.Dispose();
        _announced.Dispose();
    }

    private static int ReadOutcomes(Connection connection, long run, long after, List<Outcome> rows)
    {
        var statement = connection.Prepare(OperationRows.Select + "FROM operations o WHERE o.run = ?1 AND o.seq > ?2 ORDER BY o.seq LIMIT ?3").Bind(1, run).Bind(2, after).Bind(3, Chunk);
        while (statement.Step()) rows.Add(OperationRows.Read(statement));
        return rows.Count;
    }

    private static List<RunRecord> ReadRuns(Statement statement)
    {
        var runs = new List<RunRecord>();
        while (statement.Step()) runs.Add(RunRows.Read(statement));
        return runs;
    }

    private static DateTimeOffset? Moment(Statement statement)
    {
        if (!statement.Step()) return null;
        var moment = Values.Moment(statement.Text(0));
        statement.Reset();
        return moment;
    }

    private static long Number(Connection connection, string run)
    {
        var statement = connection.Prepare("SELECT number FROM runs WHERE id = ?1").Bind(1, run);
        if (!statement.Step()) throw NoSuchRun(run);
        var number = statement.Int64(0);
        statement.Reset();
        return number;
    }

    private static StateException NoSuchRun(string run) => new($"there is no run '{run}'");
}
