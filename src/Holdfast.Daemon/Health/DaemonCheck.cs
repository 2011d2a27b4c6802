using Holdfast.Daemon.Jobs;

namespace Holdfast.Daemon.Health;

/// <summary>Does a daemon run, where jobs have a time of their own?</summary>
internal sealed class DaemonCheck : IHealthCheck
{
    public string Name => "daemon";

    public Task<IReadOnlyList<HealthResult>> LookAsync(HealthContext context, CancellationToken cancellation)
    {
        var scheduled = context.Config.Jobs.Count(job => job.Every is not null || job.Cron is not null || context.Config.Watches(job));
        IReadOnlyList<HealthResult> results = context.Daemon is { } daemon
            ? [HealthResult.Ok(null, $"runs since {daemon.Since.ToUniversalTime():yyyy-MM-dd HH:mm} UTC (process {daemon.Pid})"), .. Api(daemon)]
            : scheduled == 0 ? [HealthResult.Ok(null, "does not run, and no job needs it")]
            : [HealthResult.Warning(null, $"does not run: {scheduled} jobs have a time of their own and wait for it", "holdfast service install, or holdfast daemon")];
        return Task.FromResult(results);
    }

    private static IEnumerable<HealthResult> Api(DaemonFacts daemon)
    {
        if (daemon.Api is not { } api) yield break;
        yield return api.Trouble is { } trouble
            ? HealthResult.Warning("api", $"is not served: {trouble}", "name another address with server.listen, or 'off', and start the daemon again")
            : HealthResult.Ok("api", $"serves {string.Join(' ', api.Urls)}");
    }
}
