using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.State.Sqlite;

namespace Holdfast.State;

/// <summary>Transfers that were begun and not ended.</summary>
internal sealed class Transfers(Gate writer, Gate reader) : ITransfers
{
    public ValueTask OpenAsync(OpenTransfer transfer, CancellationToken cancellation) => writer.ChangeAsync(
        connection => connection.Prepare("INSERT INTO transfers (run, job, destination_uuid) VALUES (?1, ?2, ?3) ON CONFLICT (run) DO NOTHING")
            .Bind(1, transfer.Run).Bind(2, transfer.Job).Bind(3, transfer.DestinationUuid).Run(),
        cancellation);

    public ValueTask CloseAsync(string run, CancellationToken cancellation) =>
        writer.ChangeAsync(connection => connection.Prepare("DELETE FROM transfers WHERE run = ?1").Bind(1, run).Run(), cancellation);

    public ValueTask<IReadOnlyList<OpenTransfer>> FindAsync(string job, string destinationUuid, CancellationToken cancellation) =>
        reader.RunAsync<IReadOnlyList<OpenTransfer>>(
            connection =>
            {
                var row = connection.Prepare("SELECT t.run, a.rows FROM transfers t LEFT JOIN announcements a USING (run) WHERE t.job = ?1 AND t.destination_uuid = ?2 ORDER BY t.run, a.batch")
                    .Bind(1, job).Bind(2, destinationUuid);
                var found = new List<OpenTransfer>();
                var rows = new List<BaselineEntry>();
                while (row.Step())
                {
                    if (found.Count == 0 || found[^1].Run != row.Text(0)) found.Add(new OpenTransfer(row.Text(0), job, destinationUuid, rows = []));
                    AnnouncedRows.Read(row.Bytes(1), rows);
                }
                return found;
            },
            cancellation);
}
