using Holdfast.Engine.Model;
using Holdfast.State.Sqlite;

namespace Holdfast.State;

/// <summary>Looks back over runs, and lets go of what is old.</summary>
internal static class History
{
    // Each part repeats the condition of the partial index it is meant for.
    private const string Touching =
        OperationRows.Select + ", r.id FROM operations o JOIN runs r ON r.number = o.run "
        + "WHERE o.rowid IN (SELECT rowid FROM operations WHERE key IN (?1, ?2) AND outcome <> 0 "
        + "UNION SELECT rowid FROM operations WHERE from_path = ?1 AND kind = 3 AND outcome <> 0) "
        + "ORDER BY r.started DESC, r.number DESC, o.seq DESC LIMIT ?3";

    private const string Old =
        "SELECT number FROM runs WHERE ended < ?1 AND EXISTS (SELECT 1 FROM operations WHERE run = runs.number) "
        + "AND NOT EXISTS (SELECT 1 FROM operations WHERE run = runs.number AND trash IS NOT NULL)";

    private const int RunColumn = 19;

    public static IReadOnlyList<(RunRecord Run, Outcome Outcome)> Read(Connection connection, TreePath path, int limit)
    {
        var statement = connection.Prepare(Touching).Bind(1, path.Bytes).Bind(2, Values.Key(path, true)).Bind(3, limit);
        var found = new List<(string Run, Outcome Outcome)>();
        while (statement.Step()) found.Add((statement.Text(RunColumn), OperationRows.Read(statement)));
        var runs = found.Select(one => one.Run).Distinct().ToDictionary(run => run, run => Run(connection, run), StringComparer.Ordinal);
        return found.ConvertAll(one => (runs[one.Run], one.Outcome));
    }

    /// <summary>Drops the operations of runs that ended before a moment and of which the trash keeps nothing; the runs' own rows stay. Closed findings as old go too, and hashes of pieces of contents that stand nowhere any more.</summary>
    public static int Prune(Connection connection, DateTimeOffset before, CancellationToken cancellation)
    {
        var text = Values.Text(before);
        var old = new List<long>();
        var statement = connection.Prepare(Old).Bind(1, text);
        while (statement.Step()) old.Add(statement.Int64(0));
        foreach (var run in old)
        {
            cancellation.ThrowIfCancellationRequested();
            connection.Prepare("DELETE FROM operations WHERE run = ?1").Bind(1, run).Run();
        }
        connection.Prepare("DELETE FROM findings WHERE closed < ?1").Bind(1, text).Run();
        connection.Prepare("DELETE FROM parts WHERE hash NOT IN (SELECT hash FROM baseline WHERE hash IN (SELECT hash FROM parts))").Run();
        return old.Count;
    }

    private static RunRecord Run(Connection connection, string id)
    {
        var row = connection.Prepare(RunRows.Select + "WHERE id = ?1").Bind(1, id);
        row.Step();
        var run = RunRows.Read(row);
        row.Reset();
        return run;
    }
}
