namespace Holdfast.Daemon.Health;

/// <summary>Does the clock go on? Schedules, trash and the newest version of everything depend on it.</summary>
internal sealed class ClockCheck : IHealthCheck
{
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(2);

    public string Name => "clock";

    public async Task<IReadOnlyList<HealthResult>> LookAsync(HealthContext context, CancellationToken cancellation)
    {
        var now = context.Time.GetUtcNow();
        return await context.State.Runs.ListAsync(null, 1, cancellation) is [var newest] && newest.Started > now + Slack
            ? [HealthResult.Error(null, $"shows {now:yyyy-MM-dd HH:mm} UTC, but run {newest.Id} began {newest.Started.ToUniversalTime():yyyy-MM-dd HH:mm} UTC: it went back", "set the clock, and let it be kept by NTP")]
            : [HealthResult.Ok(null, $"shows {now:yyyy-MM-dd HH:mm} UTC, {TimeZoneInfo.ConvertTime(now, context.Config.TimeZone):HH:mm} in {context.Config.TimeZone.Id}")];
    }
}
