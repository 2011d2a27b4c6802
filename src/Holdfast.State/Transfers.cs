using Holdfast.Engine.Model;
using Holdfast.Engine.Recording;
using Holdfast.Engine.Seams;
using Holdfast.State.Sqlite;
using System.Buffers;
using System.Text.Json;

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
                while (row.Step()) found.Add(new OpenTransfer(row.Text(0), job, destinationUuid, Read(row.Bytes(1))));
                return found;
            },
            cancellation);

    /// <summary>Puts what is announced in the place of what was announced before; inside a transaction of the run.</summary>
    public static void Announce(Connection connection, string run, IReadOnlyList<BaselineEntry> announced)
    {
        var statement = connection.Prepare("UPDATE transfers SET announced = ?2 WHERE run = ?1 AND announced IS NOT ?2").Bind(1, run);
        if (announced.Count == 0) statement.BindNull(2);
        else statement.Bind(2, Write(announced));
        statement.Run();
    }

    private static ReadOnlySpan<byte> Write(IReadOnlyList<BaselineEntry> rows)
    {
        var buffer = new ArrayBufferWriter<byte>(rows.Count * 400);
        using var writer = new Utf8JsonWriter(buffer, OperationJson.WriterOptions);
        foreach (var row in rows)
        {
            BaselineJson.Write(writer, row, TreePath.Root);
            writer.Flush();
            writer.Reset();
            buffer.Write("\n"u8);
        }
        return buffer.WrittenSpan;
    }

    private static List<BaselineEntry> Read(ReadOnlySpan<byte> lines)
    {
        var rows = new List<BaselineEntry>();
        while (lines.IndexOf((byte)'\n') is var end and >= 0)
        {
            var reader = new Utf8JsonReader(lines[..end]);
            rows.Add(BaselineJson.Read(ref reader, TreePath.Root));
            lines = lines[(end + 1)..];
        }
        return rows;
    }
}
