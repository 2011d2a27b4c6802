using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Configuration;

/// <summary>A name of a store or job.</summary>
internal sealed partial class NameShape(string what) : ScalarShape
{
    /// <summary>What a name looks like.</summary>
    public const string Pattern = "[A-Za-z0-9][A-Za-z0-9_-]{0,63}";

    /// <inheritdoc/>
    public override string Expected => $"the name of a {what} (letters, digits, - and _, at most 64)";

    /// <summary>Whether a text can be a name.</summary>
    public static bool IsName(string text) => NamePattern().IsMatch(text);

    /// <inheritdoc/>
    public override object? Parse(string text, ParseContext context) => IsName(text) ? text : null;

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "string");
        json.WriteString("pattern", $"^{Pattern}$");
    }

    [GeneratedRegex($"^{Pattern}\\z")]
    private static partial Regex NamePattern();
}

/// <summary>One word of a closed list.</summary>
internal sealed class ChoiceShape(params string[] words) : ScalarShape
{
    /// <summary>The words, in the order of the enumeration they stand for.</summary>
    public IReadOnlyList<string> Words { get; } = words;

    /// <inheritdoc/>
    public override string Expected => Words.Count == 1 ? Words[0] : $"{string.Join(", ", Words.Take(Words.Count - 1))} or {Words[^1]}";

    /// <inheritdoc/>
    public override object? Parse(string text, ParseContext context) => Words.Contains(text) ? text : null;

    /// <inheritdoc/>
    public override string? Advise(string text) => Nearest.Of(text, Words) is { } word ? $"did you mean '{word}'?" : null;

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteStartArray("enum");
        foreach (var word in Words) json.WriteStringValue(word);
        json.WriteEndArray();
    }
}

/// <summary>Yes or no.</summary>
internal sealed class SwitchShape : ScalarShape
{
    /// <inheritdoc/>
    public override string Expected => "true or false";

    /// <inheritdoc/>
    public override object? Parse(string text, ParseContext context) => text.ToLowerInvariant() switch
    {
        "true" or "yes" or "on" => true,
        "false" or "no" or "off" => false,
        _ => null,
    };

    /// <inheritdoc/>
    public override string Format(object value) => value is true ? "true" : "false";

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json) => json.WriteString("type", "boolean");
}

/// <summary>A path of this machine; made absolute.</summary>
internal sealed class PathShape(string what) : ScalarShape
{
    /// <inheritdoc/>
    public override string Expected => $"{what}, absolute or relative to the directory of the file";

    /// <inheritdoc/>
    public override object? Parse(string text, ParseContext context)
    {
        if (text.Length is 0 or > 4000 || text.Contains('\0', StringComparison.Ordinal) || text.StartsWith('~')) return null;
        var path = Path.GetFullPath(text, context.BaseDirectory);
        return path.Length > 1 ? path.TrimEnd('/') : path;
    }

    /// <inheritdoc/>
    public override string? Advise(string text) => text.StartsWith('~') ? "'~' is not expanded here: write the directory in full, or ./ before a name that begins with it" : null;

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "string");
        json.WriteNumber("minLength", 1);
    }
}

/// <summary>A filter rule; read again, with its place, when the job is built.</summary>
internal sealed class FilterShape : ScalarShape
{
    /// <inheritdoc/>
    public override string Expected => "a filter such as \"- *.tmp\" or \"+ /keep/***\"";

    /// <inheritdoc/>
    public override object? Parse(string text, ParseContext context) => Problem(text) is null ? text : null;

    /// <inheritdoc/>
    public override string? Advise(string text) => Problem(text);

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "string");
        json.WriteNumber("minLength", 1);
    }

    private static string? Problem(string text)
    {
        if (text.Contains('\n', StringComparison.Ordinal)) return "write one rule on a line, each with its own dash, or use filter-from";
        try
        {
            FilterRule.Parse(text, "");
            return null;
        }
        catch (FormatException problem)
        {
            return problem.Message;
        }
    }
}

