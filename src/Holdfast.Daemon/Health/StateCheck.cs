using System.Globalization;

namespace Holdfast.Daemon.Health;

/// <summary>Is what Holdfast remembers whole?</summary>
internal sealed class StateCheck : IHealthCheck
{
    // Beyond this, looking over every page takes longer than a health check should.
    private const long QuickBytes = 200_000_000;

    public string Name => "state";

    public async Task<IReadOnlyList<HealthResult>> LookAsync(HealthContext context, CancellationToken cancellation)
    {
        var directory = context.Config.StateDirectory;
        var results = new List<HealthResult>();
        var size = context.StateBytes is { } bytes ? string.Create(CultureInfo.InvariantCulture, $", {bytes / 1e6:0.#} MB") : "";
        var holder = context.StateHolder is { } process ? string.Create(CultureInfo.InvariantCulture, $", held by process {process}") : "";
        if (context.Integrity is null || (context.StateBytes > QuickBytes && !context.IsDeep))
            results.Add(HealthResult.Ok(directory, $"is there{size}{holder}; its pages were not looked over{(context.Integrity is null ? "" : " (holdfast doctor --deep does)")}"));
        else
        {
            var wrong = await context.Integrity(cancellation);
            results.Add(wrong.Count == 0 ? HealthResult.Ok(directory, $"is whole{size}{holder}")
                : HealthResult.Error(directory, $"is damaged: {wrong[0]}{(wrong.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" and {wrong.Count - 1} more") : "")}", "stop Holdfast, move the state aside and run again: what stands on both sides is adopted without copying"));
        }
        results.Add(context.Sqlite.Warning is { } warning ? HealthResult.Ok("SQLite", warning) : HealthResult.Ok("SQLite", $"version {context.Sqlite.Text}"));
        if (context.Paths.Resolve(directory).End is { } end && (end.Mode & 0b111_111) != 0)
            results.Add(HealthResult.Warning(directory, $"others may look into it (mode {Convert.ToString(end.Mode, 8)})", $"chmod 700 {directory}"));
        return results;
    }
}
