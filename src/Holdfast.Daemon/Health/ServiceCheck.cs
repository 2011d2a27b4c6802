using Holdfast.Daemon.Configuration;

namespace Holdfast.Daemon.Health;

/// <summary>May the service write where the configuration now says? Its writable paths were generated when it was installed.</summary>
internal sealed class ServiceCheck : IHealthCheck
{
    private const string Unit = "/etc/systemd/system/holdfast.service";
    private static readonly string[] StateWords = ["StateDirectory", "LogsDirectory", "CacheDirectory", "RuntimeDirectory"];
    private static readonly string[] StateRoots = ["/var/lib", "/var/log", "/var/cache", "/run"];

    public string Name => "service";

    public Task<IReadOnlyList<HealthResult>> LookAsync(HealthContext context, CancellationToken cancellation)
    {
        if (context.ReadMachine(Unit) is not { } unit) return Task.FromResult<IReadOnlyList<HealthResult>>([HealthResult.Ok(null, "is not installed on this machine")]);
        var writable = WritablePaths(unit);
        var missing = Needed(context.Config).Where(path => !writable.Any(root => IsAtOrBelow(path, root) || IsAtOrBelow(context.Paths.Resolve(path).Path, root))).ToArray();
        return Task.FromResult<IReadOnlyList<HealthResult>>(missing.Length == 0
            ? [HealthResult.Ok(null, "may write everywhere the configuration says")]
            : [.. missing.Select(path => HealthResult.Error(path, $"the service may not write it: {Unit} was made for another configuration", "holdfast service install"))]);
    }

    private static List<string> WritablePaths(string unit)
    {
        var paths = new List<string>();
        var isProtected = false;
        foreach (var line in unit.Split('\n', StringSplitOptions.TrimEntries))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || line[0] is '#' or ';') continue;
            var (word, value) = (line[..equals].TrimEnd(), line[(equals + 1)..].Trim());
            if (word == "ProtectSystem") isProtected = value is "strict";
            else if (word == "ReadWritePaths" && value.Length == 0) paths.Clear();
            else if (word == "ReadWritePaths") paths.AddRange(Split(value).Select(path => path.TrimStart('-', '+')));
            else if (Array.IndexOf(StateWords, word) is >= 0 and var index) paths.AddRange(Split(value).Select(name => $"{StateRoots[index]}/{name}"));
        }
        return isProtected ? paths : ["/"];
    }

    private static IEnumerable<string> Needed(HoldfastConfig config)
    {
        foreach (var store in config.Stores.Where(store => store.Path is not null))
        {
            if (config.Jobs.Any(job => job.Store == store.Name || (job.WritesDestinations && job.To.Contains(store.Name)))) yield return store.Path!;
        }
        yield return config.StateDirectory;
        yield return config.Reports.Directory;
        // The service has a /tmp of its own.
        if (config.TempDirectory is { } temporary && !IsAtOrBelow(temporary, "/tmp") && !IsAtOrBelow(temporary, "/var/tmp")) yield return temporary;
    }

    // Paths with blanks are written in quotation marks, with \x20, or with a backslash before the blank.
    private static IEnumerable<string> Split(string value)
    {
        var (word, quote) = (new System.Text.StringBuilder(), '\0');
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (c == '\\' && value.AsSpan(i).StartsWith(@"\x20")) (c, i) = ('\u0001', i + 3);
            else if (c == '\\' && i + 1 < value.Length) c = value[++i] == ' ' ? '\u0001' : value[i];
            else if (quote == '\0' && c is '"' or '\'') { quote = c; continue; }
            else if (c == quote) { quote = '\0'; continue; }
            else if (quote != '\0' && c == ' ') c = '\u0001';
            if (c != ' ') word.Append(c == '\u0001' ? ' ' : c);
            else if (word.Length > 0) { yield return word.ToString(); word.Clear(); }
        }
        if (word.Length > 0) yield return word.ToString();
    }

    private static bool IsAtOrBelow(string path, string root)
    {
        var trimmed = root.TrimEnd('/');
        return path == trimmed || path.StartsWith(trimmed + "/", StringComparison.Ordinal);
    }
}
