using System.Buffers;
using System.Globalization;
using System.Text;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>
/// Names of Drive as names of a tree and back. Drive's are text of any kind, a slash and <c>..</c> among them, and may stand twice in a
/// folder; a tree's are bytes. In between they are text in which each byte that is no UTF-8 is half of a surrogate pair, as no real text has it.
/// </summary>
internal static class DriveNames
{
    /// <summary>The folder at the root that is the store's own.</summary>
    public const string Own = ".holdfast";

    private const char FirstByte = '\uDC00';

    /// <summary>The name of something that bears this name on Drive.</summary>
    public static string Legal(string name) => name switch
    {
        "" => "\u2400",
        "." => "\uFF0E",
        ".." => "\uFF0E\uFF0E",
        _ => name.Contains('/', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal) ? name.Replace('/', '\u2215').Replace('\0', '\u2400') : name,
    };

    /// <summary>A name with an id in it, before the ending: what colliders are told apart by, for as long as they live.</summary>
    public static string WithId(string name, string id)
    {
        var dot = name.LastIndexOf('.');
        return dot > 0 && name.Length - dot <= 10 ? $"{name[..dot]} {{{id}}}{name[dot..]}" : $"{name} {{{id}}}";
    }

    /// <summary>The id in such a name; null when it has none.</summary>
    public static string? IdIn(string name)
    {
        var end = name.LastIndexOf('}');
        var start = end < 0 ? -1 : name.LastIndexOf(" {", end, StringComparison.Ordinal);
        return start >= 0 && end > start + 2 ? name[(start + 2)..end] : null;
    }

    /// <summary>The bytes of a name.</summary>
    public static byte[] Bytes(string name)
    {
        if (!name.AsSpan().ContainsAnyInRange(FirstByte, (char)(FirstByte + 0xFF))) return Encoding.UTF8.GetBytes(name);
        var bytes = new List<byte>(name.Length);
        Span<byte> buffer = stackalloc byte[4];
        for (var at = 0; at < name.Length; at++)
        {
            if (name[at] is >= FirstByte and <= (char)(FirstByte + 0xFF)) bytes.Add((byte)(name[at] - FirstByte));
            else if (Rune.TryGetRuneAt(name, at, out var rune))
            {
                bytes.AddRange(buffer[..rune.EncodeToUtf8(buffer)]);
                if (rune.Utf16SequenceLength == 2) at++;
            }
            else bytes.AddRange("\uFFFD"u8);
        }
        return [.. bytes];
    }

    /// <summary>The name of bytes.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var used);
            if (status == OperationStatus.Done) text.Append(rune.ToString());
            else foreach (var b in bytes[..used]) text.Append((char)(FirstByte + b));
            bytes = bytes[used..];
        }
        return text.ToString();
    }

    /// <summary>What a name is called on Drive: itself, or with what is no text spelt out.</summary>
    public static string Shown(string name)
    {
        if (!name.AsSpan().ContainsAnyInRange(FirstByte, (char)(FirstByte + 0xFF))) return name;
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (c is >= FirstByte and <= (char)(FirstByte + 0xFF)) text.Append(CultureInfo.InvariantCulture, $"\\x{c - FirstByte:x2}");
            else text.Append(c);
        }
        return text.ToString();
    }
}
