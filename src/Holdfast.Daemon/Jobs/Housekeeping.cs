using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Logging;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Jobs;

/// <summary>Lets go, once a day, of what is old: details of runs whose trash is gone, events, the audit log, log files, and lists of Drives that are not configured any more.</summary>
internal sealed class Housekeeping(HoldfastConfig config, IStateDb state, FileSink? logFile, SyncRecords? records, ILog log, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromDays(1);

    /// <summary>Keeps house until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var dropped = await state.Runs.PruneAsync(time.GetUtcNow() - config.LogKeep, cancellation);
            if (dropped > 0) log.Info("daemon", "dropped the details of old runs", ("runs", dropped));
            var past = await state.Events.PruneAsync(time.GetUtcNow() - config.LogKeep, cancellation);
            if (past > 0) log.Info("daemon", "dropped old events", ("events", past));
            var audited = await state.Access.PruneAuditAsync(time.GetUtcNow() - config.Server.AuditKeep, config.Server.AuditMost, cancellation);
            if (audited > 0) log.Info("daemon", "dropped old entries of the audit log", ("entries", audited));
            foreach (var file in logFile?.Sweep() ?? []) log.Info("daemon", "removed an old log", ("file", file));
            ForgetLists();
            if (records is not null && config.Jobs.Any(job => job.Kind == JobKind.Backup))
            {
                await records.PruneAsync(config.LogKeep, cancellation);
                foreach (var job in config.Jobs.Where(job => job.Kind == JobKind.Backup)) await records.RefreshAsync(job, cancellation);
            }
            await Task.Delay(Every, time, cancellation);
        }
    }

    // A list that stays is in nobody's way.
    private void ForgetLists()
    {
        try
        {
            foreach (var store in new ForgottenLists(config).Remove()) log.Info("daemon", "removed the list of a Drive that is not configured any more", ("store", store));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { log.Warn("daemon", "lists of Drives that are not configured any more could not be removed", ("error", e.Message)); }
    }
}
