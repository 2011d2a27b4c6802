namespace Holdfast.Daemon.Configuration;

/// <summary>One assignment of a <c>data-sync.conf</c>, or a line that is none.</summary>
/// <param name="Line">Line number, from 1.</param>
/// <param name="Text">The line as written.</param>
/// <param name="Key">The name; null when the line is no plain assignment.</param>
/// <param name="Value">The value without quotes.</param>
internal sealed record DataSyncLine(int Line, string Text, string? Key, string Value);

/// <summary>Reads the shell-style file of the old script without ever running it.</summary>
internal static class DataSyncConf
{
    /// <summary>Every line that says something; comments and empty lines are left out.</summary>
    public static IReadOnlyList<DataSyncLine> Read(string text)
    {
        var lines = new List<DataSyncLine>();
        var number = 0;
        foreach (var raw in text.TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            var line = raw.Trim();
            if (line.Length == 0 || line[0] == '#') continue;
            lines.Add(Assignment(line) is var (key, value) ? new DataSyncLine(number, line, key, value) : new DataSyncLine(number, line, null, ""));
        }
        return lines;
    }

    private static (string Key, string Value)? Assignment(string line)
    {
        var body = line.StartsWith("export ", StringComparison.Ordinal) ? line[7..].TrimStart() : line;
        var equals = body.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || char.IsAsciiDigit(body[0]) || !body[..equals].All(c => char.IsAsciiLetterOrDigit(c) || c == '_')) return null;
        return Value(body.AsSpan(equals + 1)) is { } value ? (body[..equals], value) : null;
    }

    // What a shell would make of one word; null for what would need a shell to know (variables, commands) or is cut short.
    private static string? Value(ReadOnlySpan<char> text)
    {
        var value = new System.Text.StringBuilder();
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '$' or '`' && quote != '\'') return null;
            if (quote == '\0' && char.IsWhiteSpace(c)) return IsEnd(text[i..]) ? value.ToString() : null;
            if (quote == '\0' && c is '\'' or '"' && quote == '\0') quote = c;
            else if (c == quote && quote != '\0') quote = '\0';
            else if (quote == '\0' && c is ';' or '&' or '|' or '<' or '>' or '(' or ')' && quote == '\0') return c == ';' && IsEnd(text[(i + 1)..]) ? value.ToString() : null;
            else if (c == '\\' && quote != '\'' && i + 1 < text.Length) value.Append(text[++i]);
            else value.Append(c);
        }
        return quote == '\0' ? value.ToString() : null;
    }

    private static bool IsEnd(ReadOnlySpan<char> rest) => rest.Trim() is var left && (left.IsEmpty || left[0] == '#');
}
