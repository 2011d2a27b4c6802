using System.Globalization;
using System.Text.Json;

namespace Holdfast.Daemon.Configuration;

/// <summary>An amount of money.</summary>
internal sealed class PriceShape : ScalarShape
{
    private const decimal Most = 1_000_000;

    /// <inheritdoc/>
    public override string Expected => "a price such as 0.005, without the currency";

    /// <inheritdoc/>
    public override object? Parse(string text, ParseContext context) =>
        text.Length <= 20 && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var price) && price <= Most ? price : null;

    /// <inheritdoc/>
    public override string? Advise(string text) => text.Contains(',', StringComparison.Ordinal) ? "write a point, not a comma" : null;

    /// <inheritdoc/>
    public override string Format(object value) => ((decimal)value).ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "number");
        json.WriteNumber("minimum", 0);
        json.WriteNumber("maximum", Most);
    }
}

/// <summary>The code of a currency.</summary>
internal sealed class CurrencyShape : ScalarShape
{
    /// <inheritdoc/>
    public override string Expected => "the three letters of a currency, such as EUR or USD";

    /// <inheritdoc/>
    public override object? Parse(string text, ParseContext context) => text.Length == 3 && text.All(char.IsAsciiLetterUpper) ? text : null;

    /// <inheritdoc/>
    public override string? Advise(string text) => text.Length == 3 && text.All(char.IsAsciiLetter) ? $"write it in capitals: {text.ToUpperInvariant()}" : null;

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "string");
        json.WriteString("pattern", "^[A-Z]{3}$");
    }
}
