using System.Globalization;
using System.Text;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Notifications;

/// <summary>Mail as text.</summary>
internal static class MailText
{
    private const int LongestLine = 250;
    private const int EncodedWord = 45;

    /// <summary>Text on one line, in which no header can begin.</summary>
    public static string Line(string text)
    {
        var line = string.Concat(text.Select(c => char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? ' ' : c));
        return line.Length > LongestLine ? line[..(char.IsHighSurrogate(line[LongestLine - 1]) ? LongestLine - 1 : LongestLine)] + "…" : line;
    }

    /// <summary>An address with a machine behind it.</summary>
    public static string Full(string address) => address.Contains('@', StringComparison.Ordinal) ? address : $"{address}@localhost";

    /// <summary>The name of a mail, the same for the same notice.</summary>
    public static string MessageId(string id, string from) => $"<{id}@{Full(from).Split('@')[1]}>";

    /// <summary>A whole mail, as a program takes it on its standard input.</summary>
    public static string Whole(Notice notice, string from, IReadOnlyList<string> to)
    {
        var text = new StringBuilder();
        text.Append("From: ").Append(from).Append("\nTo: ").AppendJoin(", ", to).Append("\nSubject: ").Append(Header(Line(notice.Subject)));
        text.Append("\nDate: ").Append(notice.Time.ToString("ddd, dd MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture)).Append(notice.Time.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal));
        text.Append("\nMessage-ID: ").Append(MessageId(notice.Id, from));
        text.Append("\nAuto-Submitted: auto-generated\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n");
        return text.Append(Convert.ToBase64String(Encoding.UTF8.GetBytes(notice.Text), Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\n")).Append('\n').ToString();
    }

    /// <summary>A header's value in ASCII.</summary>
    public static string Header(string value)
    {
        if (value.All(c => c is >= ' ' and <= '~')) return value;
        // Encoded words are at most 75 characters long, and none may part a character.
        var (words, word) = (new List<string>(), new StringBuilder());
        foreach (var rune in value.EnumerateRunes())
        {
            if (Encoding.UTF8.GetByteCount(word.ToString()) + rune.Utf8SequenceLength > EncodedWord)
            {
                words.Add(word.ToString());
                word.Clear();
            }
            word.Append(rune.ToString());
        }
        words.Add(word.ToString());
        return string.Join("\n ", words.Select(part => $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(part))}?="));
    }
}
