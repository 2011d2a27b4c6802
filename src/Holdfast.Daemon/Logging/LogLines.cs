using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Logging;

/// <summary>Reads lines of a log file back. A file holds lines of both formats when the setting was changed.</summary>
internal static partial class LogLines
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The record of a line; null for what is no line of a log, such as one that was cut short.</summary>
    public static LogRecord? Read(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.StartsWith('{') ? OfJson(line) : OfText(line);
    }

    private static LogRecord? OfJson(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (Text(root, "time") is not { } time || Text(root, "level") is not { } level || Text(root, "area") is not { } area || Text(root, "message") is not { } message) return null;
            if (Time(time) is not { } stamp || !Enum.TryParse<LogLevel>(level, ignoreCase: true, out var parsed)) return null;
            var hasFields = root.TryGetProperty("fields", out var fields) && fields.ValueKind == JsonValueKind.Object;
            return new LogRecord(stamp, parsed, area, message, hasFields ? [.. fields.EnumerateObject().Select(Field)] : []);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static LogField Field(JsonProperty field)
    {
        const string Bytes = "_b64";
        if (field.Name.EndsWith(Bytes, StringComparison.Ordinal) && field.Value.ValueKind == JsonValueKind.String && field.Value.TryGetBytesFromBase64(out var path))
            return new LogField(field.Name[..^Bytes.Length], TreePath.Trusted(path));
        return new LogField(field.Name, field.Value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.True or JsonValueKind.False => field.Value.GetBoolean(),
            JsonValueKind.Number when field.Value.TryGetInt64(out var whole) => whole,
            JsonValueKind.Number => field.Value.GetDouble(),
            JsonValueKind.String => field.Value.GetString(),
            _ => field.Value.GetRawText(),
        });
    }

    private static LogRecord? OfText(string line)
    {
        if (Line().Match(line) is not { Success: true } found || Time(found.Groups["time"].Value) is not { } time) return null;
        var level = found.Groups["level"].Value switch { "DEBUG" => LogLevel.Debug, "INFO" => LogLevel.Info, "WARN" => LogLevel.Warning, _ => LogLevel.Error };
        var fields = Pair().Matches(found.Groups["fields"].Value).Select(pair => new LogField(pair.Groups["key"].Value, Value(pair.Groups["value"].Value)));
        return new LogRecord(time, level, Shown(found.Groups["area"].Value), Shown(found.Groups["message"].Value), [.. fields]);
    }

    private static object? Value(string text)
    {
        if (text == "-") return null;
        var bytes = Unescaped(text.StartsWith('"') ? text[1..^1] : text);
        try { return Strict.GetString(bytes); }
        catch (DecoderFallbackException) { return TreePath.Trusted(bytes); }
    }

    private static string Shown(string text) => Encoding.UTF8.GetString(Unescaped(text));

    private static byte[] Unescaped(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var escape = text.IndexOf('\\', at);
            var plain = escape < 0 ? text.Length : escape;
            bytes.AddRange(Encoding.UTF8.GetBytes(text[at..plain]));
            if (escape < 0) break;
            if (escape + 3 < text.Length && text[escape + 1] == 'x' && byte.TryParse(text.AsSpan(escape + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                bytes.Add(value);
                at = escape + 4;
                continue;
            }
            // A doubled backslash or a quote: the second character stands for itself.
            if (escape + 1 < text.Length) bytes.Add((byte)text[escape + 1]);
            at = escape + 2;
        }
        return [.. bytes];
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    [GeneratedRegex("""^(?<time>\S+) (?<level>DEBUG|INFO|WARN|ERROR) +(?<area>.*?)  (?<message>.*?)(?<fields>( [a-z][a-z0-9_]*=("([^"\\]|\\.)*"|[^\s"=]+))*)$""", RegexOptions.ExplicitCapture)]
    private static partial Regex Line();

    [GeneratedRegex(""" (?<key>[a-z][a-z0-9_]*)=(?<value>"([^"\\]|\\.)*"|[^\s"=]+)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Pair();
}
