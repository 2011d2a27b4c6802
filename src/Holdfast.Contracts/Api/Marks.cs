namespace Holdfast.Contracts.Api;

/// <summary>Somebody has seen a finding and lives with it.</summary>
public sealed record Acknowledgement
{
    /// <summary>Why; null when nothing is said.</summary>
    public string? Note { get; init; }
}

/// <summary>A finding counts again only from a moment on.</summary>
public sealed record Snooze
{
    /// <summary>The moment.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Why; null when nothing is said.</summary>
    public string? Note { get; init; }
}
