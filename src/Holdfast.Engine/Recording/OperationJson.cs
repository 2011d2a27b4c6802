using Holdfast.Engine.Model;
using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using static Holdfast.Engine.Recording.JsonFields;

namespace Holdfast.Engine.Recording;

/// <summary>
/// One operation as one line of JSON, every field exact: names as <c>path</c> where they are UTF-8 and else as
/// <c>path_b64</c>, modes as octal digits, times to the nanosecond. Defaults are left out; so is a path inside the line
/// that equals the operation's own. An unknown property is an error, since leaving it out could change the meaning.
/// </summary>
public static class OperationJson
{
    /// <summary>How every writer of these lines is set up: names stay readable, and nothing is checked twice.</summary>
    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The line of an operation, without the line's end.</summary>
    public static byte[] Write(Operation operation)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions)) Write(writer, operation);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes an operation as one JSON object.</summary>
    public static void Write(Utf8JsonWriter writer, Operation operation)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(operation);
        writer.WriteStartObject();
        if (operation.Seq != 0) writer.WriteNumber(JsonNames.Seq, operation.Seq);
        writer.WriteString(JsonNames.Kind, JsonNames.Of(operation.Kind));
        WriteBytes(writer, JsonNames.Path, JsonNames.PathBase64, operation.Path.Bytes);
        if (operation.From is { } from) WriteBytes(writer, JsonNames.From, JsonNames.FromBase64, from.Bytes);
        if (operation.CompareContent) writer.WriteBoolean(JsonNames.CompareContent, true);
        writer.WriteString(JsonNames.Reason, operation.Reason);
        WriteEntry(writer, JsonNames.Source, operation.Source, operation.Path);
        WriteEntry(writer, JsonNames.Destination, operation.Destination, operation.Path);
        if (operation.Baseline is not null)
        {
            writer.WritePropertyName(JsonNames.Baseline);
            BaselineJson.Write(writer, operation.Baseline, operation.Path);
        }
        if (operation.Metadata is not null)
        {
            writer.WritePropertyName(JsonNames.Metadata);
            MetadataJson.Write(writer, operation.Metadata);
        }
        writer.WriteEndObject();
    }

    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">It is not an operation, or names something outside a store.</exception>
    public static Operation Read(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            var operation = Read(ref reader);
            return reader.Read() ? throw new FormatException("something follows the operation") : operation;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            throw new FormatException(wrong.Message, wrong);
        }
    }

    private static Operation Read(ref Utf8JsonReader reader)
    {
        var (seq, kind, reason) = (0L, (OperationKind)0, (string?)null);
        TreePath? path = null, from = null;
        var compare = false;
        Entry? source = null, destination = null;
        BaselineEntry? baseline = null;
        Metadata? metadata = null;
        ReadStart(ref reader);
        while (ReadProperty(ref reader))
        {
            if (reader.ValueTextEquals("seq"u8)) seq = ReadInt64(ref reader);
            else if (reader.ValueTextEquals("kind"u8)) kind = JsonNames.OperationKind(ref reader);
            else if (reader.ValueTextEquals("path"u8)) path = ReadPath(ref reader, false);
            else if (reader.ValueTextEquals("path_b64"u8)) path = ReadPath(ref reader, true);
            else if (reader.ValueTextEquals("from"u8)) from = ReadPath(ref reader, false);
            else if (reader.ValueTextEquals("from_b64"u8)) from = ReadPath(ref reader, true);
            else if (reader.ValueTextEquals("compare_content"u8)) compare = ReadBoolean(ref reader);
            else if (reader.ValueTextEquals("reason"u8)) reason = ReadString(ref reader);
            else if (reader.ValueTextEquals("source"u8)) source = EntryJson.Read(ref reader, Known(path));
            else if (reader.ValueTextEquals("destination"u8)) destination = EntryJson.Read(ref reader, Known(path));
            else if (reader.ValueTextEquals("baseline"u8)) baseline = BaselineJson.Read(ref reader, Known(path));
            else if (reader.ValueTextEquals("metadata"u8)) metadata = MetadataJson.Read(ref reader);
            else throw Unknown(ref reader);
        }
        return new Operation
        {
            Seq = seq, Kind = kind == 0 ? throw new FormatException("the kind is missing") : kind, Path = Known(path), From = from,
            Reason = reason ?? throw new FormatException("the reason is missing"), Source = source, Destination = destination, Baseline = baseline, Metadata = metadata,
            CompareContent = compare,
        };
    }

    private static TreePath Known(TreePath? path) => path ?? throw new FormatException("the path is missing, or does not come first");

    private static void WriteEntry(Utf8JsonWriter writer, JsonEncodedText name, Entry? entry, TreePath path)
    {
        if (entry is null) return;
        writer.WritePropertyName(name);
        EntryJson.Write(writer, entry, path);
    }
}
