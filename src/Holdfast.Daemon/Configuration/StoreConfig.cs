using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Configuration;

/// <summary>Kinds of store; a closed list.</summary>
public enum StoreKind : byte
{
    /// <summary>A directory of this machine.</summary>
    Local,

    /// <summary>Nothing but memory; for trying things out.</summary>
    Memory,

    /// <summary>A bucket on a server that speaks S3.</summary>
    S3,

    /// <summary>A directory of a server that is reached by SFTP.</summary>
    Sftp,

    /// <summary>A Google Drive.</summary>
    GoogleDrive,

    /// <summary>A remote that rclone knows.</summary>
    Rclone,
}

/// <summary>How databases (SQLite) are read that somebody is at work on.</summary>
public enum DatabaseRule : byte
{
    /// <summary>As one file that holds one state of it.</summary>
    Whole,

    /// <summary>Each of its files as it is.</summary>
    AsFiles,
}

/// <summary>A place that holds files, as configured.</summary>
public sealed record StoreConfig
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its kind.</summary>
    public required StoreKind Kind { get; init; }

    /// <summary>The directory, absolute; null for kinds that have none.</summary>
    public string? Path { get; init; }

    /// <summary>What a bucket needs; null for other kinds.</summary>
    public S3Config? S3 { get; init; }

    /// <summary>What a server needs; null for other kinds.</summary>
    public SftpConfig? Sftp { get; init; }

    /// <summary>What a Drive needs; null for other kinds.</summary>
    public DriveConfig? Drive { get; init; }

    /// <summary>How what it keeps is encrypted; null for not.</summary>
    public EncryptConfig? Encrypt { get; init; }

    /// <summary>What its provider charges; null when nobody said.</summary>
    public PricesConfig? Prices { get; init; }

    /// <summary>What a remote of rclone's needs; null for other kinds.</summary>
    public RcloneConfig? Rclone { get; init; }

    /// <summary>Its kind as the configuration says it.</summary>
    public string KindWord => Kind == StoreKind.GoogleDrive ? "google-drive" : Kind.ToString().ToLowerInvariant();

    /// <summary>Where it is, for people; null for kinds that are nowhere.</summary>
    public string? Location => Path ?? S3?.Location ?? Sftp?.Location ?? Drive?.Location ?? Rclone?.Location;

    /// <summary>Whether walks enter other file systems mounted inside.</summary>
    public MountRule Mounts { get; init; }

    /// <summary>How databases in it are read that somebody is at work on.</summary>
    public DatabaseRule Databases { get; init; }

    /// <summary>Whether changes in it are watched for.</summary>
    public bool Watch { get; init; }

    /// <summary>What its trash keeps.</summary>
    public TrashRules Trash { get; init; } = TrashRules.Default;

    /// <summary>Whether it may be absent (a disk that is taken away) without that being an error.</summary>
    public bool Removable { get; init; }

    /// <summary>How long a store that may be absent may be so before somebody is told.</summary>
    public TimeSpan MaxAway { get; init; } = TimeSpan.FromDays(14);

    /// <summary>Where it was said.</summary>
    public Origin Place { get; init; } = Origin.Default;
}
