using Holdfast.Contracts.Events;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Events;
using Holdfast.Daemon.Scheduling;

namespace Holdfast.Daemon.Jobs;

/// <summary>Says in <c>sync_state.db</c> how the daemon stands: <c>running</c>, <c>paused</c> or <c>stopped</c> when all backups are, and <c>stopped</c> when it ends.</summary>
internal sealed class SyncStanding(HoldfastConfig config, SyncRecords? records, EventLog events, Func<string, JobSwitch> load)
{
    private readonly string[] _backups = [.. config.Jobs.Where(job => job.Kind == JobKind.Backup).Select(job => job.Name)];

    /// <summary>Goes on until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (_backups.Length == 0 || records is null) return;
        records.Standing = Standing;
        try
        {
            await records.StandAsync(cancellation);
            await foreach (var happened in events.FollowAsync(long.MaxValue, cancellation))
                if (happened.Name == EventNames.JobStateChanged) await records.StandAsync(cancellation);
        }
        finally
        {
            records.Standing = SyncRecords.Stopped;
            await records.StandAsync(CancellationToken.None);
        }
    }

    private string Standing()
    {
        var switches = _backups.Select(load).Distinct().ToArray();
        return switches is [not JobSwitch.On] ? switches[0].ToString().ToLowerInvariant() : "running";
    }
}
