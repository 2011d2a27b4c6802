using System.Text;
using System.Text.Json;
using Holdfast.Contracts;

namespace Holdfast.Daemon.Configuration;

/// <summary>Writes the JSON Schema by which editors complete and check a configuration, from the table the reader itself uses.</summary>
public static class ConfigSchema
{
    /// <summary>The schema's own name, with its version.</summary>
    public const string Id = "urn:holdfast:configuration:1";

    /// <summary>The name of the file that stands beside a configuration for editors.</summary>
    public const string FileName = "holdfast.schema.json";

    /// <summary>The comment by which editors find the schema beside the configuration.</summary>
    public const string Modeline = $"# yaml-language-server: $schema={FileName}";

    /// <summary>The schema (draft 2020-12) as indented JSON.</summary>
    public static string Write()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, PlainJson.Options with { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            json.WriteString("$id", Id);
            json.WriteString("title", "Holdfast configuration");
            WriteSection(json, Words.Top);
            json.WriteStartObject("patternProperties");
            json.WriteStartObject("^x-");
            json.WriteString("description", "Anything; a place for anchors.");
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    /// <summary>Writes the members that describe a mapping with these words.</summary>
    internal static void WriteSection(Utf8JsonWriter json, FieldTable table)
    {
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        foreach (var field in table.Fields)
        {
            WriteField(json, field, field.Key);
            if (field.Alias is not null) WriteField(json, field, field.Alias);
        }
        json.WriteEndObject();
        json.WriteBoolean("additionalProperties", false);
        if (table.Fields.Any(field => field.RequiredBy.Contains("*")))
        {
            json.WriteStartArray("required");
            foreach (var field in table.Fields.Where(field => field.RequiredBy.Contains("*"))) json.WriteStringValue(field.Key);
            json.WriteEndArray();
        }
        if (table.Find("kind")?.Shape is ChoiceShape kinds) WriteKinds(json, table, kinds.Words);
    }

    private static void WriteField(Utf8JsonWriter json, Field field, string key)
    {
        json.WriteStartObject(key);
        var about = field.Kinds.Count == 0 ? field.Meaning : $"{field.Meaning} For kinds {string.Join(", ", field.Kinds)}.";
        json.WriteString("description", field.DefaultInWords is null ? about : $"{about} Default: {field.DefaultInWords}.");
        if (field.Default is not null && !field.Default.Contains('{', StringComparison.Ordinal)) WriteDefault(json, field);
        field.Shape.WriteSchema(json);
        json.WriteEndObject();
    }

    private static void WriteDefault(Utf8JsonWriter json, Field field)
    {
        if (field.Shape is SwitchShape) json.WriteBoolean("default", field.Default == "true");
        else json.WriteString("default", field.Default);
    }

    // What each kind needs, and what it does not know.
    private static void WriteKinds(Utf8JsonWriter json, FieldTable table, IReadOnlyList<string> kinds)
    {
        json.WriteStartArray("allOf");
        foreach (var kind in kinds)
        {
            json.WriteStartObject();
            json.WriteStartObject("if");
            json.WriteStartObject("properties");
            json.WriteStartObject("kind");
            json.WriteString("const", kind);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteStartArray("required");
            json.WriteStringValue("kind");
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteStartObject("then");
            json.WriteStartArray("required");
            foreach (var field in table.Fields.Where(field => field.IsRequiredBy(kind))) json.WriteStringValue(field.Key);
            json.WriteEndArray();
            json.WriteStartObject("properties");
            foreach (var field in table.Fields.Where(field => !field.BelongsTo(kind))) json.WriteBoolean(field.Key, false);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
