using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.State.Sqlite;

namespace Holdfast.State;

/// <summary>What happened, a row an event, and what is the case.</summary>
internal sealed class Events(Gate writer, Gate reader) : IEvents
{
    private const string Columns = "number, version, name, time, severity, job, run, store, message, data";

    private const string Filtered =
        "AND severity >= ?3 AND (?4 IS NULL OR job = ?4) AND (?5 IS NULL OR store = ?5) AND (?6 IS NULL OR run = ?6) AND (?7 IS NULL OR instr(?7, ' ' || name || ' ') > 0)";

    public ValueTask<IReadOnlyList<long>> AppendAsync(IReadOnlyList<NewEvent> events, CancellationToken cancellation) =>
        writer.WriteAsync<IReadOnlyList<long>>(
            connection =>
            {
                var numbers = new long[events.Count];
                for (var i = 0; i < events.Count; i++)
                {
                    numbers[i] = Insert(connection, events[i].Event);
                    if (events[i].Condition is { } condition) Set(connection, condition);
                }
                return numbers;
            },
            cancellation);

    public ValueTask<IReadOnlyList<StoredEvent>> ReadAfterAsync(long number, EventFilter filter, int limit, CancellationToken cancellation) =>
        ReadAsync($"SELECT {Columns} FROM events WHERE number > ?1 {Filtered} ORDER BY number LIMIT ?2", number, filter, limit, cancellation);

    public ValueTask<IReadOnlyList<StoredEvent>> ReadBeforeAsync(long number, EventFilter filter, int limit, CancellationToken cancellation) =>
        ReadAsync($"SELECT {Columns} FROM events WHERE number < ?1 {Filtered} ORDER BY number DESC LIMIT ?2", number, filter, limit, cancellation);

    public ValueTask<long> NewestAsync(CancellationToken cancellation) =>
        reader.RunAsync(
            connection =>
            {
                // What was dropped has used its numbers too.
                var row = connection.Prepare("SELECT seq FROM sqlite_sequence WHERE name = 'events'");
                if (!row.Step()) return 0;
                var newest = row.Int64(0);
                row.Reset();
                return newest;
            },
            cancellation);

    public ValueTask<IReadOnlyList<Condition>> ConditionsAsync(CancellationToken cancellation) =>
        reader.RunAsync<IReadOnlyList<Condition>>(
            connection =>
            {
                var row = connection.Prepare("SELECT kind, subject, level, since FROM conditions ORDER BY kind, subject");
                var conditions = new List<Condition>();
                while (row.Step()) conditions.Add(new Condition(row.Text(0), row.Text(1), row.Text(2), Values.Moment(row.Text(3))));
                return conditions;
            },
            cancellation);

    public ValueTask<int> PruneAsync(DateTimeOffset before, CancellationToken cancellation) =>
        writer.WriteAsync(connection => connection.Prepare("DELETE FROM events WHERE time < ?1").Bind(1, Values.Text(before)).Run(), cancellation);

    private ValueTask<IReadOnlyList<StoredEvent>> ReadAsync(string sql, long number, EventFilter filter, int limit, CancellationToken cancellation) =>
        reader.RunAsync<IReadOnlyList<StoredEvent>>(
            connection =>
            {
                var row = connection.Prepare(sql).Bind(1, number).Bind(2, limit).Bind(3, (long)filter.Least).Bind(4, filter.Job).Bind(5, filter.Store).Bind(6, filter.Run)
                    .Bind(7, filter.Names is { } names ? $" {string.Join(' ', names)} " : null);
                var found = new List<StoredEvent>();
                while (row.Step()) found.Add(Read(row));
                return found;
            },
            cancellation);

    private static long Insert(Connection connection, StoredEvent happened)
    {
        var row = connection.Prepare("INSERT INTO events (version, name, time, severity, job, run, store, message, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) RETURNING number")
            .Bind(1, happened.Version).Bind(2, happened.Name).Bind(3, Values.Text(happened.Time)).Bind(4, (long)happened.Severity)
            .Bind(5, happened.Job).Bind(6, happened.Run).Bind(7, happened.Store).Bind(8, happened.Message).Bind(9, happened.Data);
        row.Step();
        var number = row.Int64(0);
        row.Reset();
        return number;
    }

    private static void Set(Connection connection, Condition condition)
    {
        if (condition.IsOver) connection.Prepare("DELETE FROM conditions WHERE kind = ?1 AND subject = ?2").Bind(1, condition.Kind).Bind(2, condition.Subject).Run();
        else
        {
            connection.Prepare("INSERT INTO conditions (kind, subject, level, since) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET level = excluded.level, since = excluded.since")
                .Bind(1, condition.Kind).Bind(2, condition.Subject).Bind(3, condition.Level).Bind(4, Values.Text(condition.Since)).Run();
        }
    }

    private static StoredEvent Read(Statement row) => new()
    {
        Number = row.Int64(0),
        Version = row.Int32(1),
        Name = row.Text(2),
        Time = Values.Moment(row.Text(3)),
        Severity = (Severity)row.Int32(4),
        Job = row.TextOrNull(5),
        Run = row.TextOrNull(6),
        Store = row.TextOrNull(7),
        Message = row.Text(8),
        Data = row.Text(9),
    };
}
