using System.Globalization;

namespace Holdfast.Daemon.Health;

/// <summary>Are changes seen as they happen, and does the kernel allow enough watches?</summary>
internal sealed class WatchCheck : IHealthCheck
{
    private const string Limit = "/proc/sys/fs/inotify/max_user_watches";

    public string Name => "watches";

    public async Task<IReadOnlyList<HealthResult>> LookAsync(HealthContext context, CancellationToken cancellation)
    {
        var results = new List<HealthResult>();
        foreach (var job in context.Daemon?.Jobs ?? [])
        {
            if (job.WatchTrouble is { } trouble) results.Add(HealthResult.Warning(job.Name, $"changes are not seen as they happen: {trouble}", "they are found by the next full pass; see fs.inotify.max_user_watches and max_user_instances"));
        }
        var watching = context.Config.Jobs.Where(context.Config.Watches).ToArray();
        if (watching.Length == 0) return [.. results, HealthResult.Ok(null, "no job watches a store")];
        if (!long.TryParse(context.ReadMachine(Limit)?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var limit))
            return [.. results, HealthResult.Warning(null, "the kernel does not tell how many directories can be watched", $"see {Limit}")];
        // Every directory takes a watch, and a tree has fewer directories than entries: a limit above these is enough for certain.
        var entries = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var job in watching)
        {
            var last = (await context.State.Runs.ListAsync(job.Name, 20, cancellation)).FirstOrDefault(run => run.WasFull && run.Ended is not null);
            var store = job.From ?? job.Store ?? "";
            entries[store] = Math.Max(entries.GetValueOrDefault(store), last?.Tally.Entries ?? 0);
        }
        var total = entries.Values.Sum();
        results.Add(total <= limit ? HealthResult.Ok(null, string.Create(CultureInfo.InvariantCulture, $"{limit:N0} directories can be watched, and the stores hold {total:N0} entries"))
            : HealthResult.Warning(null, string.Create(CultureInfo.InvariantCulture, $"{limit:N0} directories can be watched, and the stores hold {total:N0} entries: it may not be enough"), string.Create(CultureInfo.InvariantCulture, $"sysctl fs.inotify.max_user_watches={total}")));
        return results;
    }
}
