using System.Text.Json;

namespace Holdfast.Daemon.Configuration;

/// <summary>What a scalar is read against.</summary>
/// <param name="BaseDirectory">Where relative paths begin: the directory of the file, or of the shell.</param>
internal sealed record ParseContext(string BaseDirectory);

/// <summary>What may stand behind a key.</summary>
internal abstract class Shape
{
    /// <summary>What is expected, with its article, for error messages.</summary>
    public abstract string Expected { get; }

    /// <summary>Writes the members of a JSON Schema object that describe it.</summary>
    public abstract void WriteSchema(Utf8JsonWriter json);
}

/// <summary>A value that is written as one piece of text.</summary>
internal abstract class ScalarShape : Shape
{
    /// <summary>Whether what stands here may be a secret, even where it should not: then no message shows it.</summary>
    public virtual bool IsSecret => false;

    /// <summary>The value of a text, or null when it is none.</summary>
    public abstract object? Parse(string text, ParseContext context);

    /// <summary>What somebody who wrote this text may have meant; null when nobody can tell.</summary>
    public virtual string? Advise(string text) => null;

    /// <summary>The value as text that <see cref="Parse"/> reads back.</summary>
    public virtual string Format(object value) => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "";
}

/// <summary>Several values of one kind; a single one may stand alone.</summary>
internal sealed class ListShape(ScalarShape item) : Shape
{
    /// <summary>What each one is.</summary>
    public ScalarShape Item { get; } = item;

    /// <inheritdoc/>
    public override string Expected => $"a list, each {Item.Expected}";

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteStartArray("oneOf");
        json.WriteStartObject();
        Item.WriteSchema(json);
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("type", "array");
        json.WriteStartObject("items");
        Item.WriteSchema(json);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }
}

/// <summary>A mapping with keys of its own.</summary>
internal sealed class SectionShape(FieldTable fields) : Shape
{
    /// <summary>Its keys.</summary>
    public FieldTable Fields { get; } = fields;

    /// <inheritdoc/>
    public override string Expected => $"a mapping of {string.Join(", ", Fields.Fields.Select(word => word.Key))}";

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json) => ConfigSchema.WriteSection(json, Fields);
}

/// <summary>A mapping from names that users choose to sections.</summary>
internal sealed class NamesShape(FieldTable fields, string what) : Shape
{
    /// <summary>The keys of each section.</summary>
    public FieldTable Fields { get; } = fields;

    /// <summary>What is named: <c>store</c>, <c>job</c>.</summary>
    public string What { get; } = what;

    /// <inheritdoc/>
    public override string Expected => $"a mapping from the name of each {What} to its settings";

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "object");
        json.WriteStartObject("propertyNames");
        json.WriteString("pattern", $"^{NameShape.Pattern}$");
        json.WriteEndObject();
        json.WriteStartObject("additionalProperties");
        ConfigSchema.WriteSection(json, Fields);
        json.WriteEndObject();
    }
}
