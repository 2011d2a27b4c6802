namespace Holdfast.Contracts.Commands;

/// <summary>An account.</summary>
public sealed record UserRow
{
    /// <summary>What kind of row it is.</summary>
    public string Type { get; init; } = RowTypes.User;

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary><c>viewer</c>, <c>operator</c> or <c>admin</c>.</summary>
    public required string Role { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When its role or password was last set.</summary>
    public required DateTimeOffset Changed { get; init; }
}

/// <summary>What lets a program in.</summary>
public sealed record TokenRow
{
    /// <summary>What kind of row it is.</summary>
    public string Type { get; init; } = RowTypes.Token;

    /// <summary>By what it is revoked.</summary>
    public required string Id { get; init; }

    /// <summary>What it is for.</summary>
    public required string Name { get; init; }

    /// <summary><c>viewer</c>, <c>operator</c> or <c>admin</c>.</summary>
    public required string Role { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>By whom.</summary>
    public required string Creator { get; init; }

    /// <summary>From when on it is worth nothing; null for never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>When it was last used, not told to the hour; null for never.</summary>
    public DateTimeOffset? Used { get; init; }

    /// <summary>The token itself, for the header <c>Authorization: Bearer TOKEN</c>; told when it is made and never again, null then.</summary>
    public string? Token { get; init; }
}
