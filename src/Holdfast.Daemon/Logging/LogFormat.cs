using System.Globalization;
using System.Text;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Logging;

/// <summary>Writes a record as one line; what is in it can neither begin a second line nor look like another field.</summary>
internal interface ILogFormat
{
    /// <summary>The line, without its end.</summary>
    string Line(LogRecord record);
}

/// <summary>Lines for people: <c>2026-11-21T05:45:00.123Z INFO  mirror  copied files=3 path="a b"</c>.</summary>
internal sealed class TextLogFormat(bool withTime = true) : ILogFormat
{
    /// <inheritdoc/>
    public string Line(LogRecord record)
    {
        var line = new StringBuilder(120);
        if (withTime) line.Append(record.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)).Append(' ');
        line.Append(NameOf(record.Level)).Append(' ').Append(Show(record.Area)).Append("  ").Append(Show(record.Message));
        foreach (var field in record.Fields) line.Append(' ').Append(field.Key).Append('=').Append(Quote(ShowValue(field.Value)));
        return line.ToString();
    }

    /// <summary>Text in which nothing can end a line or move a cursor: what is not printable becomes <c>\xNN</c>, a backslash is doubled.</summary>
    public static string Show(string text)
    {
        foreach (var c in text)
        {
            if (c is < ' ' or > '~' or '\\') return TreePath.Show(Encoding.UTF8.GetBytes(text));
        }
        return text;
    }

    private static string ShowValue(object? value) => value switch
    {
        null => "-",
        TreePath path => path.ToString(),
        DateTimeOffset time => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        TimeSpan span => span.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + "s",
        IFormattable number => Show(number.ToString(null, CultureInfo.InvariantCulture)),
        _ => Show(value.ToString() ?? ""),
    };

    private static string Quote(string value) =>
        value.Length > 0 && value.AsSpan().IndexOfAny(" \"=") < 0 ? value : $"\"{value.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Debug => "DEBUG",
        LogLevel.Info => "INFO ",
        LogLevel.Warning => "WARN ",
        _ => "ERROR",
    };
}
