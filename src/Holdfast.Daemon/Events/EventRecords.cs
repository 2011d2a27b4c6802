using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Holdfast.Contracts;
using Holdfast.Contracts.Events;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Events;

/// <summary>Events between the contract and the state.</summary>
internal static class EventRecords
{
    /// <summary>An event with its data.</summary>
    public static EventRecord Of<T>(string name, DateTimeOffset time, Severity severity, string message, T data, JsonTypeInfo<T> type) => new()
    {
        Name = name,
        Time = time,
        Severity = Word(severity),
        Message = message,
        Data = JsonSerializer.SerializeToElement(data, type),
    };

    /// <summary>As it is told.</summary>
    public static EventRecord Of(StoredEvent stored) => new()
    {
        Number = stored.Number,
        Version = stored.Version,
        Name = stored.Name,
        Time = stored.Time,
        Severity = Word(stored.Severity),
        Job = stored.Job,
        Run = stored.Run,
        Store = stored.Store,
        Message = stored.Message,
        Data = Parse(stored.Data),
    };

    /// <summary>As it is kept.</summary>
    public static StoredEvent Of(EventRecord happened) => new()
    {
        Number = happened.Number,
        Version = happened.Version,
        Name = happened.Name,
        Time = happened.Time,
        Severity = SeverityOf(happened.Severity),
        Job = happened.Job,
        Run = happened.Run,
        Store = happened.Store,
        Message = happened.Message,
        Data = happened.Data.ValueKind == JsonValueKind.Undefined ? "{}" : PlainJson.Line(happened.Data),
    };

    /// <summary>A severity by its word.</summary>
    public static Severity SeverityOf(string word) => word switch { "error" => Severity.Error, "warning" => Severity.Warning, _ => Severity.Info };

    /// <summary>The word of a severity.</summary>
    public static string Word(Severity severity) => severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "info" };

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
