namespace Holdfast.Daemon.Configuration;

/// <summary>Where configuration and state are, when and when not somebody said so.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="WorkingDirectory">The shell's directory.</param>
/// <param name="IsService">Whether this process is the superuser, or the service.</param>
public sealed record ConfigLocator(IReadOnlyDictionary<string, string> Environment, string WorkingDirectory, bool IsService)
{
    /// <summary>The system's configuration file.</summary>
    public const string SystemFile = "/etc/holdfast/holdfast.yaml";

    /// <summary>The system's state directory.</summary>
    public const string SystemState = "/var/lib/holdfast";

    /// <summary>The files that are looked for, in order; the first that exists is read. One that was named is the only one.</summary>
    /// <param name="flag">What <c>--config</c> says, or null.</param>
    public IReadOnlyList<string> Files(string? flag)
    {
        if (flag is not null) return [Path.GetFullPath(flag, WorkingDirectory)];
        if (Variable("HOLDFAST_CONFIG") is { } named) return [Path.GetFullPath(named, WorkingDirectory)];
        if (IsService) return [SystemFile];
        return Base("XDG_CONFIG_HOME", ".config") is { } home
            ? [Path.Combine(WorkingDirectory, "holdfast.yaml"), Path.Combine(home, "holdfast", "holdfast.yaml")]
            : [Path.Combine(WorkingDirectory, "holdfast.yaml")];
    }

    /// <summary>The file that is read: the first of <see cref="Files"/> that exists, else the first.</summary>
    public string File(string? flag)
    {
        var files = Files(flag);
        return files.FirstOrDefault(System.IO.File.Exists) ?? files[0];
    }

    /// <summary>The state directory.</summary>
    /// <param name="flag">What <c>--state</c> says, or null.</param>
    /// <exception cref="ConfigException">Nobody said it and there is no home directory to put it in.</exception>
    public string State(string? flag)
    {
        if ((flag ?? Variable("HOLDFAST_STATE")) is { } named) return Path.GetFullPath(named, WorkingDirectory);
        if (IsService) return SystemState;
        return Base("XDG_STATE_HOME", ".local/state") is { } home ? Path.Combine(home, "holdfast")
            : throw new ConfigException([new ConfigError(new Origin(OriginKind.Environment, "HOME"), "", "nothing", "a home directory to keep the state in", "name a directory with --state")]);
    }

    // The XDG rules: a relative path there counts as unset.
    private string? Base(string variable, string below) =>
        Variable(variable) is { } set && Path.IsPathRooted(set) ? set : Variable("HOME") is { } home && Path.IsPathRooted(home) ? Path.Combine(home, below) : null;

    private string? Variable(string name) => Environment.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
}
