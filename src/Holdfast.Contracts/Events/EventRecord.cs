using System.Text.Json;
using System.Text.Json.Serialization;
using Holdfast.Contracts.Commands;

namespace Holdfast.Contracts.Events;

/// <summary>Something that happened, as it is told on the command line, over the API, to channels and to hooks.</summary>
public sealed record EventRecord
{
    /// <summary>What kind of row it is.</summary>
    public string Type { get; init; } = RowTypes.Event;

    /// <summary>Its number: ever growing, never used twice; 0 for what is not in the log.</summary>
    public long Number { get; init; }

    /// <summary>Version of this form: 1. Fields may be added within a version; none goes or changes its meaning.</summary>
    public int Version { get; init; } = 1;

    /// <summary>What happened, one of <see cref="EventNames"/>.</summary>
    public required string Name { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary><c>info</c>, <c>warning</c> or <c>error</c>.</summary>
    public required string Severity { get; init; }

    /// <summary>Name of the job it is about; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Job { get; init; }

    /// <summary>Id of the run it is about; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Run { get; init; }

    /// <summary>Name of the store it is about; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Store { get; init; }

    /// <summary>What happened, in a sentence.</summary>
    public required string Message { get; init; }

    /// <summary>What belongs to it: an object, whose fields are those of the record named with the event's name.</summary>
    public JsonElement Data { get; init; } = Empty;

    private static readonly JsonElement Empty = JsonDocument.Parse("{}").RootElement;
}
