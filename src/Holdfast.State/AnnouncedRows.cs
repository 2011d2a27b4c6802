using Holdfast.Engine.Model;
using Holdfast.Engine.Recording;
using Holdfast.State.Sqlite;
using System.Buffers;
using System.Text.Json;

namespace Holdfast.State;

/// <summary>How announced rows stand in their column: a JSON line each. Written through one buffer that is used again and again.</summary>
internal sealed class AnnouncedRows : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 16);
    private readonly Utf8JsonWriter _writer;

    public AnnouncedRows() => _writer = new Utf8JsonWriter(_buffer, OperationJson.WriterOptions);

    /// <summary>Puts rows in the place of those announced before; inside a transaction of the run.</summary>
    public void Put(Connection connection, string run, IReadOnlyList<BaselineEntry> rows)
    {
        var statement = connection.Prepare("UPDATE transfers SET announced = ?2 WHERE run = ?1 AND announced IS NOT ?2").Bind(1, run);
        if (rows.Count == 0) statement.BindNull(2);
        else statement.Bind(2, Write(rows));
        statement.Run();
    }

    public static List<BaselineEntry> Read(ReadOnlySpan<byte> lines)
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

    public void Dispose() => _writer.Dispose();

    private ReadOnlySpan<byte> Write(IReadOnlyList<BaselineEntry> rows)
    {
        _buffer.ResetWrittenCount();
        foreach (var row in rows)
        {
            _writer.Reset(_buffer);
            BaselineJson.Write(_writer, row, TreePath.Root);
            _writer.Flush();
            _buffer.Write("\n"u8);
        }
        return _buffer.WrittenSpan;
    }
}
