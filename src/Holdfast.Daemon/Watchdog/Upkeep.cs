using Holdfast.Contracts.Events;
using Holdfast.Daemon.Events;
using Holdfast.Daemon.Logging;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Watchdog;

/// <summary>
/// Keeps the parts of the daemon going that go on for ever beside the jobs: one that ends, for whatever reason, is logged and begins
/// anew, after a minute at first and then after ever longer times. What is wrong with one is nothing to the others.
/// </summary>
internal sealed class Upkeep(EventLog events, ILog log, TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Keeps one part going until cancelled.</summary>
    /// <param name="what">What it is, for people.</param>
    /// <param name="part">Begins it.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task KeepAsync(string what, Func<CancellationToken, Task> part, CancellationToken cancellation)
    {
        var wait = First;
        while (!cancellation.IsCancellationRequested)
        {
            var began = time.GetUtcNow();
            try
            {
                await part(cancellation);
                return;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested) { return; }
            catch (Exception e)
            {
                log.Error("daemon", $"{what} ended and begins anew", ("error", e.Message), ("after", wait));
            }
            // One that went on for long before it failed did not fail because of what made it fail before.
            if (time.GetUtcNow() - began > Longest) wait = First;
            try { await Task.Delay(wait, time, cancellation); }
            catch (OperationCanceledException) { return; }
            wait = wait * 2 < Longest ? wait * 2 : Longest;
            events.Publish(EventRecords.Of(
                EventNames.JobRestarted, time.GetUtcNow(), Severity.Warning, $"{what} had ended and was begun anew", new JobRestartedData("dead", 0, null, null), EventJson.Default.JobRestartedData));
        }
    }
}
