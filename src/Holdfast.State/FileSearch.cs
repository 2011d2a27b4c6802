using System.Globalization;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.State.Sqlite;

namespace Holdfast.State;

/// <summary>Looks for names among what jobs keep, a stretch of the baseline at a time: nobody else waits for long.</summary>
internal sealed class FileSearch(Gate reader)
{
    private const int Stretch = 50_000;

    private const string StoreName = "coalesce((SELECT name FROM stores s WHERE s.uuid = l.destination_uuid ORDER BY seen DESC LIMIT 1), '')";

    private const string Kept =
        $"SELECT b.leg, b.key, b.kind, b.size, b.mtime_ns, l.job, {StoreName} AS store "
        + "FROM (SELECT leg, key, kind, size, mtime_ns FROM baseline WHERE (leg, key) > (?1, ?2) ORDER BY leg, key LIMIT ?6) b JOIN legs l ON l.id = b.leg "
        + "WHERE instr(lower(CAST(b.key AS TEXT)), lower(?3)) > 0 AND b.key <> x'' AND (?4 IS NULL OR store = ?4) ORDER BY b.leg, b.key LIMIT ?5";

    private const string End = "SELECT leg, key FROM baseline WHERE (leg, key) > (?1, ?2) ORDER BY leg, key LIMIT 1 OFFSET ?3";

    // What the latest run of a job to a store could not carry, it or a later one tries again.
    private const string Failed =
        "SELECT r.number, o.seq, o.key, o.bytes, o.message, r.job, r.destination FROM operations o JOIN runs r ON r.number = o.run "
        + "WHERE r.number IN (SELECT max(number) FROM runs WHERE ended IS NOT NULL GROUP BY job, destination) AND o.outcome = 3 AND (r.number, o.seq) > (?1, ?2) "
        + "AND instr(lower(CAST(o.key AS TEXT)), lower(?3)) > 0 AND (?4 IS NULL OR r.destination = ?4) ORDER BY r.number, o.seq LIMIT ?5";

    public async ValueTask<IReadOnlyList<FoundFile>> FindAsync(FileQuery query, CancellationToken cancellation)
    {
        var (leg, rest) = Cursor(query.After);
        if (query.Failed) return await reader.RunAsync(connection => ReadFailed(connection, query, leg, long.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) ? seq : -1), cancellation);
        var found = new List<FoundFile>();
        (long Leg, byte[] Key)? from = (leg, Key(rest));
        while (from is { } at && found.Count < query.Limit)
        {
            cancellation.ThrowIfCancellationRequested();
            from = await reader.RunAsync(
                connection =>
                {
                    ReadKept(connection, query, at.Leg, at.Key, found);
                    return EndOf(connection, at.Leg, at.Key);
                },
                cancellation);
        }
        return found;
    }

    private static void ReadKept(Connection connection, FileQuery query, long leg, byte[] key, List<FoundFile> found)
    {
        var row = connection.Prepare(Kept).Bind(1, leg).Bind(2, key.AsSpan()).Bind(3, query.Text).Bind(4, query.Store).Bind(5, query.Limit - found.Count).Bind(6, Stretch);
        while (row.Step())
        {
            var name = row.Bytes(1).ToArray();
            var cursor = string.Create(CultureInfo.InvariantCulture, $"{row.Int64(0)}.{Convert.ToHexStringLower(name)}");
            found.Add(new FoundFile(cursor, row.Text(5), row.Text(6), Values.Path(name), (EntryKind)row.Int32(2), row.Int64(3), DateTimeOffset.UnixEpoch.AddTicks(row.Int64(4) / 100), null));
        }
    }

    private static (long Leg, byte[] Key)? EndOf(Connection connection, long leg, byte[] key)
    {
        var row = connection.Prepare(End).Bind(1, leg).Bind(2, key.AsSpan()).Bind(3, Stretch - 1);
        if (!row.Step()) return null;
        var end = (row.Int64(0), row.Bytes(1).ToArray());
        row.Reset();
        return end;
    }

    private static List<FoundFile> ReadFailed(Connection connection, FileQuery query, long run, long seq)
    {
        var found = new List<FoundFile>();
        var row = connection.Prepare(Failed).Bind(1, run).Bind(2, seq).Bind(3, query.Text).Bind(4, query.Store).Bind(5, query.Limit);
        while (row.Step())
        {
            var cursor = string.Create(CultureInfo.InvariantCulture, $"{row.Int64(0)}.{row.Int64(1)}");
            found.Add(new FoundFile(cursor, row.Text(5), row.Text(6), Values.Path(row.Bytes(2)), null, row.Int64(3), null, row.TextOrNull(4) ?? ""));
        }
        return found;
    }

    private static (long Leg, string Tail) Cursor(string? after)
    {
        var dot = after?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        return dot > 0 && long.TryParse(after.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var leg) ? (leg, after![(dot + 1)..]) : (-1, "");
    }

    private static byte[] Key(string hex)
    {
        var bytes = new byte[hex.Length / 2];
        return Convert.FromHexString(hex, bytes, out _, out var written) == System.Buffers.OperationStatus.Done && written == bytes.Length ? bytes : [];
    }
}
