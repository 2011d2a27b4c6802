using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.State.Sqlite;

namespace Holdfast.State;

/// <summary>Findings that are open or were. One that is seen again under the same job, code, path and store is the same finding.</summary>
internal sealed class Findings(Gate writer, Gate reader) : IFindings
{
    private const string Select =
        "SELECT id, job, code, severity, path, message, advice, store, since, closed, made, until, note, by FROM findings LEFT JOIN marks ON marks.finding = findings.id ";

    public ValueTask<FindingChange> ReplaceAsync(string job, string store, Scope scope, IReadOnlyList<Finding> findings, DateTimeOffset now, CancellationToken cancellation) =>
        writer.WriteAsync(connection => new FindingWriter(connection, job, store, Values.Text(now)).Replace(scope, findings), cancellation);

    public ValueTask<IReadOnlyList<(string Job, Finding Finding, DateTimeOffset Since)>> OpenAsync(string? job, int limit, CancellationToken cancellation) =>
        reader.RunAsync<IReadOnlyList<(string Job, Finding Finding, DateTimeOffset Since)>>(
            connection =>
            {
                var row = connection.Prepare(
                    "SELECT job, code, severity, path, message, advice, store, since FROM findings WHERE closed IS NULL AND (?1 IS NULL OR job = ?1) "
                    + "ORDER BY severity DESC, job, code, more, path LIMIT ?2").Bind(1, job).Bind(2, limit);
                var found = new List<(string, Finding, DateTimeOffset)>();
                while (row.Step())
                {
                    var path = TreePath.Trusted(row.Bytes(3).ToArray());
                    var finding = new Finding(row.Text(1), (Severity)row.Int32(2), path, row.Text(4), row.TextOrNull(5)) { Store = row.TextOrNull(6) };
                    found.Add((row.Text(0), finding, Values.Moment(row.Text(7))));
                }
                return found;
            },
            cancellation);

    public ValueTask<IReadOnlyList<KnownFinding>> ListAsync(FindingFilter filter, int limit, CancellationToken cancellation) =>
        reader.RunAsync<IReadOnlyList<KnownFinding>>(
            connection => Read(connection.Prepare(Select + "WHERE (?1 IS NULL OR job = ?1) AND severity >= ?2 AND (?3 OR closed IS NULL) AND id > ?4 "
                + (filter.ByNumber ? "ORDER BY id LIMIT ?5" : "ORDER BY closed IS NOT NULL, severity DESC, job, code, more, path, id DESC LIMIT ?5"))
                .Bind(1, filter.Job).Bind(2, (long)filter.Least).Bind(3, filter.WithClosed ? 1 : 0).Bind(4, filter.After).Bind(5, limit)),
            cancellation);

    public ValueTask<KnownFinding?> FindAsync(long id, CancellationToken cancellation) =>
        reader.RunAsync(connection => Read(connection.Prepare(Select + "WHERE id = ?1").Bind(1, id)).FirstOrDefault(), cancellation);

    public ValueTask<bool> MarkAsync(long id, FindingMark? mark, CancellationToken cancellation) =>
        writer.WriteAsync(
            connection =>
            {
                var open = connection.Prepare("SELECT 1 FROM findings WHERE id = ?1 AND closed IS NULL").Bind(1, id);
                if (!open.Step()) return false;
                open.Reset();
                connection.Prepare("DELETE FROM marks WHERE finding = ?1").Bind(1, id).Run();
                if (mark is null) return true;
                connection.Prepare("INSERT INTO marks (finding, mark, until, note, by, made) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
                    .Bind(1, id).Bind(2, mark.Until is null ? "acknowledged" : "snoozed").Bind(3, mark.Until is { } until ? Values.Text(until) : null)
                    .Bind(4, mark.Note).Bind(5, mark.By).Bind(6, Values.Text(mark.Made)).Run();
                return true;
            },
            cancellation);

    private static List<KnownFinding> Read(Statement row)
    {
        var found = new List<KnownFinding>();
        while (row.Step())
        {
            var path = TreePath.Trusted(row.Bytes(4).ToArray());
            found.Add(new KnownFinding
            {
                Id = row.Int64(0),
                Job = row.Text(1),
                Finding = new Finding(row.Text(2), (Severity)row.Int32(3), path, row.Text(5), row.TextOrNull(6)) { Store = row.TextOrNull(7) },
                Since = Values.Moment(row.Text(8)),
                Closed = row.TextOrNull(9) is { } closed ? Values.Moment(closed) : null,
                Mark = row.TextOrNull(10) is { } made
                    ? new FindingMark(row.TextOrNull(11) is { } until ? Values.Moment(until) : null, row.TextOrNull(12), row.TextOrNull(13), Values.Moment(made)) : null,
            });
        }
        return found;
    }
}
