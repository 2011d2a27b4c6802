namespace Holdfast.Adapters.Settings;

/// <summary>An SFTP store as the configuration describes it.</summary>
public sealed record SftpSettings
{
    /// <summary>The host, or an alias of <c>ssh_config</c>.</summary>
    public required string Host { get; init; }

    /// <summary>Whom to sign in as; null for what <c>ssh_config</c> says, or our own name.</summary>
    public string? User { get; init; }

    /// <summary>The port; null for what <c>ssh_config</c> says, or 22.</summary>
    public int? Port { get; init; }

    /// <summary>Directory on the server: absolute, or below the home of whom we sign in as.</summary>
    public required string Path { get; init; }

    /// <summary>File of the private key; null for what <c>ssh_config</c> and the agent offer.</summary>
    public string? Identity { get; init; }

    /// <summary>An <c>ssh_config</c> to be read instead of the user's own.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>Whether a host never seen before is taken for what it says it is; a key that changed never is.</summary>
    public bool TakesNewHosts { get; init; }

    /// <summary>The program that makes the connection.</summary>
    public string Program { get; init; } = "ssh";

    /// <summary>Files under way at once.</summary>
    public int Parallel { get; init; } = 16;

    /// <summary>Connections at once: each is a process on both sides, and one of either can do only so much.</summary>
    public int Connections { get; init; } = 4;

    /// <summary>Whether each file is made durable on the server before it gets its name.</summary>
    public bool Syncs { get; init; } = true;

    /// <summary>Whether the account's shell may be asked to write out many files at once.</summary>
    public bool RunsCommands { get; init; } = true;

    /// <summary>Bytes a second; null for no limit.</summary>
    public long? Bandwidth { get; init; }
}
