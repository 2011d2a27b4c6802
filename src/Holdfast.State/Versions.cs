using System.Runtime.CompilerServices;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.State.Sqlite;

namespace Holdfast.State;

/// <summary>What is known of versions. They stand in the outcomes of the runs that put them into a trash, and are found there by an index of their own.</summary>
internal sealed class Versions(Gate writer, Gate reader) : IVersions
{
    private const int Chunk = 1024;
    private const int RunColumn = 19;

    // The index holds what some trash keeps and nothing else; the rowid parts one name's rows.
    private const string Page =
        OperationRows.Select + ", r.id, r.started, o.rowid FROM operations o INDEXED BY operations_kept JOIN runs r ON r.number = o.run "
        + "WHERE o.trash IS NOT NULL AND (o.key, o.rowid) > (?1, ?2) ORDER BY o.key, o.rowid LIMIT ?3";

    public async IAsyncEnumerable<TrashedVersion> ReadAsync(string store, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var destinations = await reader.RunAsync(Destinations, cancellation);
        var (after, row) = (Array.Empty<byte>(), -1L);
        while (true)
        {
            var found = await reader.RunAsync(connection => Read(connection, after, row), cancellation);
            foreach (var (version, _, _) in found) if (destinations.GetValueOrDefault(version.Run) == store) yield return version;
            if (found.Count < Chunk) yield break;
            (_, after, row) = found[^1];
        }
    }

    public ValueTask ForgetAsync(IReadOnlyList<TrashedVersion> versions, CancellationToken cancellation) =>
        writer.ChangeAsync(
            connection =>
            {
                foreach (var version in versions)
                    connection.Prepare("UPDATE operations SET trash = NULL WHERE run = (SELECT number FROM runs WHERE id = ?1) AND seq = ?2").Bind(1, version.Run).Bind(2, version.Seq).Run();
            },
            cancellation);

    public ValueTask<IReadOnlyList<Renamed>> RenamedAsync(string store, long after, CancellationToken cancellation) =>
        reader.RunAsync<IReadOnlyList<Renamed>>(
            connection =>
            {
                var found = new List<Renamed>();
                var row = connection.Prepare(
                    "SELECT o.from_path, o.key, r.started FROM operations o INDEXED BY operations_moved JOIN runs r ON r.number = o.run "
                    + "WHERE o.kind = 3 AND o.outcome = 1 AND o.outcome <> 0 AND r.destination = ?1 AND r.started > ?2 ORDER BY r.started DESC, o.seq DESC")
                    .Bind(1, store).Bind(2, Values.Text(DateTimeOffset.FromUnixTimeSeconds(after)));
                while (row.Step()) found.Add(new Renamed(TreePath.Trusted(row.Bytes(0).ToArray()), Values.Path(row.Bytes(1)), Values.Moment(row.Text(2)).ToUnixTimeSeconds()));
                return found;
            },
            cancellation);

    public ValueTask<IReadOnlyList<BaselineEntry>> GoneAsync(Leg leg, long before, int limit, CancellationToken cancellation) =>
        reader.RunAsync<IReadOnlyList<BaselineEntry>>(
            connection =>
            {
                var found = new List<BaselineEntry>();
                var row = connection.Prepare(BaselineRows.Select + "INDEXED BY baseline_gone WHERE leg = ?1 AND gone_unix > 0 AND gone_unix <= ?2 ORDER BY key LIMIT ?3")
                    .Bind(1, leg.Id).Bind(2, before).Bind(3, limit);
                while (row.Step()) found.Add(BaselineRows.Read(row));
                return found;
            },
            cancellation);

    private static Dictionary<string, string> Destinations(Connection connection)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        var row = connection.Prepare("SELECT id, destination FROM runs WHERE number IN (SELECT DISTINCT run FROM operations WHERE trash IS NOT NULL)");
        while (row.Step()) all[row.Text(0)] = row.Text(1);
        return all;
    }

    private static List<(TrashedVersion Version, byte[] Key, long Row)> Read(Connection connection, byte[] after, long rowId)
    {
        var found = new List<(TrashedVersion, byte[], long)>();
        var row = connection.Prepare(Page).Bind(1, after).Bind(2, rowId).Bind(3, Chunk);
        while (row.Step())
        {
            var outcome = OperationRows.Read(row);
            var (was, known) = (outcome.Before ?? outcome.Operation.Destination, outcome.Operation.Baseline);
            // What the source no longer had ended then, whenever retention took its place away.
            var until = known is { GoneAt: > 0 } gone ? gone.GoneAt : Values.Moment(row.Text(RunColumn + 1)).ToUnixTimeSeconds();
            var span = new VersionSpan(known?.PlacedAt ?? 0, until);
            found.Add((new TrashedVersion(row.Text(RunColumn), outcome.Operation.Seq, outcome.Operation.Path, outcome.TrashPath!.Value, was, span), row.Bytes(2).ToArray(), row.Int64(RunColumn + 2)));
        }
        return found;
    }
}