/// <summary>A pattern of names that stay out.</summary>
internal sealed class ExcludeShape : ScalarShape
{
    /// <inheritdoc/>
    public override string Expected => "a pattern such as \"*.tmp\" or \".DS_Store\"";

    /// <inheritdoc/>
    public override object? Parse(string text, ParseContext context) => text.Length > 0 && !text.Any(char.IsControl) && Problem(text) is null ? text : null;

    /// <inheritdoc/>
    public override string? Advise(string text) => text.StartsWith("- ", StringComparison.Ordinal) ? $"without the dash: \"{text[2..].Trim()}\"" : Problem(text);

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "string");
        json.WriteNumber("minLength", 1);
    }

    private static string? Problem(string text)
    {
        try
        {
            FilterRule.Parse("- " + text, "");
            return null;
        }
        catch (FormatException problem)
        {
            return problem.Message;
        }
    }
}

/// <summary>A name of a time zone.</summary>
internal sealed class ZoneShape : ScalarShape
{
    /// <inheritdoc/>
    public override string Expected => "a time zone such as Europe/Berlin, UTC, or local for the machine's own";

    /// <summary>The zone of a text, or null.</summary>
    public static TimeZoneInfo? Zone(string text) =>
        text == "local" ? TimeZoneInfo.Local : TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone) ? zone : null;

    /// <inheritdoc/>
    public override object? Parse(string text, ParseContext context) => text.Length is > 0 and < 200 && Zone(text) is not null ? text : null;

    /// <inheritdoc/>
    public override string? Advise(string text) => "'timedatectl list-timezones' shows the names this machine knows";

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json) => json.WriteString("type", "string");
}

/// <summary>A cron expression; looked at more closely by validation.</summary>
internal sealed class CronShape : ScalarShape
{
    /// <inheritdoc/>
    public override string Expected => "a cron expression of five fields (minute hour day month weekday) such as \"30 2 * * *\", or \"@daily\"";

    /// <inheritdoc/>
    public override object? Parse(string text, ParseContext context) =>
        text.Length > 1 && text[0] == '@' && text.Skip(1).All(char.IsAsciiLetter) ? text
        : text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is { Length: 5 } fields
        && fields.All(field => field.All(c => char.IsAsciiLetterOrDigit(c) || "*/,-?#".Contains(c, StringComparison.Ordinal)))
            ? string.Join(' ', fields) : null;

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "string");
        json.WriteString("pattern", @"^\s*(@[a-z]+|\S+(\s+\S+){4})\s*$");
    }
}

/// <summary>Owner and group by name or number.</summary>
internal sealed partial class OwnerShape : ScalarShape
{
    /// <inheritdoc/>
    public override string Expected => "an owner as chown takes it: \"1001:999\", \"llurad:docker\", \":docker\" or \"llurad\"";

    /// <inheritdoc/>
    public override object? Parse(string text, ParseContext context)
    {
        var parts = text.Split(':');
        if (parts.Length > 2 || (parts.Length == 2 && parts[1].Length == 0)) return null;
        var user = parts[0].Length == 0 ? null : parts[0];
        var group = parts.Length == 2 ? parts[1] : null;
        return (user is null && group is null) || !IsAccount(user) || !IsAccount(group) ? null : new OwnerSpec(user, group);
    }

    /// <inheritdoc/>
    public override string? Advise(string text) =>
        text.EndsWith(':') ? $"write the group behind the colon, or '{text[..^1]}' alone to leave groups as they are"
        : text.Contains('.', StringComparison.Ordinal) && text.IndexOf(':', StringComparison.Ordinal) < 0 ? "user and group are parted by a colon" : null;

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteStartArray("type");
        json.WriteStringValue("string");
        json.WriteStringValue("integer");
        json.WriteEndArray();
    }

    // Numbers beyond Int32 are outside what the model keeps; -1 would mean "leave alone" to chown.
    private static bool IsAccount(string? text) =>
        text is null || (text.All(char.IsAsciiDigit) ? int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out _) : AccountPattern().IsMatch(text));

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.@\\+ -]{0,254}\$?\z")]
    private static partial Regex AccountPattern();
}
