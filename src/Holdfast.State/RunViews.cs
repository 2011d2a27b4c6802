using System.Globalization;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.State.Sqlite;

namespace Holdfast.State;

/// <summary>What screens ask about runs.</summary>
internal sealed class RunViews(Gate reader) : IRunViews
{
    private const string Page =
        RunRows.Select + "WHERE (?1 IS NULL OR job = ?1) AND (?2 IS NULL OR state = ?2) "
        + "AND (?3 IS NULL OR (started, number) < (SELECT started, number FROM runs WHERE id = ?3)) AND (?5 = 0 OR (trigger <> 'plan' AND state <> 'planned')) "
        + "AND (?6 IS NULL OR destination = ?6) AND (?7 IS NULL OR (creates + replaces + removes + moves + links + directories + metadata + checks > 0) = ?7) "
        + "AND (?8 = 0 OR state IN ('succeeded', 'partial')) ORDER BY started DESC, number DESC LIMIT ?4";

    // Content that fits in one piece is one lump however large it is; more pieces than a store takes are not told apart.
    private const string Shares =
        "SELECT kind, compare, destination IS NOT NULL AS stood, CASE WHEN bytes <= ?2 THEN 1 ELSE min((bytes + ?2 - 1) / ?2, 10000) END AS parts, count(*), sum(bytes) "
        + "FROM operations WHERE run = (SELECT number FROM runs WHERE id = ?1) AND outcome = 0 GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4";

    private const string Operations =
        OperationRows.Select + "FROM operations o WHERE o.run = (SELECT number FROM runs WHERE id = ?1) AND o.seq > ?2 "
        + "AND (?3 IS NULL OR o.outcome = ?3) AND (?4 IS NULL OR o.kind = ?4) "
        + "AND (?6 = '' OR instr(lower(CAST(o.key AS TEXT)), lower(?6)) > 0 OR instr(lower(CAST(coalesce(o.from_path, x'') AS TEXT)), lower(?6)) > 0) ORDER BY o.seq LIMIT ?5";

    // What counts as carried, and as failed, is the same in reports.
    private const string Sums =
        "count(*), coalesce(sum(state IN ('failed', 'refused', 'partial') AND trigger <> 'plan'), 0), "
        + "coalesce(sum(CASE WHEN kind IN ('mirror', 'copy', 'backup') AND state IN ('succeeded', 'partial') THEN creates + replaces + links + moves ELSE 0 END), 0), "
        + "coalesce(sum(failed), 0), coalesce(sum(bytes_done), 0), coalesce(sum((julianday(ended) - julianday(started)) * 86400.0), 0)";

    // A lag belongs to the hour in which it ended; the runs before the first hour are looked at for where it began.
    private const string Lags =
        "SELECT substr(ended, 1, 13), max(lag) FROM (SELECT ended, (julianday(ended) - julianday(lag(ended) OVER (PARTITION BY job, destination ORDER BY ended))) * 86400.0 AS lag "
        + "FROM runs WHERE state = 'succeeded' AND kind IN ('mirror', 'copy', 'backup') AND started >= ?2) WHERE ended >= ?1 GROUP BY 1";

    private static readonly TimeSpan Before = TimeSpan.FromDays(7);

    public ValueTask<IReadOnlyList<RunRecord>> RunsAsync(RunQuery query, CancellationToken cancellation) =>
        reader.RunAsync<IReadOnlyList<RunRecord>>(
            connection =>
            {
                var rows = new List<RunRecord>();
                var row = connection.Prepare(Page).Bind(1, query.Job).Bind(2, query.State is { } state ? RunRows.Word(state) : null).Bind(3, query.After).Bind(4, query.Limit).Bind(5, query.WithoutPlans ? 1 : 0)
                    .Bind(6, query.Destination).Bind(7, query.HadWork is { } had ? had ? 1 : 0 : null).Bind(8, query.Ended ? 1 : 0);
                while (row.Step()) rows.Add(RunRows.Read(row));
                return rows;
            },
            cancellation);

    public ValueTask<IReadOnlyList<Outcome>> OperationsAsync(OperationQuery query, CancellationToken cancellation) =>
        reader.RunAsync<IReadOnlyList<Outcome>>(
            connection =>
            {
                var rows = new List<Outcome>();
                var row = connection.Prepare(Operations).Bind(1, query.Run).Bind(2, query.After).Bind(3, (long?)query.Outcome).Bind(4, (long?)query.Kind).Bind(5, query.Limit).Bind(6, query.Text);
                while (row.Step()) rows.Add(OperationRows.Read(row));
                return rows;
            },
            cancellation);

    public ValueTask<IReadOnlyList<PlanShare>> SharesAsync(string run, long pieceSize, CancellationToken cancellation) =>
        reader.RunAsync<IReadOnlyList<PlanShare>>(
            connection =>
            {
                var shares = new List<PlanShare>();
                var row = connection.Prepare(Shares).Bind(1, run).Bind(2, pieceSize);
                while (row.Step()) shares.Add(new PlanShare((OperationKind)row.Int32(0), row.Int64(1) != 0, row.Int64(2) != 0, row.Int64(3), row.Int64(4), row.Int64(5)));
                return shares;
            },
            cancellation);

    public ValueTask<IReadOnlyList<FoundFile>> FilesAsync(FileQuery query, CancellationToken cancellation) => new FileSearch(reader).FindAsync(query, cancellation);

    public ValueTask<RunSums> SumAsync(CancellationToken cancellation) =>
        reader.RunAsync(
            connection =>
            {
                var row = connection.Prepare($"SELECT '', {Sums} FROM runs");
                var sums = row.Step() ? Read(row) : RunSums.None;
                row.Reset();
                return sums;
            },
            cancellation);

    public ValueTask<IReadOnlyList<(DateTimeOffset Hour, RunSums Sums)>> HoursAsync(DateTimeOffset since, CancellationToken cancellation) =>
        reader.RunAsync<IReadOnlyList<(DateTimeOffset Hour, RunSums Sums)>>(
            connection =>
            {
                var hours = new SortedDictionary<string, RunSums>(StringComparer.Ordinal);
                var row = connection.Prepare($"SELECT substr(started, 1, 13), {Sums} FROM runs WHERE started >= ?1 GROUP BY 1").Bind(1, Values.Text(since));
                while (row.Step()) hours[row.Text(0)] = Read(row);
                var lag = connection.Prepare(Lags).Bind(1, Values.Text(since)).Bind(2, Values.Text(since - Before));
                while (lag.Step()) hours[lag.Text(0)] = hours.GetValueOrDefault(lag.Text(0), RunSums.None) with { WorstLag = lag.Real(1) };
                return [.. hours.Select(hour => (Moment(hour.Key), hour.Value))];
            },
            cancellation);

    private static RunSums Read(Statement row) => new(row.Int64(1), row.Int64(2), row.Int64(3), row.Int64(4), row.Int64(5), row.Real(6), 0);

    private static DateTimeOffset Moment(string hour) => DateTimeOffset.ParseExact(hour, "yyyy-MM-dd'T'HH", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
