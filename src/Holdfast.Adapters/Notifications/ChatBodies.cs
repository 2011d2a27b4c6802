using System.Buffers;
using System.Text;
using System.Text.Json;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Notifications;

/// <summary>Bodies of requests as those they go to want them. Pure.</summary>
internal static class ChatBodies
{
    private const int SlackMost = 3500;
    private const int DiscordMost = 1900;
    private const int NtfyMost = 3500;

    /// <summary>Body, its type and further headers.</summary>
    public static (string Body, string Type, Dictionary<string, string> Headers) Of(string kind, Notice notice) => kind switch
    {
        // Slack takes &, < and > for the beginning of something of its own.
        "slack" => (Json(json => json.WriteString("text", Short(Escape($"{Mark(notice.Severity)} *{notice.Subject}*\n{notice.Text}"), SlackMost))), "application/json", []),
        "discord" => (Json(json =>
        {
            json.WriteString("content", Short($"{Mark(notice.Severity)} **{notice.Subject}**\n{notice.Text}", DiscordMost));
            // A name in a message calls nobody.
            json.WriteStartObject("allowed_mentions");
            json.WriteStartArray("parse");
            json.WriteEndArray();
            json.WriteEndObject();
        }), "application/json", []),
        "ntfy" => (Short(notice.Text, NtfyMost), "text/plain", new Dictionary<string, string>
        {
            ["Title"] = MailText.Header(MailText.Line(notice.Subject)).Replace("\n ", " ", StringComparison.Ordinal),
            ["Priority"] = notice.Severity switch { Severity.Error => "4", Severity.Warning => "3", _ => "2" },
            ["Tags"] = notice.Severity switch { Severity.Error => "rotating_light", Severity.Warning => "warning", _ => "white_check_mark" },
        }),
        _ => (notice.Json, "application/json", []),
    };

    private static string Mark(Severity severity) => severity switch { Severity.Error => "🚨", Severity.Warning => "⚠️", _ => "✅" };

    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Short(string text, int most) => text.Length <= most ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[most - 1]) ? most - 1 : most), "\n…");

    private static string Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
