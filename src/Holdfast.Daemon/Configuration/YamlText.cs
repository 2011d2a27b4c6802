using System.Text;
using System.Text.RegularExpressions;

namespace Holdfast.Daemon.Configuration;

/// <summary>Writes text as YAML.</summary>
internal static partial class YamlText
{
    /// <summary>A text as a scalar: plain where no reader could take it for anything else, else in double quotes.</summary>
    public static string Scalar(string text)
    {
        if (PlainPattern().IsMatch(text) && !AmbiguousPattern().IsMatch(text)) return text;
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '"' or '\\') quoted.Append('\\').Append((char)rune.Value);
            else if (IsPlain(rune)) quoted.Append(rune.ToString());
            else quoted.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}");
        }
        return quoted.Append('"').ToString();
    }

    private static bool IsPlain(Rune rune) =>
        rune.Value == ' ' || Rune.IsLetterOrDigit(rune) || (rune.IsAscii && !Rune.IsControl(rune));

    [GeneratedRegex(@"^[A-Za-z0-9/][A-Za-z0-9/._%-]*\z")]
    private static partial Regex PlainPattern();

    // What YAML readers of one version or another take for a number, a truth or nothing.
    [GeneratedRegex(@"^(null|true|false|yes|no|on|off|y|n|[0-9][0-9_.]*(e[0-9]+)?|0[xo][0-9a-f]+|[0-9]+(-[0-9]+)+)\z", RegexOptions.IgnoreCase)]
    private static partial Regex AmbiguousPattern();
}
