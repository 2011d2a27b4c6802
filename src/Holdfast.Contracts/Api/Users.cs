namespace Holdfast.Contracts.Api;

/// <summary>A new account.</summary>
public sealed record NewUser
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary><c>viewer</c>, <c>operator</c> or <c>admin</c>.</summary>
    public required string Role { get; init; }

    /// <summary>Its password: at least 12 characters.</summary>
    public required string Password { get; init; }
}

/// <summary>What is changed of an account; what is null stays.</summary>
public sealed record UserChange
{
    /// <summary>The new role.</summary>
    public string? Role { get; init; }

    /// <summary>The new password.</summary>
    public string? Password { get; init; }
}

/// <summary>A new token.</summary>
public sealed record NewToken
{
    /// <summary>What it is for.</summary>
    public required string Name { get; init; }

    /// <summary><c>viewer</c>, <c>operator</c> or <c>admin</c>.</summary>
    public required string Role { get; init; }

    /// <summary>From when on it is worth nothing; null for never.</summary>
    public DateTimeOffset? Expires { get; init; }
}

/// <summary>A change that somebody made, or tried to.</summary>
public sealed record AuditRow
{
    /// <summary>Its number.</summary>
    public required long Number { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The account, <c>token NAME</c>, <c>command</c> for one given on the machine itself, or <c>nobody</c>.</summary>
    public required string Who { get; init; }

    /// <summary>Where from.</summary>
    public required string Address { get; init; }

    /// <summary>What, such as <c>POST /api/v1/jobs/{job}/run</c>.</summary>
    public required string Action { get; init; }

    /// <summary>To what.</summary>
    public required string Target { get; init; }

    /// <summary>Status of the answer, or <c>failed</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>What else should be known; null for nothing.</summary>
    public string? Detail { get; init; }
}
