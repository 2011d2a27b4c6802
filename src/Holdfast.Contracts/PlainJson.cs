using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Holdfast.Contracts;

/// <summary>
/// JSON that is read in a terminal, a file or a pipe, and never inside a web page: text stands in it as it is, so that
/// <c>+</c> and <c>'</c> are themselves. What a terminal would not show, or would obey, is written as <c>\uNNNN</c>.
/// </summary>
public static class PlainJson
{
    /// <summary>How such JSON is written, without the last step of <see cref="Line(Action{Utf8JsonWriter})"/>.</summary>
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One value on one line, without its end.</summary>
    public static string Line(JsonElement value) => Line(value.WriteTo);

    /// <summary>One value, as something writes it, on one line without its end.</summary>
    public static string Line(Action<Utf8JsonWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        using var buffer = new MemoryStream(256);
        using (var writer = new Utf8JsonWriter(buffer, Options)) write(writer);
        return Visible(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    // Outside its strings JSON is ASCII: whatever is hidden stands in a string, where it may be escaped.
    private static string Visible(string json)
    {
        if (!json.AsSpan().ContainsAnyExceptInRange(' ', '~')) return json;
        var text = new StringBuilder(json.Length + 16);
        foreach (var rune in json.EnumerateRunes())
        {
            if (!IsHidden(rune)) text.Append(rune.ToString());
            else foreach (var unit in rune.ToString()) text.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
        }
        return text.ToString();
    }

    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
}
