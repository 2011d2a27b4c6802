using System.Text.Json.Serialization;
using Holdfast.Contracts.Events;

namespace Holdfast.Daemon.Alerts;

/// <summary>One thing a channel is told.</summary>
/// <param name="Kind"><c>event</c>, <c>again</c> (it lasts, and has happened again), <c>resolved</c> or <c>test</c>.</param>
/// <param name="Event">What happened.</param>
/// <param name="Since">Since when it lasts; null for what does not last.</param>
/// <param name="Quiet">How often the same happened since it was last told.</param>
internal sealed record AlertItem(string Kind, EventRecord Event, DateTimeOffset? Since = null, long Quiet = 0)
{
    public const string New = "event";
    public const string Again = "again";
    public const string Resolved = "resolved";
    public const string Test = "test";
}

/// <summary>What a request of a channel of kind <c>webhook</c> carries. Version 1.</summary>
/// <param name="Version">Version of this form.</param>
/// <param name="Id">Its name, the same at every attempt.</param>
/// <param name="Host">The machine it comes from.</param>
/// <param name="Time">When it was told.</param>
/// <param name="Severity">The gravest of what is told.</param>
/// <param name="Subject">What happened, on one line.</param>
/// <param name="Text">All of it, for people.</param>
/// <param name="Items">All of it.</param>
internal sealed record AlertBody(int Version, string Id, string Host, DateTimeOffset Time, string Severity, string Subject, string Text, IReadOnlyList<AlertItem> Items);

/// <summary>How alerts are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AlertItem))]
[JsonSerializable(typeof(AlertBody))]
internal sealed partial class AlertJson : JsonSerializerContext;
