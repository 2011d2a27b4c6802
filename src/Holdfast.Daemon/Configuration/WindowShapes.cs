using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Daemon.Timing;

namespace Holdfast.Daemon.Configuration;

/// <summary>A part of the week.</summary>
internal sealed partial class WindowShape : ScalarShape
{
    private const string Times = "([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)";
    private const string DayWord = "(sun|mon|tue|wed|thu|fri|sat)";
    private const int Always = 0x7f;
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>What it looks like.</summary>
    public const string Pattern = $"({DayWord}([-,]{DayWord})* )?{Times}";

    /// <inheritdoc/>
    public override string Expected => "a part of the week such as \"22:00-06:00\" or \"mon-fri 20:00-07:00\"";

    /// <summary>The window of a text, or null.</summary>
    public static TimeWindow? Read(string text)
    {
        if (!WindowPattern().IsMatch(text)) return null;
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var times = text[(space + 1)..].Split('-');
        return new TimeWindow(space < 0 ? Always : Mask(text[..space]), Minutes(times[0]), Minutes(times[1]));
    }

    /// <inheritdoc/>
    public override object? Parse(string text, ParseContext context) => Read(text) is not null ? text : null;

    /// <inheritdoc/>
    public override string? Advise(string text) => Read(text.ToLowerInvariant()) is not null ? $"write it small: {text.ToLowerInvariant()}"
        : text.Length > 3 && text[1] == ':' ? "write hours with two digits, as 06:00" : null;

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "string");
        json.WriteString("pattern", $"^{Pattern}$");
    }

    private static int Mask(string text)
    {
        var mask = 0;
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-');
            for (int day = Array.IndexOf(Days, ends[0]), last = Array.IndexOf(Days, ends[^1]); ; day = (day + 1) % 7)
            {
                mask |= 1 << day;
                if (day == last) break;
            }
        }
        return mask;
    }

    private static int Minutes(string text) => (int.Parse(text[..2], CultureInfo.InvariantCulture) * 60) + int.Parse(text[3..], CultureInfo.InvariantCulture);

    [GeneratedRegex($"^{Pattern}\\z")]
    private static partial Regex WindowPattern();
}

/// <summary>A limit in bytes a second, of which each part of the week may have its own.</summary>
internal sealed class PaceShape : ScalarShape
{
    private static readonly SizeShape Size = new();

    /// <inheritdoc/>
    public override string Expected => "bytes a second such as 10M or unlimited, or those of a part of the week: \"mon-fri 08:00-18:00 1M\"";

    /// <summary>The rule of a text, or null.</summary>
    public static PaceLimit? Read(string text)
    {
        var space = text.LastIndexOf(' ');
        var when = space < 0 ? null : WindowShape.Read(text[..space]);
        if (space >= 0 && when is null) return null;
        var rate = text[(space + 1)..];
        if (rate == "unlimited") return new PaceLimit(when, null);
        return Size.Parse(rate, new ParseContext("/")) is long and > 0 and var bytes ? new PaceLimit(when, bytes) : null;
    }

    /// <inheritdoc/>
    public override object? Parse(string text, ParseContext context) => Read(text) is not null ? text : null;

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteStartArray("type");
        json.WriteStringValue("string");
        json.WriteStringValue("integer");
        json.WriteEndArray();
    }
}
