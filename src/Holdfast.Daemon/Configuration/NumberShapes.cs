using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Configuration;

/// <summary>A length of time.</summary>
internal sealed partial class DurationShape(TimeSpan least) : ScalarShape
{
    private static readonly (string Unit, long Milliseconds)[] Units =
        [("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];

    /// <inheritdoc/>
    public override string Expected =>
        least > TimeSpan.Zero ? $"a duration such as 30s, 5m, 1h30m or 30d, at least {Text(least)}" : "a duration such as 500ms, 30s, 5m, 1h30m or 30d";

    /// <inheritdoc/>
    public override object? Parse(string text, ParseContext context) => Read(text) is { } value && value >= least ? value : null;

    /// <inheritdoc/>
    public override string? Advise(string text)
    {
        var bare = text.Trim();
        if (bare.Length > 0 && bare.All(char.IsAsciiDigit)) return $"say the unit: {bare}s for seconds, {bare}m for minutes";
        if (Read(bare) is { } value && value < least) return $"the least is {Text(least)}";
        var words = WordPattern().Match(bare);
        return words.Success && Read(words.Groups[1].Value + char.ToLowerInvariant(words.Groups[2].Value[0])) is not null
            ? $"did you mean '{words.Groups[1].Value}{char.ToLowerInvariant(words.Groups[2].Value[0])}'?" : null;
    }

    /// <inheritdoc/>
    public override string Format(object value) => Text((TimeSpan)value);

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "string");
        json.WriteString("pattern", "^([0-9]+(ms|s|m|h|d|w))+$");
    }

    /// <summary>A duration as the configuration writes it: <c>1h30m</c>.</summary>
    public static string Text(TimeSpan value)
    {
        var left = (long)value.TotalMilliseconds;
        if (left == 0) return "0s";
        var text = new System.Text.StringBuilder();
        foreach (var (unit, size) in Units.Skip(1))
        {
            if (left / size > 0) text.Append(CultureInfo.InvariantCulture, $"{left / size}{unit}");
            left %= size;
        }
        return text.ToString();
    }

    private static TimeSpan? Read(string text)
    {
        var match = DurationPattern().Match(text);
        if (!match.Success) return null;
        long total = 0;
        foreach (Capture part in match.Groups[1].Captures)
        {
            var digits = part.Value.TakeWhile(char.IsAsciiDigit).Count();
            var size = Units.First(unit => unit.Unit == part.Value[digits..]).Milliseconds;
            // A hundred years is more than anybody means, and far from overflow.
            if (!long.TryParse(part.Value.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > 3_155_760_000_000 / size) return null;
            total += count * size;
        }
        return total > 3_155_760_000_000 ? null : TimeSpan.FromMilliseconds(total);
    }

    [GeneratedRegex(@"^([0-9]+(?:ms|s|m|h|d|w))+\z")]
    private static partial Regex DurationPattern();

    [GeneratedRegex(@"^([0-9]+) *(s|S|sec|secs|second|seconds|M|min|mins|minute|minutes|H|hr|hrs|hour|hours|D|day|days|W|week|weeks)\z")]
    private static partial Regex WordPattern();
}

/// <summary>A number of bytes.</summary>
internal sealed partial class SizeShape : ScalarShape
{
    private const string Units = "KMGTP";

    /// <inheritdoc/>
    public override string Expected => "a size such as 4096, 10M or 1G (powers of 1024)";

    /// <inheritdoc/>
    public override object? Parse(string text, ParseContext context)
    {
        var match = SizePattern().Match(text);
        if (!match.Success || !long.TryParse(match.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return null;
        var factor = match.Groups[2].Length == 0 ? 1L : 1L << (10 * (Units.IndexOf(match.Groups[2].Value, StringComparison.OrdinalIgnoreCase) + 1));
        return count > long.MaxValue / factor ? null : count * factor;
    }

    /// <inheritdoc/>
    public override string? Advise(string text) =>
        text.Contains('.', StringComparison.Ordinal) ? "write a whole number with a smaller unit: 1536M instead of 1.5G"
        : text.EndsWith('B') || text.EndsWith('b') ? $"write it without the B: '{text[..^1].Trim()}'" : null;

    /// <inheritdoc/>
    public override string Format(object value)
    {
        var bytes = (long)value;
        var unit = 0;
        while (unit < Units.Length && bytes != 0 && bytes % 1024 == 0)
        {
            bytes /= 1024;
            unit++;
        }
        return bytes.ToString(CultureInfo.InvariantCulture) + (unit == 0 ? "" : Units[unit - 1]);
    }

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteStartArray("type");
        json.WriteStringValue("string");
        json.WriteStringValue("integer");
        json.WriteEndArray();
        json.WriteString("pattern", "^[0-9]+([KMGTPkmgtp](iB)?)?$");
    }

    [GeneratedRegex(@"^([0-9]+)(?:([KMGTPkmgtp])(?:iB)?)?\z")]
    private static partial Regex SizePattern();
}

/// <summary>Permission bits in octal.</summary>
internal sealed partial class ModeShape : ScalarShape
{
    /// <inheritdoc/>
    public override string Expected => "a mode of three octal digits such as \"775\" or \"664\"";

