using Holdfast.Engine.Model;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace Holdfast.Engine.Recording;

/// <summary>
/// The kinds of values our JSON has beside numbers and text: bytes that are nearly always UTF-8 (written as text, else as
/// base64 under the name with <c>_b64</c> behind it), modes (octal digits) and times (see <see cref="NanoTime"/>).
/// </summary>
internal static class JsonFields
{
    public static void WriteBytes(Utf8JsonWriter writer, JsonEncodedText name, JsonEncodedText nameOfBase64, ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes)) writer.WriteString(name, bytes);
        else writer.WriteBase64String(nameOfBase64, bytes);
    }

    public static void WriteTime(Utf8JsonWriter writer, JsonEncodedText name, long nanoseconds)
    {
        Span<byte> text = stackalloc byte[NanoTime.Length];
        NanoTime.Format(nanoseconds, text);
        writer.WriteString(name, text);
    }

    public static void WriteMode(Utf8JsonWriter writer, JsonEncodedText name, int mode)
    {
        Span<byte> text = stackalloc byte[12];
        // A mode has four octal digits; anything else (which no store yields) must still come back as it was.
        var digits = 4;
        while (digits < 11 && (uint)mode >> (3 * digits) != 0) digits++;
        for (var i = 0; i < digits; i++) text[i] = (byte)('0' + (((uint)mode >> (3 * (digits - 1 - i))) & 7));
        writer.WriteString(name, text[..digits]);
    }

    public static byte[] ReadText(ref Utf8JsonReader reader)
    {
        Next(ref reader, JsonTokenType.String);
        return Utf8Of(ref reader);
    }

    public static byte[] ReadBase64(ref Utf8JsonReader reader)
    {
        Next(ref reader, JsonTokenType.String);
        return reader.GetBytesFromBase64();
    }

    public static string ReadString(ref Utf8JsonReader reader)
    {
        Next(ref reader, JsonTokenType.String);
        return reader.GetString()!;
    }

    public static long ReadInt64(ref Utf8JsonReader reader)
    {
        Next(ref reader, JsonTokenType.Number);
        return reader.GetInt64();
    }

    public static int ReadInt32(ref Utf8JsonReader reader)
    {
        Next(ref reader, JsonTokenType.Number);
        return reader.GetInt32();
    }

    public static ulong ReadUInt64(ref Utf8JsonReader reader)
    {
        Next(ref reader, JsonTokenType.Number);
        return reader.GetUInt64();
    }

    public static bool ReadBoolean(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType is JsonTokenType.True or JsonTokenType.False ? reader.GetBoolean() : throw new FormatException("expected true or false");

    public static long ReadTime(ref Utf8JsonReader reader)
    {
        Next(ref reader, JsonTokenType.String);
        return reader.ValueIsEscaped ? throw new FormatException("expected a time") : NanoTime.Parse(reader.ValueSpan);
    }

    public static int ReadMode(ref Utf8JsonReader reader)
    {
        Next(ref reader, JsonTokenType.String);
        var mode = 0L;
        foreach (var digit in reader.ValueSpan)
        {
            if (digit is < (byte)'0' or > (byte)'7' || reader.ValueSpan.Length > 11) throw new FormatException($"not a mode: '{TreePath.Show(reader.ValueSpan)}'; expected octal digits");
            mode = mode * 8 + (digit - '0');
        }
        return unchecked((int)mode);
    }

    public static TreePath ReadPath(ref Utf8JsonReader reader, bool base64)
    {
        var bytes = base64 ? ReadBase64(ref reader) : ReadText(ref reader);
        return TreePath.IsValid(bytes) ? TreePath.FromBytes(bytes) : throw new FormatException($"not a path inside a store: '{TreePath.Show(bytes)}'");
    }

    public static void ReadStart(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.None || reader.TokenType == JsonTokenType.PropertyName) reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw new FormatException("expected an object");
    }

    /// <summary>Whether another property follows; false at the end of the object.</summary>
    public static bool ReadProperty(ref Utf8JsonReader reader)
    {
        if (!reader.Read()) throw new FormatException("the object ends too early");
        return reader.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>What to say of a property that this version does not know: leaving it out could change what a plan means.</summary>
    public static FormatException Unknown(ref Utf8JsonReader reader) =>
        new(string.Create(CultureInfo.InvariantCulture, $"unknown property '{TreePath.Show(reader.ValueSpan)}' at byte {reader.TokenStartIndex}"));

    private static byte[] Utf8Of(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped) return reader.ValueSpan.ToArray();
        var buffer = new byte[reader.ValueSpan.Length];
        return buffer[..reader.CopyString(buffer)];
    }

    private static void Next(ref Utf8JsonReader reader, JsonTokenType wanted)
    {
        if (!reader.Read() || reader.TokenType != wanted)
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"expected a {(wanted == JsonTokenType.String ? "string" : "number")} at byte {reader.TokenStartIndex}"));
    }
}
