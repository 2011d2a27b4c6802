using System.Globalization;

namespace Holdfast.Daemon.Configuration;

/// <summary>Makes text of others fit for one line of a message, so that nothing in it can forge a line or move a cursor.</summary>
internal static class Shorten
{
    /// <summary>At most 60 characters, on one line.</summary>
    public static string Text(string text) => Line(text.Length > 60 ? text[..60] + "…" : text);

    /// <summary>All of it, on one line.</summary>
    public static string Line(string text) => text.Any(IsUnfit) ? string.Concat(text.Select(c => IsUnfit(c) ? ' ' : c)) : text;

    private static bool IsUnfit(char c) =>
        char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
