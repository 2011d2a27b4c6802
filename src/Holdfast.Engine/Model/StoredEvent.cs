namespace Holdfast.Engine.Model;

/// <summary>What happened, as the state keeps it. The state does not look into what belongs to it.</summary>
public sealed record StoredEvent
{
    /// <summary>Its number, which only ever grows; 0 until it is stored.</summary>
    public long Number { get; init; }

    /// <summary>Version of its form.</summary>
    public int Version { get; init; } = 1;

    /// <summary>What kind of event it is, such as <c>SYNC_FAILED</c>.</summary>
    public required string Name { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>How much it matters.</summary>
    public Severity Severity { get; init; }

    /// <summary>Name of the job it is about; null for none.</summary>
    public string? Job { get; init; }

    /// <summary>Id of the run it is about; null for none.</summary>
    public string? Run { get; init; }

    /// <summary>Name of the store it is about; null for none.</summary>
    public string? Store { get; init; }

    /// <summary>What happened, in a sentence.</summary>
    public required string Message { get; init; }

    /// <summary>What belongs to it: a JSON object, whose fields its name tells.</summary>
    public string Data { get; init; } = "{}";
}
