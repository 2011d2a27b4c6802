namespace Holdfast.Contracts.Api;

/// <summary>That the daemon answers.</summary>
public sealed record Liveness
{
    /// <summary>Always <c>ok</c>.</summary>
    public required string Status { get; init; }
}

/// <summary>How the jobs that move data stand after they were started, stopped, paused or resumed.</summary>
public sealed record SyncState
{
    /// <summary><c>running</c>, or <c>paused</c> or <c>stopped</c> when all of them are.</summary>
    public required string Status { get; init; }

    /// <summary>Names of the jobs that were asked for.</summary>
    public required IReadOnlyList<string> Jobs { get; init; }
}
