namespace Holdfast.Daemon.Accounts;

/// <summary>What somebody may do; each may do what those before it may.</summary>
internal enum Role : byte
{
    /// <summary>Look.</summary>
    Viewer = 1,

    /// <summary>Run, stop, approve, restore.</summary>
    Operator = 2,

    /// <summary>Settings, accounts, tokens.</summary>
    Admin = 3,
}

/// <summary>Roles as they are written.</summary>
internal static class Roles
{
    /// <summary>The word of a role.</summary>
    public static string Word(Role role) => role switch { Role.Viewer => "viewer", Role.Operator => "operator", _ => "admin" };

    /// <summary>The role of a word, or null.</summary>
    public static Role? Parse(string? word) => word switch { "viewer" => Role.Viewer, "operator" => Role.Operator, "admin" => Role.Admin, _ => null };
}

/// <summary>Who a request comes from.</summary>
/// <param name="Name">Name of the account or token.</param>
/// <param name="Role">What it may do.</param>
/// <param name="IsToken">Whether it is a program with a token.</param>
internal sealed record Principal(string Name, Role Role, bool IsToken)
{
    /// <summary>Whether it is a user of this machine, whom the control socket let in.</summary>
    public bool IsLocal { get; init; }

    /// <summary>How it stands in the audit log.</summary>
    public string Who => IsToken ? $"token {Name}" : IsLocal ? $"{Name} on this machine" : Name;
}
