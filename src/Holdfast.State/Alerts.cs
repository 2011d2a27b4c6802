using Holdfast.Engine.Seams;
using Holdfast.State.Sqlite;

namespace Holdfast.State;

/// <summary>What channels were told, and the outbox.</summary>
internal sealed class Alerts(Gate writer, Gate reader) : IAlerts
{
    private const int Most = 10_000;

    public ValueTask<long?> CursorAsync(string name, CancellationToken cancellation) =>
        reader.RunAsync(
            connection =>
            {
                var row = connection.Prepare("SELECT number FROM cursors WHERE name = ?1").Bind(1, name);
                if (!row.Step()) return (long?)null;
                var number = row.Int64(0);
                row.Reset();
                return number;
            },
            cancellation);

    public ValueTask<IReadOnlyList<StandingAlert>> StandingAsync(CancellationToken cancellation) =>
        reader.RunAsync<IReadOnlyList<StandingAlert>>(
            connection =>
            {
                var row = connection.Prepare("SELECT channel, key, since, told, quiet FROM alerts ORDER BY channel, key");
                var alerts = new List<StandingAlert>();
                while (row.Step()) alerts.Add(new StandingAlert(row.Text(0), row.Text(1), Values.Moment(row.Text(2)), Values.Moment(row.Text(3)), row.Int64(4)));
                return alerts;
            },
            cancellation);

    public ValueTask RecordAsync(string name, long through, IReadOnlyList<NewMessage> messages, IReadOnlyList<StandingAlert> alerts, CancellationToken cancellation) =>
        writer.ChangeAsync(
            connection =>
            {
                connection.Prepare("INSERT INTO cursors (name, number) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET number = excluded.number").Bind(1, name).Bind(2, through).Run();
                foreach (var message in messages)
                    connection.Prepare("INSERT INTO outbox (channel, item, due) VALUES (?1, ?2, ?3)").Bind(1, message.Channel).Bind(2, message.Item).Bind(3, Values.Text(message.Due)).Run();
                foreach (var alert in alerts) Put(connection, alert);
            },
            cancellation);

    public ValueTask<IReadOnlyList<WaitingMessage>> WaitingAsync(CancellationToken cancellation) =>
        reader.RunAsync<IReadOnlyList<WaitingMessage>>(
            connection =>
            {
                var row = connection.Prepare("SELECT number, channel, item, due, attempts, error FROM outbox ORDER BY number LIMIT ?1").Bind(1, Most);
                var waiting = new List<WaitingMessage>();
                while (row.Step()) waiting.Add(new WaitingMessage(row.Int64(0), row.Text(1), row.Text(2), Values.Moment(row.Text(3)), row.Int64(4), row.TextOrNull(5)));
                return waiting;
            },
            cancellation);

    public ValueTask RemoveAsync(IReadOnlyList<long> numbers, CancellationToken cancellation) =>
        writer.ChangeAsync(
            connection =>
            {
                foreach (var number in numbers) connection.Prepare("DELETE FROM outbox WHERE number = ?1").Bind(1, number).Run();
            },
            cancellation);

    public ValueTask PutOffAsync(IReadOnlyList<long> numbers, DateTimeOffset due, string error, CancellationToken cancellation) =>
        writer.ChangeAsync(
            connection =>
            {
                foreach (var number in numbers)
                    connection.Prepare("UPDATE outbox SET attempts = attempts + 1, due = ?2, error = ?3 WHERE number = ?1").Bind(1, number).Bind(2, Values.Text(due)).Bind(3, error).Run();
            },
            cancellation);

    private static void Put(Connection connection, StandingAlert alert)
    {
        if (alert.Told is not { } told) connection.Prepare("DELETE FROM alerts WHERE channel = ?1 AND key = ?2").Bind(1, alert.Channel).Bind(2, alert.Key).Run();
        else
        {
            connection.Prepare("INSERT INTO alerts (channel, key, since, told, quiet) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET told = excluded.told, quiet = excluded.quiet")
                .Bind(1, alert.Channel).Bind(2, alert.Key).Bind(3, Values.Text(alert.Since)).Bind(4, Values.Text(told)).Bind(5, alert.Quiet).Run();
        }
    }
}
