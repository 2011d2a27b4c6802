namespace Holdfast.Cli.Service;

/// <summary>What a unit is made from.</summary>
internal sealed record UnitNeeds
{
    /// <summary>The program, absolute.</summary>
    public required string Executable { get; init; }

    /// <summary>Where the parts are.</summary>
    public required ServiceLayout Layout { get; init; }

    /// <summary>Directories of the stores.</summary>
    public required IReadOnlyList<ConfiguredStore> Stores { get; init; }

    /// <summary>Where the log goes besides the journal; null for nowhere.</summary>
    public string? LogFile { get; init; }

    /// <summary>Where reports go; null when not known.</summary>
    public string? ReportsDirectory { get; init; }

    /// <summary>Where lies what is needed for a while; null for the usual places.</summary>
    public string? TempDirectory { get; init; }

    /// <summary>How far the service reaches over the network.</summary>
    public NetworkReach Network { get; init; }

    /// <summary>Version of systemd; newer ones know more words.</summary>
    public int SystemdVersion { get; init; } = 252;

    /// <summary>Paths the service must be able to write besides its own directories, each once, in order; none inside another.</summary>
    public IReadOnlyList<string> WritablePaths
    {
        get
        {
            var wanted = new List<string>(Stores.Select(store => store.Resolved));
            if (LogFile is not null && !LogsToOwnDirectory) wanted.Add(Path.GetDirectoryName(LogFile) ?? "/");
            if (ReportsDirectory is not null && !IsBelow(ReportsDirectory, Layout.StateDirectory)) wanted.Add(ReportsDirectory);
            // The service has a /tmp of its own, unless something it needs lies in everybody's.
            if (TempDirectory is not null && !IsBelow(TempDirectory, Layout.StateDirectory) && (!IsInTmp(TempDirectory) || wanted.Exists(IsInTmp))) wanted.Add(TempDirectory);
            return [.. wanted.Where(path => !wanted.Any(other => other != path && IsBelow(path, other))).Distinct().Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>Whether the log goes to the directory systemd keeps for the service.</summary>
    public bool LogsToOwnDirectory => LogFile is not null && IsBelow(LogFile, Layout.LogsDirectory);

    /// <summary>Whether a path the service needs, or a link on the way to one, lies in one of some directories.</summary>
    public bool Needs(params ReadOnlySpan<string> directories)
    {
        var needed = WritablePaths.Concat(Stores.Select(store => store.Path)).Append(Executable).ToArray();
        foreach (var directory in directories)
        {
            if (Array.Exists(needed, path => IsBelow(path, directory))) return true;
        }
        return false;
    }

    private static bool IsInTmp(string path) => IsBelow(path, "/tmp") || IsBelow(path, "/var/tmp");

    private static bool IsBelow(string path, string directory) => path == directory || path.StartsWith(directory.TrimEnd('/') + "/", StringComparison.Ordinal);
}
