namespace Holdfast.Daemon.Configuration;

/// <summary>What only stores of kind <c>rclone</c> have.</summary>
public sealed record RcloneConfig
{
    /// <summary>The remote and the folder in it, as rclone takes them.</summary>
    public required string Remote { get; init; }

    /// <summary>The <c>rclone.conf</c>; null for the one rclone itself would take.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>The program; null for the one that is found.</summary>
    public string? Program { get; init; }

    /// <summary>The password of an encrypted configuration; null when it is not.</summary>
    public Secret? Password { get; init; }

    /// <summary>Files under way at once.</summary>
    public int Parallel { get; init; } = 8;

    /// <summary>Bytes a second; null for no limit.</summary>
    public long? Bandwidth { get; init; }

    /// <summary>Where it is, for people.</summary>
    public string Location => $"rclone:{Remote}";

    /// <summary>Whether two of them may hold the same files: the same remote of the same configuration, and one folder in the other.</summary>
    public bool Overlaps(RcloneConfig other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var (mine, yours) = (Remote.Split(':', 2), other.Remote.Split(':', 2));
        return ConfigFile == other.ConfigFile && mine[0] == yours[0] && (Below(mine[^1], yours[^1]) || Below(yours[^1], mine[^1]));
    }

    private static bool Below(string inner, string outer) => outer.Trim('/').Length == 0 || (inner.Trim('/') + "/").StartsWith(outer.Trim('/') + "/", StringComparison.Ordinal);
}
