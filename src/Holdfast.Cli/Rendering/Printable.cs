using System.Globalization;
using System.Text;

namespace Holdfast.Cli.Rendering;

/// <summary>Makes names and messages safe to show: a file's name must not steer the terminal or forge a line.</summary>
internal static class Printable
{
    /// <summary>The text with every control and formatting character written out as <c>\xNN</c> or <c>\u{NNNN}</c>.</summary>
    public static string Text(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return text;
        var safe = new StringBuilder(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsHidden(rune)) safe.Append(rune.ToString());
            else if (rune.Value < 0x100) safe.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}");
            else safe.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
        }
        return safe.ToString();
    }

    // Format characters include those that turn the direction of writing and so make one name look like another.
    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
}
