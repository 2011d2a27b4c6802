namespace Holdfast.Daemon.Configuration;

/// <summary>Reads a <c>.env</c>: a name and a value on each line, the value as it stands but for quotes around it.</summary>
internal static class EnvironmentFile
{
    /// <summary>Its values; of a name that stands twice the last.</summary>
    public static Dictionary<string, string> Read(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var raw in text.TrimStart('\uFEFF').Split('\n'))
        {
            var line = raw.Trim();
            if (line.StartsWith("export ", StringComparison.Ordinal)) line = line[7..].TrimStart();
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (line.Length == 0 || line[0] == '#' || equals <= 0) continue;
            values[line[..equals].Trim()] = Value(line[(equals + 1)..].Trim());
        }
        return values;
    }

    private static string Value(string text)
    {
        if (text.Length >= 2 && text[0] is '"' or '\'' && text.IndexOf(text[0], 1) is var end and > 0) return text[1..end];
        var comment = text.IndexOf(" #", StringComparison.Ordinal);
        return comment < 0 ? text : text[..comment].TrimEnd();
    }
}
