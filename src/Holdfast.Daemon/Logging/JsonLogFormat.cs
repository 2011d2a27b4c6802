using System.Globalization;
using System.Text.Json;
using Holdfast.Contracts;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Logging;

/// <summary>
/// One JSON object a line: <c>time</c>, <c>level</c>, <c>area</c>, <c>message</c>, and the values under <c>fields</c>. A path
/// that is not UTF-8 is written base64 under its key with <c>_b64</c> behind it.
/// </summary>
internal sealed class JsonLogFormat : ILogFormat
{
    /// <inheritdoc/>
    public string Line(LogRecord record) => PlainJson.Line(json =>
    {
        json.WriteStartObject();
        json.WriteString("time", record.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("level", NameOf(record.Level));
        json.WriteString("area", record.Area);
        json.WriteString("message", record.Message);
        if (record.Fields.Count > 0)
        {
            json.WriteStartObject("fields");
            foreach (var field in record.Fields) WriteField(json, field);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    });

    private static void WriteField(Utf8JsonWriter json, LogField field)
    {
        switch (field.Value)
        {
            case null: json.WriteNull(field.Key); break;
            case bool flag: json.WriteBoolean(field.Key, flag); break;
            case int number: json.WriteNumber(field.Key, number); break;
            case long number: json.WriteNumber(field.Key, number); break;
            case double number when double.IsFinite(number): json.WriteNumber(field.Key, number); break;
            case TimeSpan span: json.WriteNumber(field.Key, Math.Round(span.TotalSeconds, 3)); break;
            case DateTimeOffset time: json.WriteString(field.Key, time.UtcDateTime); break;
            case TreePath path when path.Utf8 is { } text: json.WriteString(field.Key, path.IsRoot ? "." : text); break;
            case TreePath path: json.WriteBase64String(field.Key + "_b64", path.Bytes); break;
            case IFormattable other: json.WriteString(field.Key, other.ToString(null, CultureInfo.InvariantCulture)); break;
            default: json.WriteString(field.Key, field.Value.ToString()); break;
        }
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Debug => "debug",
        LogLevel.Info => "info",
        LogLevel.Warning => "warning",
        _ => "error",
    };
}
