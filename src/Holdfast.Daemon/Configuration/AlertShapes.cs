using System.Text.Json;
using System.Text.RegularExpressions;

namespace Holdfast.Daemon.Configuration;

/// <summary>An address of the web, or where one is kept that is a secret.</summary>
internal sealed class UrlShape : ScalarShape
{
    /// <inheritdoc/>
    public override string Expected => "an address that begins with https:// or http://, or where it is kept when it is a secret: file:PATH, env:NAME or command:PROGRAM";

    /// <inheritdoc/>
    public override bool IsSecret => true;

    /// <inheritdoc/>
    public override object? Parse(string text, ParseContext context) => new SecretShape(mayStandHere: false).Parse(text, context)
        ?? (text.Length < 4000 && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "https" or "http" && url.UserInfo.Length == 0 ? new Secret(SecretPlace.Text, text) : null);

    /// <inheritdoc/>
    public override string? Advise(string text) => text.Contains('@', StringComparison.Ordinal) ? "an address has no name and password in it here" : null;

    /// <inheritdoc/>
    public override string Format(object value) => value is Secret { Place: SecretPlace.Text } plain ? plain.Value : ((Secret)value).ToString();

    /// <summary>The address without what whoever knows it may use it by.</summary>
    public static string Host(Secret value) => value.Place != SecretPlace.Text ? value.ToString()
        : new Uri(value.Value) is { PathAndQuery.Length: > 1 } url ? $"{url.GetLeftPart(UriPartial.Authority)}/…" : value.Value;

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "string");
        json.WriteString("pattern", "^(https?://|(file|env|command):).+$");
    }
}

/// <summary>Text of a certain form.</summary>
internal sealed class PatternShape(string expected, string pattern) : ScalarShape
{
    private readonly Regex _pattern = new(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>An address of mail, or the name of a user of this machine.</summary>
    public static PatternShape Address { get; } = new("an address such as ops@example.org, or the name of a user of this machine", @"^(?!-)[A-Za-z0-9._%+=/!#$&'*?^`{|}~-]{1,64}(@[A-Za-z0-9.-]{1,253})?\z");

    /// <summary>A name or number of a machine.</summary>
    public static PatternShape Machine { get; } = new("a name or address of a machine, without a port", @"^[A-Za-z0-9:._-]{1,253}\z");

    /// <inheritdoc/>
    public override string Expected => expected;

    /// <inheritdoc/>
    public override object? Parse(string text, ParseContext context) => _pattern.IsMatch(text) ? text : null;

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "string");
        json.WriteNumber("minLength", 1);
    }
}

/// <summary>How long messages are collected: not at all, for a time, or until the morning.</summary>
internal sealed class DigestShape : ScalarShape
{
    private static readonly DurationShape Duration = new(TimeSpan.FromSeconds(1));

    /// <inheritdoc/>
    public override string Expected => "off, daily, or a duration such as 15m";

    /// <inheritdoc/>
    public override object? Parse(string text, ParseContext context) => text switch
    {
        "off" or "false" or "no" => DigestRule.Off,
        "daily" => DigestRule.Daily,
        _ => Duration.Parse(text, context) is TimeSpan time ? new DigestRule(time) : null,
    };

    /// <inheritdoc/>
    public override string? Advise(string text) => Duration.Advise(text);

    /// <inheritdoc/>
    public override string Format(object value) => value is DigestRule { Every: { } time } ? Duration.Format(time) : Equals(value, DigestRule.Daily) ? "daily" : "off";

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteStartArray("type");
        json.WriteStringValue("string");
        json.WriteStringValue("boolean");
        json.WriteEndArray();
    }
}
