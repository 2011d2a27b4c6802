using System.Globalization;
using System.Text;
using System.Text.Json;
using Holdfast.Contracts.Events;
using Holdfast.Daemon.Events;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Alerts;

/// <summary>Makes one notice of what a channel is told together. Pure.</summary>
/// <param name="host">Name of this machine.</param>
/// <param name="zone">The zone times are told in.</param>
internal sealed class NoticeText(string host, TimeZoneInfo zone)
{
    private const int MostItems = 50;
    private static readonly string[] Hidden = ["version"];

    /// <summary>The notice.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="items">What is told; at least one.</param>
    /// <param name="now">Now.</param>
    public Notice Of(string id, IReadOnlyList<AlertItem> items, DateTimeOffset now)
    {
        var worst = items.Max(Severity);
        var subject = $"[holdfast {host}] {(items.Count == 1 ? One(items[0]) : Many(items))}";
        var text = new StringBuilder();
        foreach (var item in items.Take(MostItems)) Write(text, item);
        if (items.Count > MostItems) text.AppendLine(CultureInfo.InvariantCulture, $"and {items.Count - MostItems:N0} more: holdfast events").AppendLine();
        text.AppendLine("holdfast status, holdfast events and holdfast findings tell more.");
        var body = new AlertBody(1, id, host, now, EventRecords.Word(worst), subject, text.ToString(), items);
        return new Notice { Id = id, Time = now, Severity = worst, Subject = subject, Text = body.Text, Json = JsonSerializer.Serialize(body, AlertJson.Default.AlertBody) };
    }

    private static Severity Severity(AlertItem item) => item.Kind == AlertItem.Resolved ? Engine.Model.Severity.Info : EventRecords.SeverityOf(item.Event.Severity);

    private static string One(AlertItem item) => item.Kind switch
    {
        AlertItem.Resolved => $"resolved: {item.Event.Message}",
        AlertItem.Again => $"still: {item.Event.Message}",
        _ => item.Event.Message,
    };

    private static string Many(IReadOnlyList<AlertItem> items)
    {
        var parts = new[] { (Severity: Engine.Model.Severity.Error, Word: "error"), (Severity: Engine.Model.Severity.Warning, Word: "warning") }
            .Select(one => (Count: items.Count(item => Severity(item) == one.Severity), one.Word)).Where(one => one.Count > 0)
            .Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Count} {one.Word}{(one.Count == 1 ? "" : "s")}"));
        return string.Join(", ", parts.Prepend(string.Create(CultureInfo.InvariantCulture, $"{items.Count} events")));
    }

    private void Write(StringBuilder text, AlertItem item)
    {
        var happened = item.Event;
        text.Append(Local(happened.Time)).Append("  ").Append(item.Kind == AlertItem.Resolved ? "resolved" : happened.Severity).Append("  ").AppendLine(happened.Name);
        text.AppendLine(happened.Message);
        if (item.Since is { } since && item.Kind != AlertItem.New) text.Append("since ").AppendLine(Local(since));
        if (item.Quiet > 0) text.AppendLine(CultureInfo.InvariantCulture, $"it happened {item.Quiet:N0} more times that were not told");
        Fields(text, happened);
        text.AppendLine();
    }

    private static void Fields(StringBuilder text, EventRecord happened)
    {
        foreach (var (name, value) in new[] { ("job", happened.Job), ("run", happened.Run), ("store", happened.Store) }) if (value is not null) text.Append("  ").Append(name).Append(": ").AppendLine(value);
        if (happened.Data.ValueKind != JsonValueKind.Object) return;
        foreach (var field in happened.Data.EnumerateObject())
        {
            if (field.Value.ValueKind is JsonValueKind.Null or JsonValueKind.Object || Hidden.Contains(field.Name)) continue;
            if (field.Value.ValueKind == JsonValueKind.Array) First(text, field.Value);
            else text.Append("  ").Append(field.Name.Replace('_', ' ')).Append(": ").AppendLine(field.Value.ToString());
        }
    }

    // Findings are told by their names.
    private static void First(StringBuilder text, JsonElement findings)
    {
        foreach (var finding in findings.EnumerateArray())
        {
            if (finding.ValueKind != JsonValueKind.Object || !finding.TryGetProperty("path", out var path) || !finding.TryGetProperty("message", out var message)) continue;
            text.Append("  - ").Append(path.GetString()).Append(": ").AppendLine(message.GetString());
        }
    }

    private string Local(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, zone).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);
}
