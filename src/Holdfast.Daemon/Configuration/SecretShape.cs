using System.Text.Json;

namespace Holdfast.Daemon.Configuration;

/// <summary>A secret, or where it is to be found.</summary>
internal sealed class SecretShape : ScalarShape
{
    /// <inheritdoc/>
    public override string Expected => "a secret: file:PATH, env:NAME, command:PROGRAM ARGUMENTS, or itself";

    /// <inheritdoc/>
    public override object? Parse(string text, ParseContext context) => Secret.Parse(text, context.BaseDirectory);

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "string");
        json.WriteNumber("minLength", 1);
    }
}

/// <summary>A whole number between two others.</summary>
internal sealed class CountShape(int least, int most) : ScalarShape
{
    /// <inheritdoc/>
    public override string Expected => $"a whole number from {least} to {most}";

    /// <inheritdoc/>
    public override object? Parse(string text, ParseContext context) =>
        int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "integer");
        json.WriteNumber("minimum", least);
        json.WriteNumber("maximum", most);
    }
}

/// <summary>A piece of text without blanks around it.</summary>
internal sealed class TextShape(string what) : ScalarShape
{
    /// <inheritdoc/>
    public override string Expected => what;

    /// <inheritdoc/>
    public override object? Parse(string text, ParseContext context) => text.Length is > 0 and <= 1000 && text == text.Trim() && !text.Any(char.IsControl) ? text : null;

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "string");
        json.WriteNumber("minLength", 1);
    }
}
