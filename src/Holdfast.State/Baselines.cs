using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.State.Sqlite;
using System.Runtime.CompilerServices;

namespace Holdfast.State;

/// <summary>What sources and destinations last agreed on.</summary>
internal sealed class Baselines(Gate writer, Gate reader) : IBaselines
{
    private const int Chunk = 1024;

    public ValueTask<Leg> OpenLegAsync(string job, string destinationUuid, CancellationToken cancellation) =>
        writer.WriteAsync(
            connection =>
            {
                connection.Prepare("INSERT INTO legs (job, destination_uuid) VALUES (?1, ?2) ON CONFLICT DO NOTHING").Bind(1, job).Bind(2, destinationUuid).Run();
                return Find(connection, job, destinationUuid)!;
            },
            cancellation);

    public ValueTask<Leg?> FindLegAsync(string job, string destinationUuid, CancellationToken cancellation) =>
        reader.RunAsync(connection => Find(connection, job, destinationUuid), cancellation);

    public ValueTask<IReadOnlyList<(Leg Leg, string Store)>> LegsAsync(string job, CancellationToken cancellation) =>
        reader.RunAsync<IReadOnlyList<(Leg Leg, string Store)>>(
            connection =>
            {
                var found = new List<(Leg Leg, string Store)>();
                var row = connection.Prepare(
                    "SELECT l.id, l.destination_uuid, l.source_file_system, l.destination_file_system, l.entries, s.name FROM legs l JOIN stores s ON s.uuid = l.destination_uuid WHERE l.job = ?1 ORDER BY l.id, s.seen").Bind(1, job);
                while (row.Step()) found.Add((new Leg(row.Int64(0), job, row.Text(1), row.Text(2), row.Text(3), row.Int64(4)), row.Text(5)));
                return found;
            },
            cancellation);

    public ValueTask SetFileSystemsAsync(Leg leg, string source, string destination, CancellationToken cancellation) =>
        writer.ChangeAsync(
            connection => connection.Prepare("UPDATE legs SET source_file_system = ?2, destination_file_system = ?3 WHERE id = ?1").Bind(1, leg.Id).Bind(2, source).Bind(3, destination).Run(),
            cancellation);

    public async IAsyncEnumerable<BaselineEntry> ReadAsync(Leg leg, Scope scope, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var cursor = new BaselineCursor(leg.Id, ScopeRanges.Of(scope), Chunk);
        while (!cursor.IsDone)
        {
            cancellation.ThrowIfCancellationRequested();
            var rows = await reader.RunAsync(cursor.Next, cancellation);
            for (var i = 0; i < rows.Count; i++) yield return rows[i];
        }
    }

    // The condition repeats the partial index's own, without which SQLite would not use it.
    private const string WithLinks = "WHERE leg = ?1 AND inode = ?2 AND links > 1 AND kind <> 2 ";

    public ValueTask<BaselineEntry?> FindLinkAsync(Leg leg, Entry source, bool asItIs, CancellationToken cancellation) =>
        reader.RunAsync(
            connection =>
            {
                var row = connection.Prepare(BaselineRows.Select + WithLinks + "AND key <> ?3" + (asItIs ? " AND size = ?4 AND mtime_ns = ?5" : "") + " ORDER BY key LIMIT 1")
                    .Bind(1, leg.Id).Bind(2, unchecked((long)source.Inode)).Bind(3, source.Path.Bytes);
                if (asItIs) row.Bind(4, source.Size).Bind(5, source.Mtime);
                if (!row.Step()) return null;
                var found = BaselineRows.Read(row);
                row.Reset();
                return found;
            },
            cancellation);

    public ValueTask<IReadOnlyList<TreePath>> NamesAsync(Leg leg, ulong sourceInode, CancellationToken cancellation) =>
        reader.RunAsync<IReadOnlyList<TreePath>>(
            connection =>
            {
                var names = new List<TreePath>();
                var row = connection.Prepare(BaselineRows.Select + WithLinks + "ORDER BY key").Bind(1, leg.Id).Bind(2, unchecked((long)sourceInode));
                while (row.Step()) names.Add(BaselineRows.Read(row).Path);
                return names;
            },
            cancellation);

    public ValueTask<PartHashes?> PartsAsync(ContentHash hash, CancellationToken cancellation) =>
        reader.RunAsync(
            connection =>
            {
                var row = connection.Prepare("SELECT size, hashes FROM parts WHERE hash = ?1 LIMIT 1").Bind(1, hash.Value.Span);
                if (!row.Step()) return null;
                var found = new PartHashes(row.Int64(0), row.Memory(1));
                row.Reset();
                return found;
            },
            cancellation);

    private static Leg? Find(Connection connection, string job, string destinationUuid)
    {
        var row = connection.Prepare("SELECT id, source_file_system, destination_file_system, entries FROM legs WHERE job = ?1 AND destination_uuid = ?2").Bind(1, job).Bind(2, destinationUuid);
        if (!row.Step()) return null;
        var leg = new Leg(row.Int64(0), job, destinationUuid, row.Text(1), row.Text(2), row.Int64(3));
        row.Reset();
        return leg;
    }
}
