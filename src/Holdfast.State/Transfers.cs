using Holdfast.Engine.Seams;
using Holdfast.State.Sqlite;

namespace Holdfast.State;

/// <summary>Transfers that were begun and not ended.</summary>
internal sealed class Transfers(Gate writer, Gate reader) : ITransfers
{
    public ValueTask OpenAsync(OpenTransfer transfer, CancellationToken cancellation) => writer.ChangeAsync(
        connection => connection.Prepare("INSERT INTO transfers (run, job, destination_uuid) VALUES (?1, ?2, ?3) ON CONFLICT (run) DO UPDATE SET announced = NULL")
            .Bind(1, transfer.Run).Bind(2, transfer.Job).Bind(3, transfer.DestinationUuid).Run(),
        cancellation);

    public ValueTask CloseAsync(string run, CancellationToken cancellation) =>
        writer.ChangeAsync(connection => connection.Prepare("DELETE FROM transfers WHERE run = ?1").Bind(1, run).Run(), cancellation);

    public ValueTask<IReadOnlyList<OpenTransfer>> FindAsync(string job, string destinationUuid, CancellationToken cancellation) =>
        reader.RunAsync<IReadOnlyList<OpenTransfer>>(
            connection =>
            {
                var row = connection.Prepare("SELECT run, announced FROM transfers WHERE job = ?1 AND destination_uuid = ?2 ORDER BY run").Bind(1, job).Bind(2, destinationUuid);
                var found = new List<OpenTransfer>();
                while (row.Step()) found.Add(new OpenTransfer(row.Text(0), job, destinationUuid, AnnouncedRows.Read(row.Bytes(1))));
                return found;
            },
            cancellation);
}
