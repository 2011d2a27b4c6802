using Holdfast.Adapters.Files;
using Holdfast.Daemon.Configuration;

namespace Holdfast.Tests.Daemon.Configuration;

/// <summary>Reads configurations that stand in tests.</summary>
internal static class Reading
{
    public const string Short = """
        stores:
          lab:    { kind: local, path: /srv/lab/shared }
          legacy: { kind: local, path: /opt/lab/shared }
        jobs:
          permissions: { kind: permissions, store: lab, owner: "1001:999", directories: "775", files: "664", every: 1m }
          mirror:      { kind: mirror, from: lab, to: [legacy], every: 5m }
        """;

    public static ConfigSources Sources(string text) => new()
    {
        File = "/etc/holdfast/holdfast.yaml",
        Text = text,
        StateDirectory = "/var/lib/holdfast",
        WorkingDirectory = "/home/me",
        Paths = new FakePaths(),
    };

    public static ConfigResult Load(string text, IPathResolver? paths = null) => ConfigLoader.Load(Sources(text) with { Paths = paths ?? new FakePaths() });

    public static HoldfastConfig Good(string text) => Load(text).Required;

    /// <summary>Each error as <c>LINE:COLUMN FIELD</c>.</summary>
    public static string[] Places(ConfigResult result) => [.. result.Errors.Select(error => $"{error.Place.Line}:{error.Place.Column} {error.Field}")];
}
