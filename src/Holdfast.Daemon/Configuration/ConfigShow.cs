using System.Text;
using System.Text.Json;
using Holdfast.Contracts;

namespace Holdfast.Daemon.Configuration;

/// <summary>Prints the effective configuration: every value that holds, with where it was said.</summary>
public static class ConfigShow
{
    /// <summary>As YAML that can be read again; the origin of each value stands behind it as a comment.</summary>
    public static string Yaml(HoldfastConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var text = new StringBuilder();
        text.Append("# file: ").AppendLine(Shorten.Line(config.File));
        text.Append("# state directory: ").AppendLine(Shorten.Line(config.StateDirectory));
        Section(text, config.Settings, Words.Top, "", "");
        return text.ToString();
    }

    /// <summary>As JSON: each value an object of <c>value</c> and <c>origin</c>, keys in snake case.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="hidesAddresses">Whether of web addresses the host alone is shown: whoever knows the rest of some may use them.</param>
    public static string Json(HoldfastConfig config, bool hidesAddresses = false)
    {
        ArgumentNullException.ThrowIfNull(config);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, PlainJson.Options with { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("file", config.File);
            json.WriteString("state_directory", config.StateDirectory);
            Section(json, config.Settings, Words.Top, "", hidesAddresses);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void Section(StringBuilder text, SettingsMap settings, FieldTable table, string prefix, string indent)
    {
        foreach (var field in table.Fields)
        {
            var path = prefix + field.Key;
            if (field.Shape is SectionShape section)
            {
                if (!HasAny(settings, section, path)) continue;
                text.Append(indent).Append(field.Key).AppendLine(":");
                Section(text, settings, section.Fields, path + ".", indent + "  ");
            }
            else if (field.Shape is NamesShape names)
            {
                if (settings.Names(path).Count == 0) continue;
                text.Append(indent).Append(field.Key).AppendLine(":");
                foreach (var named in settings.Names(path))
                {
                    text.Append(indent).Append("  ").Append(YamlText.Scalar(named.Name)).AppendLine(":");
                    Section(text, settings, names.Fields, $"{path}.{named.Name}.", indent + "    ");
                }
            }
            else if (settings.Find(path) is { } setting)
            {
                Value(text, setting, indent);
            }
        }
    }

    private static void Value(StringBuilder text, Setting setting, string indent)
    {
        text.Append(indent).Append(setting.Field.Key).Append(':');
        if (setting.Value is not SettingItem[] items)
        {
            Line(text.Append(' '), Scalar(setting.Field.Shape, setting.Value), setting.Origin);
        }
        else if (items.Length == 0)
        {
            text.Append(" []  # ").Append(setting.Origin).AppendLine();
        }
        else
        {
            text.AppendLine();
            foreach (var item in items) Line(text.Append(indent).Append("  - "), Scalar(setting.Field.Shape, item.Value), item.Origin);
        }
    }

    private static void Line(StringBuilder text, string yaml, Origin origin) => text.Append(yaml).Append("  # ").Append(origin).AppendLine();

    private static void Section(Utf8JsonWriter json, SettingsMap settings, FieldTable table, string prefix, bool hides)
    {
        foreach (var field in table.Fields)
        {
            var path = prefix + field.Key;
            var key = field.Key.Replace('-', '_');
            if (field.Shape is SectionShape section)
            {
                if (!HasAny(settings, section, path)) continue;
                json.WriteStartObject(key);
                Section(json, settings, section.Fields, path + ".", hides);
                json.WriteEndObject();
            }
            else if (field.Shape is NamesShape names)
            {
                json.WriteStartObject(key);
                foreach (var named in settings.Names(path))
                {
                    json.WriteStartObject(named.Name);
                    Section(json, settings, names.Fields, $"{path}.{named.Name}.", hides);
                    json.WriteEndObject();
                }
                json.WriteEndObject();
            }
            else if (settings.Find(path) is { } setting)
            {
                json.WritePropertyName(key);
                Value(json, setting, hides);
            }
        }
    }

    private static void Value(Utf8JsonWriter json, Setting setting, bool hides)
    {
        if (setting.Value is not SettingItem[] items)
        {
            Value(json, setting.Field.Shape, setting.Value, setting.Origin, hides);
            return;
        }
        json.WriteStartArray();
        foreach (var item in items) Value(json, setting.Field.Shape, item.Value, item.Origin, hides);
        json.WriteEndArray();
    }

    private static void Value(Utf8JsonWriter json, Shape shape, object value, Origin origin, bool hides)
    {
        json.WriteStartObject();
        if (value is bool truth) json.WriteBoolean("value", truth);
        else json.WriteString("value", hides && shape is UrlShape ? UrlShape.Host((Secret)value) : Format(shape, value));
        json.WriteString("origin", origin.ToString());
        json.WriteEndObject();
    }

    private static bool HasAny(SettingsMap settings, SectionShape section, string path) =>
        section.Fields.Fields.Any(field => settings.Find($"{path}.{field.Key}") is not null || settings.Names($"{path}.{field.Key}").Count > 0);

    private static string Scalar(Shape shape, object value) => value is bool ? Format(shape, value) : YamlText.Scalar(Format(shape, value));

    private static string Format(Shape shape, object value) => (shape is ListShape list ? list.Item : (ScalarShape)shape).Format(value);
}
