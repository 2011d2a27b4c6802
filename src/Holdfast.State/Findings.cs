using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.State.Sqlite;

namespace Holdfast.State;

/// <summary>Findings that are open or were. One that is seen again under the same job, code, path and store is the same finding.</summary>
internal sealed class Findings(Gate writer, Gate reader) : IFindings
{
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
}
