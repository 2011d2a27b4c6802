namespace Holdfast.Contracts.Api;

/// <summary>Somebody signs in.</summary>
public sealed record SignIn
{
    /// <summary>Name of the account.</summary>
    public required string Username { get; init; }

    /// <summary>Its password.</summary>
    public required string Password { get; init; }
}

/// <summary>Who a request comes from.</summary>
public sealed record Identity
{
    /// <summary>Name of the account or token.</summary>
    public required string Name { get; init; }

    /// <summary><c>viewer</c>, <c>operator</c> or <c>admin</c>.</summary>
    public required string Role { get; init; }

    /// <summary><c>user</c> or <c>token</c>.</summary>
    public required string Kind { get; init; }
}

/// <summary>Whether the first account is still to be made.</summary>
public sealed record SetupState
{
    /// <summary>Whether there is no account yet.</summary>
    public required bool Needed { get; init; }
}

/// <summary>The first account.</summary>
public sealed record Setup
{
    /// <summary>The code the daemon told in its log and keeps in the file <c>setup-code</c> of its state directory: it proves that whoever asks may read these.</summary>
    public required string Code { get; init; }

    /// <summary>Name of the account.</summary>
    public required string Username { get; init; }

    /// <summary>Its password: at least 12 characters.</summary>
    public required string Password { get; init; }
}
