using System.Buffers;
using System.Text;

namespace Holdfast.Contracts;

/// <summary>
/// Any bytes as text and back without loss: what is UTF-8 reads as such, every other byte stands as a lone surrogate from
/// U+DC80 to U+DCFF. Such text is for handling a name inside a program; it is neither shown nor sent.
/// </summary>
public static class ByteText
{
    private const char Base = '\udc00';

    /// <summary>The text that stands for bytes.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            var isRune = Rune.DecodeFromUtf8(bytes, out var rune, out var used) == OperationStatus.Done;
            if (isRune) text.Append(rune.ToString());
            else foreach (var raw in bytes[..used]) text.Append((char)(Base + raw));
            bytes = bytes[used..];
        }
        return text.ToString();
    }

    /// <summary>The text that stands for bytes written in base 64; null when that is none.</summary>
    public static string? OfBase64(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? Of(bytes.AsSpan(0, length)) : null;
    }

    /// <summary>The bytes a text stands for.</summary>
    public static byte[] Bytes(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bytes = new List<byte>(text.Length + 8);
        Span<byte> buffer = stackalloc byte[4];
        for (var at = 0; at < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var used) == OperationStatus.Done) bytes.AddRange(buffer[..rune.EncodeToUtf8(buffer)]);
            else if (IsByte(text[at])) bytes.Add((byte)(text[at] - Base));
            else bytes.AddRange("\ufffd"u8);
            at += used;
        }
        return [.. bytes];
    }

    /// <summary>Whether a text is what it seems, without bytes that are not UTF-8.</summary>
    public static bool IsPlain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        for (var at = 0; at < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(at), out _, out var used) != OperationStatus.Done) return false;
            at += used;
        }
        return true;
    }

    private static bool IsByte(char unit) => unit is >= '\udc80' and <= '\udcff';
}
