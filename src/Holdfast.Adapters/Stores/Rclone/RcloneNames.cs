using System.Text;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Rclone;

/// <summary>
/// Names as rclone speaks of them. It shows control characters by the symbols that stand for them, and what already is such a symbol with a
/// mark before it; what each backend makes of that is its own affair, and comes back the same. Symbols for a slash, for nothing and for a
/// dot stay as they are: what they stand for can be no name of ours.
/// </summary>
internal static class RcloneNames
{
    private const char Mark = '\u201b';
    private const char Symbols = '\u2400';
    private const char DeleteSymbol = '\u2421';
    private const char Delete = '\u007f';

    /// <summary>A name of ours as rclone says it.</summary>
    public static string Text(TreePath path)
    {
        var plain = EscapedNames.Text(path);
        if (!plain.AsSpan().ContainsAnyInRange('\u0001', '\u001f') && !plain.AsSpan().ContainsAnyInRange(Symbols, DeleteSymbol) && !plain.AsSpan().ContainsAny(Mark, Delete)) return plain;
        var text = new StringBuilder(plain.Length + 8);
        for (var i = 0; i < plain.Length; i++)
        {
            var c = plain[i];
            if (c is > '\0' and < ' ') text.Append((char)(Symbols + c));
            else if (c == Delete) text.Append(DeleteSymbol);
            else if (IsSymbol(c)) text.Append(Mark).Append(c);
            else if (c != Mark) text.Append(c);
            else if (i + 1 < plain.Length && IsKept(plain[i + 1])) text.Append(c).Append(plain[++i]);
            else text.Append(Mark).Append(Mark);
        }
        return text.ToString();
    }

    /// <summary>One name of a listing as bytes; null for what can be no name.</summary>
    public static byte[]? Bytes(string name)
    {
        var text = name;
        if (name.AsSpan().ContainsAnyInRange(Symbols, DeleteSymbol) || name.Contains(Mark, StringComparison.Ordinal))
        {
            var plain = new StringBuilder(name.Length);
            for (var i = 0; i < name.Length; i++)
            {
                var c = name[i];
                if (IsSymbol(c)) plain.Append(c == DeleteSymbol ? Delete : (char)(c - Symbols));
                else if (c == Mark && i + 1 < name.Length && IsKept(name[i + 1])) plain.Append(c).Append(name[++i]);
                else if (c == Mark && i + 1 < name.Length && (name[i + 1] == Mark || IsSymbol(name[i + 1]))) plain.Append(name[++i]);
                else plain.Append(c);
            }
            text = plain.ToString();
        }
        var bytes = EscapedNames.Bytes(text);
        return bytes.Length > 0 && !bytes.AsSpan().Contains((byte)'/') && TreePath.IsValid(bytes) ? bytes : null;
    }

    private static bool IsSymbol(char c) => c is > Symbols and <= '\u241f' or DeleteSymbol;

    private static bool IsKept(char c) => c is '\uff0f' or '\uff0e' or Symbols;
}
