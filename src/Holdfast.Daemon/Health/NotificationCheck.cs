using Holdfast.Daemon.Status;

namespace Holdfast.Daemon.Health;

/// <summary>Do the channels work by which people are told?</summary>
internal sealed class NotificationCheck : IHealthCheck
{
    private const int Most = 5000;

    public string Name => "notifications";

    public async Task<IReadOnlyList<HealthResult>> LookAsync(HealthContext context, CancellationToken cancellation)
    {
        var channels = context.Config.Notifications.Channels;
        if (channels.Count == 0) return [HealthResult.Ok(null, "nobody is told of anything, and nobody is configured")];
        var now = context.Time.GetUtcNow();
        var failing = (await OpenFindings.ReadAsync(context.Config, context.State, Most, cancellation)).Where(one => one.Job == OpenChannels.Job && one.IsActive(now)).ToArray();
        return failing.Length == 0 ? [HealthResult.Ok(null, $"{channels.Count} channels, none of which failed")] : [.. failing.Select(one => HealthResult.Warning(one.Finding.Store, one.Finding.Message, one.Finding.Advice))];
    }
}
