using System.Buffers;
using System.Globalization;
using System.Text;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores;

/// <summary>
/// Names as text, for stores whose names are Unicode: a byte that is not UTF-8 becomes U+007F and two hexadecimal digits, and so does
/// U+007F itself.
/// </summary>
internal static class EscapedNames
{
    private const char Escape = '\u007f';

    /// <summary>Whether a name needs characters that sort elsewhere than what they stand for.</summary>
    public static bool IsEscaped(string text) => text.Contains(Escape, StringComparison.Ordinal);

    /// <summary>A name as text.</summary>
    public static string Text(TreePath path)
    {
        if (path.Utf8 is { } plain && !plain.Contains(Escape, StringComparison.Ordinal)) return plain;
        var text = new StringBuilder();
        for (var rest = path.Bytes; !rest.IsEmpty;)
        {
            var status = Rune.DecodeFromUtf8(rest, out var rune, out var used);
            if (status == OperationStatus.Done && rune.Value != Escape) text.Append(rune.ToString());
            else foreach (var b in rest[..used]) text.Append(Escape).Append(b.ToString("X2", CultureInfo.InvariantCulture));
            rest = rest[used..];
        }
        return text.ToString();
    }

    /// <summary>The bytes a text stands for.</summary>
    public static byte[] Bytes(ReadOnlySpan<char> text)
    {
        if (!text.Contains(Escape)) return Encoding.UTF8.GetBytes(text.ToArray());
        var bytes = new List<byte>();
        while (!text.IsEmpty)
        {
            var next = text.IndexOf(Escape);
            var plain = next < 0 ? text : text[..next];
            bytes.AddRange(Encoding.UTF8.GetBytes(plain.ToArray()));
            if (next < 0) break;
            text = text[next..];
            if (text.Length >= 3 && byte.TryParse(text.Slice(1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var b))
            {
                bytes.Add(b);
                text = text[3..];
            }
            else
            {
                bytes.Add((byte)Escape);
                text = text[1..];
            }
        }
        return [.. bytes];
    }
}
