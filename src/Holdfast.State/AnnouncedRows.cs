using Holdfast.Engine.Model;
using Holdfast.Engine.Recording;
using Holdfast.Engine.Seams;
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

    /// <summary>Announces a batch and forgets those that are recorded; inside a transaction of the run.</summary>
    public void Put(Connection connection, string run, Announcement announcement)
    {
        if (announcement.RecordedThrough >= 0)
            connection.Prepare("DELETE FROM announcements WHERE run = ?1 AND batch <= ?2").Bind(1, run).Bind(2, announcement.RecordedThrough).Run();
        if (announcement.Rows.Count > 0)
            connection.Prepare("INSERT INTO announcements (run, batch, rows) VALUES (?1, ?2, ?3)").Bind(1, run).Bind(2, announcement.Batch).Bind(3, Write(announcement.Rows)).Run();
    }

    public static void Read(ReadOnlySpan<byte> lines, List<BaselineEntry> rows)
    {
        while (lines.IndexOf((byte)'\n') is var end and >= 0)
        {
            var reader = new Utf8JsonReader(lines[..end]);
            rows.Add(BaselineJson.Read(ref reader, TreePath.Root));
            lines = lines[(end + 1)..];
        }
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