    /// <inheritdoc/>
    public override object? Parse(string text, ParseContext context) =>
        ModePattern().Match(text) is { Success: true } match ? Convert.ToInt32(match.Groups[1].Value, 8) : null;

    /// <inheritdoc/>
    public override string? Advise(string text) =>
        text.Length == 4 && text.All(c => c is >= '0' and <= '7') ? $"set-id and sticky bits are not set by Holdfast; write \"{text[1..]}\" (a setgid bit that a directory has stays)"
        : text.Contains('=', StringComparison.Ordinal) || text.Contains("rw", StringComparison.Ordinal) ? "write the digits, not the letters: rwxrwxr-x is 775" : null;

    /// <inheritdoc/>
    public override string Format(object value) => Convert.ToString((int)value, 8).PadLeft(3, '0');

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteStartArray("type");
        json.WriteStringValue("string");
        json.WriteStringValue("integer");
        json.WriteEndArray();
        json.WriteString("pattern", "^(0|0o)?[0-7]{3}$");
    }

    [GeneratedRegex(@"^(?:0|0o)?([0-7]{3})\z")]
    private static partial Regex ModePattern();
}

/// <summary>A share in percent.</summary>
internal sealed class PercentShape : ScalarShape
{
    /// <summary>The number of a share, for schemas.</summary>
    public const string Pattern = @"(100(\.0+)?|[0-9]{1,2}(\.[0-9]+)?)";

    /// <inheritdoc/>
    public override string Expected => "a share from 0% to 100%, such as 10%";

    /// <inheritdoc/>
    public override object? Parse(string text, ParseContext context)
    {
        var digits = text.EndsWith('%') ? text[..^1] : text;
        return digits.Length < 20 && double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 100 ? value : null;
    }

    /// <inheritdoc/>
    public override string Format(object value) => ((double)value).ToString("0.##########", CultureInfo.InvariantCulture) + "%";

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteStartArray("type");
        json.WriteStringValue("string");
        json.WriteStringValue("number");
        json.WriteEndArray();
        json.WriteString("pattern", $"^{Pattern}%?$");
        json.WriteNumber("minimum", 0);
        json.WriteNumber("maximum", 100);
    }
}

/// <summary>A limit in percent, in files, or both. As one text: <c>10%</c>, <c>50</c>, <c>10%,50</c> or <c>none</c>.</summary>
internal sealed class LimitShape : ScalarShape
{
    /// <summary>The share of a limit written as a mapping.</summary>
    public static PercentShape Percent { get; } = new();

    /// <inheritdoc/>
    public override string Expected => "a limit such as 10%, 50 (files), { percent: 10, files: 50 } or none";

    /// <summary>A number of files, or null.</summary>
    public static long? Count(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <inheritdoc/>
    public override object? Parse(string text, ParseContext context)
    {
        if (text == "none") return new MassLimit(null, null);
        var limit = new MassLimit(null, null);
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.EndsWith('%') && limit.Percent is null && Percent.Parse(part, context) is double percent) limit = limit with { Percent = percent };
            else if (limit.Files is null && Count(part) is { } files) limit = limit with { Files = files };
            else return null;
        }
        return limit;
    }

    /// <inheritdoc/>
    public override string Format(object value)
    {
        var limit = (MassLimit)value;
        var percent = limit.Percent is { } share ? Percent.Format(share) : null;
        var files = limit.Files?.ToString(CultureInfo.InvariantCulture);
        return percent is null ? files ?? "none" : files is null ? percent : $"{percent},{files}";
    }

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteStartArray("oneOf");
        json.WriteStartObject();
        json.WriteString("type", "integer");
        json.WriteNumber("minimum", 0);
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("type", "string");
        json.WriteString("pattern", $@"^(none|[0-9]+|{PercentShape.Pattern}%(\s*,\s*[0-9]+)?)$");
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        json.WriteStartObject("percent");
        Percent.WriteSchema(json);
        json.WriteEndObject();
        json.WriteStartObject("files");
        json.WriteString("type", "integer");
        json.WriteNumber("minimum", 0);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteBoolean("additionalProperties", false);
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
