using Holdfast.Cli.Rendering;
using Holdfast.Contracts;

namespace Holdfast.Cli.Service;

/// <summary>Says how the service stands, and whether its unit still fits the configuration.</summary>
internal sealed class ServiceInspector(IProcessRunner runner, ServiceLayout layout, Screen screen)
{
    /// <summary>Tells.</summary>
    /// <param name="wanted">The unit the configuration asks for now, by the version of systemd; null when the configuration cannot be read or used.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns><see cref="ExitCode.Done"/> when it is active and its unit fits.</returns>
    public async Task<ExitCode> TellAsync(Func<int, string?> wanted, CancellationToken cancellation)
    {
        var systemd = new Systemd(runner, layout);
        var isInstalled = File.Exists(layout.UnitFile);
        var shown = isInstalled ? await systemd.ShowAsync(cancellation) : new Dictionary<string, string>();
        var stale = isInstalled ? Differences(await File.ReadAllTextAsync(layout.UnitFile, cancellation), wanted(await systemd.VersionAsync(cancellation))) : [];
        var active = shown.GetValueOrDefault("ActiveState", isInstalled ? "unknown" : "not installed");
        if (screen.IsJson) Json(isInstalled, active, shown, stale);
        else Text(isInstalled, active, shown, stale);
        return active == "active" && stale.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    // Lines the unit has and should not have, and the other way round.
    private static List<string> Differences(string unit, string? wanted)
    {
        if (wanted is null) return [];
        var have = Settings(unit);
        var want = Settings(wanted);
        return [.. want.Except(have).Select(line => $"missing: {line}"), .. have.Except(want).Select(line => $"no longer needed: {line}")];
    }

    private static HashSet<string> Settings(string unit) =>
        [.. unit.Split('\n').Where(line => line.Length > 0 && line[0] != '#')];

    private void Text(bool isInstalled, string active, IReadOnlyDictionary<string, string> shown, List<string> stale)
    {
        var tone = active switch { "active" => Tone.Good, "failed" => Tone.Bad, _ => Tone.Warning };
        screen.Line($"service   {screen.Paint(active, tone)}{(shown.TryGetValue("SubState", out var sub) ? $" ({sub})" : "")}");
        if (!isInstalled) screen.Line("          'holdfast service install' installs it");
        if (shown.GetValueOrDefault("UnitFileState") is { Length: > 0 } enabled) screen.Line($"at boot   {(enabled == "enabled" ? "starts" : enabled)}");
        if (shown.GetValueOrDefault("MainPID") is { } pid && pid != "0") screen.Line($"process   {pid}, since {shown.GetValueOrDefault("ActiveEnterTimestamp")}, restarted {shown.GetValueOrDefault("NRestarts", "0")} times");
        if (active == "failed") screen.Line($"ended by  {shown.GetValueOrDefault("Result")}; journalctl -u {ServiceLayout.Unit} -n 30 says more");
        if (!isInstalled) return;
        screen.Line(stale.Count == 0 ? "unit      fits the configuration" : $"unit      {screen.Paint("stale", Tone.Warning)}: 'holdfast service install' brings it up to date");
        foreach (var line in stale) screen.Line($"          {Printable.Text(line)}");
    }

    private void Json(bool isInstalled, string active, IReadOnlyDictionary<string, string> shown, List<string> stale) => screen.Json(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("installed", isInstalled);
        json.WriteString("active", active);
        json.WriteBoolean("enabled", shown.GetValueOrDefault("UnitFileState") == "enabled");
        if (int.TryParse(shown.GetValueOrDefault("MainPID"), out var pid) && pid > 0) json.WriteNumber("pid", pid);
        if (shown.TryGetValue("ActiveEnterTimestamp", out var since)) json.WriteString("since", since);
        if (int.TryParse(shown.GetValueOrDefault("NRestarts"), out var restarts)) json.WriteNumber("restarts", restarts);
        json.WriteStartArray("stale");
        foreach (var line in stale) json.WriteStringValue(line);
        json.WriteEndArray();
        json.WriteEndObject();
    });
}
