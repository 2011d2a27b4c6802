namespace Holdfast.Daemon.Configuration;

/// <summary>What only stores of kind <c>sftp</c> have.</summary>
public sealed record SftpConfig
{
    /// <summary>The host, or an alias of <c>ssh_config</c>.</summary>
    public required string Host { get; init; }

    /// <summary>The directory on it.</summary>
    public required string Path { get; init; }

    /// <summary>Whom to sign in as; null for what <c>ssh_config</c> says.</summary>
    public string? User { get; init; }

    /// <summary>The port; null for what <c>ssh_config</c> says.</summary>
    public int? Port { get; init; }

    /// <summary>File of the private key; null for what <c>ssh_config</c> and the agent offer.</summary>
    public string? Identity { get; init; }

    /// <summary>An <c>ssh_config</c> of its own; null for the user's.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>Whether a host never seen before is believed.</summary>
    public HostKeyRule HostKey { get; init; }

    /// <summary>Files under way at once.</summary>
    public int Parallel { get; init; } = 32;

    /// <summary>Connections at once.</summary>
    public int Connections { get; init; } = 4;

    /// <summary>Whether each file is made durable before it gets its name.</summary>
    public bool Syncs { get; init; } = true;

    /// <summary>Whether the account's shell may be asked to write out many files at once.</summary>
    public bool RunsCommands { get; init; } = true;

    /// <summary>Bytes a second; null for no limit.</summary>
    public long? Bandwidth { get; init; }

    /// <summary>Where it is, for people.</summary>
    public string Location => $"sftp://{(User is null ? "" : User + "@")}{Host}{(Port is { } port ? FormattableString.Invariant($":{port}") : "")}{(Path.StartsWith('/') ? "" : "/~/")}{Path}";

    /// <summary>Whether two of them may hold the same files: the same host by name, and one directory in the other.</summary>
    public bool Overlaps(SftpConfig other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Host == other.Host && Port == other.Port && (Below(Path, other.Path) || Below(other.Path, Path));
    }

    private static bool Below(string inner, string outer) => (inner.TrimEnd('/') + "/").StartsWith(outer.TrimEnd('/') + "/", StringComparison.Ordinal);
}

/// <summary>Which hosts are believed to be what they say they are.</summary>
public enum HostKeyRule : byte
{
    /// <summary>Those in the known hosts.</summary>
    Known,

    /// <summary>Those never seen before too; a key that changed never is.</summary>
    New,
}
