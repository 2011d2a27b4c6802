using Holdfast.Engine.Model;
using Holdfast.State.Sqlite;

namespace Holdfast.State;

/// <summary>
/// Finds renames and hard links inside a plan, in temporary tables that live for this alone. An inode that vanished or
/// appeared more than once is not taken for a rename: which of the names became which could only be guessed.
/// </summary>
internal static class Pairing
{
    private const string Vanished =
        "INSERT INTO temp.vanished SELECT pair_inode, min(seq), min(pair_size), min(pair_mtime_ns), count(*) "
        + "FROM operations WHERE run = ?1 AND kind IN (1, 13) AND outcome = 0 AND pair_inode IS NOT NULL GROUP BY pair_inode";

    private const string Appeared =
        "INSERT INTO temp.appeared SELECT pair_inode, min(seq), min(pair_size), min(pair_mtime_ns), count(*) "
        + "FROM operations WHERE run = ?1 AND kind = 5 AND outcome = 0 AND pair_inode IS NOT NULL GROUP BY pair_inode";

    private const string Renamed =
        "SELECT a.seq, v.seq FROM vanished v JOIN appeared a USING (inode, size, mtime_ns) WHERE v.times = 1 AND a.times = 1";

    // A name that stands in the destination already (it is adopted, or only its metadata is set) is the one to link to: an
    // interrupted run may have left it without the others.
    private const string Names =
        "INSERT INTO temp.names SELECT pair_inode, coalesce(min(CASE WHEN kind IN (8, 10) THEN key END), min(key)) FROM operations "
        + "WHERE run = ?1 AND kind IN (5, 6, 8, 10) AND outcome = 0 AND pair_links > 1 GROUP BY pair_inode HAVING count(*) > 1";

    private const string Link =
        "UPDATE operations SET kind = 7, bytes = 0, compare = 0, reason = 'another name of the same file', from_path = names.key FROM names "
        + "WHERE run = ?1 AND kind IN (5, 6) AND outcome = 0 AND pair_links > 1 AND pair_inode = names.inode AND operations.key <> names.key";

    /// <summary>Makes a move of each removal and creation that are one file under two names.</summary>
    public static void Moves(Connection connection, long run, OperationRows rows, CancellationToken cancellation)
    {
        connection.Execute(
            "CREATE TEMP TABLE vanished (inode INTEGER PRIMARY KEY, seq INTEGER, size INTEGER, mtime_ns INTEGER, times INTEGER);"
            + "CREATE TEMP TABLE appeared (inode INTEGER PRIMARY KEY, seq INTEGER, size INTEGER, mtime_ns INTEGER, times INTEGER);");
        connection.Prepare(Vanished).Bind(1, run).Run();
        connection.Prepare(Appeared).Bind(1, run).Run();
        var pairs = connection.Prepare(Renamed);
        while (pairs.Step())
        {
            cancellation.ThrowIfCancellationRequested();
            Move(connection, run, rows, pairs.Int64(0), pairs.Int64(1));
        }
        connection.Execute("DROP TABLE temp.vanished; DROP TABLE temp.appeared;");
    }

    /// <summary>Makes links of all but the first of several new names of one file.</summary>
    public static void Links(Connection connection, long run)
    {
        connection.Execute("CREATE TEMP TABLE names (inode INTEGER PRIMARY KEY, key BLOB)");
        connection.Prepare(Names).Bind(1, run).Run();
        connection.Prepare(Link).Bind(1, run).Run();
        connection.Execute("DROP TABLE temp.names;");
    }

    private static void Move(Connection connection, long run, OperationRows rows, long created, long removed)
    {
        var (create, remove) = (OperationRows.Find(connection, run, created), OperationRows.Find(connection, run, removed));
        OperationRows.Drop(connection, run, created);
        OperationRows.Drop(connection, run, removed);
        rows.Add(connection, run, create with
        {
            Kind = OperationKind.Move, From = remove.Path, Destination = remove.Destination, Baseline = remove.Baseline, Reason = "renamed in the source",
        });
    }
}
