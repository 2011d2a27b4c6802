namespace Holdfast.Cli.Service;

/// <summary>Where the parts of the service are on this machine.</summary>
internal sealed record ServiceLayout
{
    /// <summary>Name of the unit.</summary>
    public const string Unit = "holdfast.service";

    /// <summary>Name of the user and of the group the service runs as.</summary>
    public const string Account = "holdfast";

    /// <summary>The unit's file.</summary>
    public string UnitFile { get; init; } = "/etc/systemd/system/" + Unit;

    /// <summary>The configuration.</summary>
    public string ConfigFile { get; init; } = "/etc/holdfast/holdfast.yaml";

    /// <summary>The records.</summary>
    public string StateDirectory { get; init; } = "/var/lib/holdfast";

    /// <summary>Where logs of services are.</summary>
    public string LogsDirectory { get; init; } = "/var/log/holdfast";

    /// <summary>There exactly when systemd runs this machine.</summary>
    public string BootedMark { get; init; } = "/run/systemd/system";
}
