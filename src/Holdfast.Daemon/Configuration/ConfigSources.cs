using Holdfast.Adapters.Files;

namespace Holdfast.Daemon.Configuration;

/// <summary>Everything a configuration is made from.</summary>
public sealed record ConfigSources
{
    /// <summary>The file, as named by the user.</summary>
    public required string File { get; init; }

    /// <summary>Text of the file when it is already at hand; null to read <see cref="File"/>.</summary>
    public string? Text { get; init; }

    /// <summary>Values from the command line, by path of the field: <c>log-file</c>, <c>jobs.mirror.every</c>. Lists are parted by commas.</summary>
    public IReadOnlyDictionary<string, string> Flags { get; init; } = new Dictionary<string, string>();

    /// <summary>The environment; <c>HOLDFAST_LOG_FILE</c>, <c>HOLDFAST_JOBS_MIRROR_EVERY</c> and so on are looked at.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Where Holdfast keeps its state (see <see cref="ConfigLocator"/>).</summary>
    public required string StateDirectory { get; init; }

    /// <summary>Where relative paths on the command line and in the environment begin.</summary>
    public string WorkingDirectory { get; init; } = "/";

    /// <summary>Whether this process is the superuser or has its capabilities: then the file must be safe from others.</summary>
    public bool IsPrivileged { get; init; }

    /// <summary>Looks at paths.</summary>
    public required IPathResolver Paths { get; init; }

    /// <summary>Looks up users and groups; null to leave names unchecked until the job is built.</summary>
    public IAccounts? Accounts { get; init; }

    /// <summary>Says what is wrong with a cron expression, or null when nothing is; null to check its outline only.</summary>
    public Func<string, string?>? CheckCron { get; init; }
}
