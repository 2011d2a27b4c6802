namespace Holdfast.Adapters.Settings;

/// <summary>A remote of rclone's as the configuration describes it.</summary>
public sealed record RcloneSettings
{
    /// <summary>The remote and the folder in it, as rclone takes them: <c>box:folder</c>.</summary>
    public required string Remote { get; init; }

    /// <summary>The program, by its full path.</summary>
    public required string Program { get; init; }

    /// <summary>The <c>rclone.conf</c> that knows the remote.</summary>
    public required string ConfigFile { get; init; }

    /// <summary>Gives the password of a configuration that is encrypted; null when it is not.</summary>
    public Func<CancellationToken, ValueTask<string>>? Password { get; init; }

    /// <summary>Files under way at once.</summary>
    public int Parallel { get; init; } = 8;

    /// <summary>Bytes a second; null for no limit.</summary>
    public long? Bandwidth { get; init; }
}
