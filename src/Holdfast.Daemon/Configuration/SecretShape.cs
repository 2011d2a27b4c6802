using System.Text.Json;

namespace Holdfast.Daemon.Configuration;

/// <summary>Where a secret is kept, or for what has always stood in configurations the secret itself. No message shows what stands here.</summary>
/// <param name="mayStandHere">Whether the secret itself may stand here.</param>
internal sealed class SecretShape(bool mayStandHere = true) : ScalarShape
{
    /// <inheritdoc/>
    public override string Expected => mayStandHere ? "a secret: file:PATH, env:NAME, command:PROGRAM ARGUMENTS, or itself" : "where the secret is kept: file:PATH, env:NAME or command:PROGRAM ARGUMENTS";

    /// <inheritdoc/>
    public override bool IsSecret => true;

    /// <inheritdoc/>
    public override object? Parse(string text, ParseContext context) => Secret.Parse(text, context.BaseDirectory) is { } secret && (mayStandHere || IsPlace(secret)) ? secret : null;

    /// <inheritdoc/>
    public override string? Advise(string text) => text.StartsWith("command:", StringComparison.Ordinal) ? "name the program by its full path" : mayStandHere ? null
        : "write it into a file that only Holdfast can read, and name that: file:/etc/holdfast/NAME.secret";

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "string");
        if (mayStandHere) json.WriteNumber("minLength", 1);
        else json.WriteString("pattern", "^(file|env|command):.+$");
    }

    private static bool IsPlace(Secret secret) => secret.Place is SecretPlace.File or SecretPlace.Environment || (secret.Place == SecretPlace.Command && secret.Value.StartsWith('/'));
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
