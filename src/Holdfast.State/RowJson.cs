using Holdfast.Engine.Model;
using Holdfast.Engine.Recording;
using Holdfast.State.Sqlite;
using System.Buffers;
using System.Text.Json;

namespace Holdfast.State;

/// <summary>Writes JSON into columns through one buffer that is used again and again.</summary>
internal sealed class RowJson : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _writer;

    public RowJson() => _writer = new Utf8JsonWriter(_buffer, OperationJson.WriterOptions);

    public void Bind(Statement statement, int index, Entry? entry, TreePath path, Entry? like)
    {
        if (entry is null)
        {
            statement.BindNull(index);
            return;
        }
        EntryJson.Write(_writer, entry, path, like);
        Finish(statement, index);
    }

    public void Bind(Statement statement, int index, BaselineEntry? row, TreePath path)
    {
        if (row is null)
        {
            statement.BindNull(index);
            return;
        }
        BaselineJson.Write(_writer, row, path);
        Finish(statement, index);
    }

    public void Bind(Statement statement, int index, Metadata? metadata)
    {
        if (metadata is null)
        {
            statement.BindNull(index);
            return;
        }
        MetadataJson.Write(_writer, metadata);
        Finish(statement, index);
    }

    public static Entry? Entry(Statement row, int column, TreePath path, Entry? like)
    {
        if (row.IsNull(column)) return null;
        var reader = new Utf8JsonReader(row.Bytes(column));
        return EntryJson.Read(ref reader, path, like);
    }

    public static BaselineEntry? Baseline(Statement row, int column, TreePath path)
    {
        if (row.IsNull(column)) return null;
        var reader = new Utf8JsonReader(row.Bytes(column));
        return BaselineJson.Read(ref reader, path);
    }

    public static Metadata? Metadata(Statement row, int column)
    {
        if (row.IsNull(column)) return null;
        var reader = new Utf8JsonReader(row.Bytes(column));
        return MetadataJson.Read(ref reader);
    }

    public void Dispose() => _writer.Dispose();

    private void Finish(Statement statement, int index)
    {
        _writer.Flush();
        statement.BindUtf8(index, _buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
        _writer.Reset(_buffer);
    }
}
