using System.Text.Json;
using Holdfast.Contracts.Events;

namespace Holdfast.Daemon.Alerts;

/// <summary>What events are about, so that the same is not told twice and its end is known. Pure.</summary>
internal static class AlertKeys
{
    private const char Bar = '|';
    private static readonly string[] Shortages = ["warning", "error"];

    /// <summary>What an event begins or goes on with; null for one that is over as it happens. The name of the event stands first.</summary>
    public static string? Of(EventRecord happened) => happened.Name switch
    {
        EventNames.SyncFailed or EventNames.GuardRefused => Key(happened.Name, happened.Job, happened.Store),
        EventNames.JobLate => Key(happened.Name, happened.Job),
        EventNames.StoreUnavailable or EventNames.AuthRequired => Key(happened.Name, happened.Store),
        EventNames.DiskThreshold when Text(happened, "level") is { } level and not "ok" => Key(happened.Name, happened.Store, level),
        EventNames.HookFailed => Key(happened.Name, Text(happened, "hook"), happened.Job),
        EventNames.NotificationFailed => Key(happened.Name, Text(happened, "channel")),
        _ => null,
    };

    /// <summary>What an event is the end of.</summary>
    public static IReadOnlyList<string> EndedBy(EventRecord happened) => happened.Name switch
    {
        EventNames.SyncCompleted => [Key(EventNames.SyncFailed, happened.Job, happened.Store), Key(EventNames.GuardRefused, happened.Job, happened.Store)],
        // What waited for approval goes on, or has failed, which is told of itself.
        EventNames.RunApproved => [Key(EventNames.GuardRefused, happened.Job, happened.Store)],
        EventNames.JobOnTime => [Key(EventNames.JobLate, happened.Job)],
        EventNames.StoreAvailable => [Key(EventNames.StoreUnavailable, happened.Store)],
        EventNames.AuthRestored => [Key(EventNames.AuthRequired, happened.Store)],
        EventNames.DiskThreshold => [.. Shortages.Where(level => level != Text(happened, "level")).Select(level => Key(EventNames.DiskThreshold, happened.Store, level))],
        EventNames.HookCompleted => [Key(EventNames.HookFailed, Text(happened, "hook"), happened.Job)],
        EventNames.NotificationRestored => [Key(EventNames.NotificationFailed, Text(happened, "channel"))],
        _ => [],
    };

    /// <summary>The event whose end a key waits for.</summary>
    public static string NameOf(string key) => key[..key.IndexOf(Bar, StringComparison.Ordinal)];

    private static string Key(params ReadOnlySpan<string?> parts) => string.Join(Bar, parts!);

    private static string? Text(EventRecord happened, string field) =>
        happened.Data.ValueKind == JsonValueKind.Object && happened.Data.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
