using System.Buffers;
using System.Globalization;
using System.Text;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>
/// Names of a store as keys of a bucket. Keys are Unicode and names are bytes: a byte that is not UTF-8 becomes U+007F and
/// two hexadecimal digits, and so does U+007F itself. All of these sort before any other character that is not ASCII, so
/// that a listing can put them right by holding back what came too early.
/// </summary>
internal sealed class KeyNames(string prefix)
{
    /// <summary>The directory that is the store's own.</summary>
    public const string Own = ".holdfast";

    /// <summary>Most bytes of a key.</summary>
    public const int Longest = 1024;

    private const char Escape = '\u007f';
    private readonly string _prefix = prefix.Length == 0 ? "" : prefix + "/";

    /// <summary>What all keys begin with.</summary>
    public string Prefix => _prefix;

    /// <summary>What all keys of the store's own directory begin with.</summary>
    public string OwnPrefix => $"{_prefix}{Own}/";

    /// <summary>The key of a file.</summary>
    public string Of(TreePath path) => _prefix + Text(path);

    /// <summary>The key of the object that stands for a directory.</summary>
    public string OfDirectory(TreePath path) => path.IsRoot ? InOwn("root") : Of(path) + "/";

    /// <summary>What everything below a directory begins with.</summary>
    public string Below(TreePath path) => path.IsRoot ? _prefix : Of(path) + "/";

    /// <summary>A key in the store's own directory.</summary>
    public string InOwn(string name) => OwnPrefix + name;

    /// <summary>A key in the store's own directory, below which a name stands.</summary>
    public string InOwn(string directory, TreePath path) => $"{OwnPrefix}{directory}/{Text(path)}";

    /// <summary>The bytes a key stands for, the prefix taken away; a slash at its end stays.</summary>
    public byte[] NameOf(string key) => Bytes(key.AsSpan(_prefix.Length));

    /// <summary>Whether a name needs characters that sort elsewhere than what they stand for.</summary>
    public static bool IsEscaped(string key) => key.Contains(Escape, StringComparison.Ordinal);

    /// <summary>A name as text for keys.</summary>
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

    private static byte[] Bytes(ReadOnlySpan<char> text)
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
