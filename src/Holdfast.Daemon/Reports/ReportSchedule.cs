using Holdfast.Daemon.Logging;
using Holdfast.Daemon.Scheduling;

namespace Holdfast.Daemon.Reports;

/// <summary>
/// Writes the daily report at six in the morning of the configured zone. When the daemon starts later in the day and there
/// is none of that day yet, it is written at once; days on which nothing ran are not made up for.
/// </summary>
/// <param name="writer">Writes it.</param>
/// <param name="zone">The zone whose mornings are meant.</param>
/// <param name="log">Told of what was written, and of what could not be.</param>
/// <param name="time">The clock.</param>
internal sealed class ReportSchedule(ReportWriter writer, TimeZoneInfo zone, ILog log, TimeProvider time)
{
    private static readonly CronExpression Morning = CronExpression.Parse("0 6 * * *");

    // The clock may be set while it waits: at least this often it is looked at again.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    /// <summary>Writes reports until it is cancelled. A report that cannot be written is logged, and tried again the next day.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var due = TimeZoneInfo.ConvertTime(now, zone).Hour >= 6 && !writer.HasDaily ? now : Next(now);
        while (true)
        {
            now = time.GetUtcNow();
            if (now < due)
            {
                var wait = due - now;
                await Task.Delay(wait < LongestWait ? wait : LongestWait, time, cancellation);
                continue;
            }
            await WriteAsync(cancellation);
            due = Next(now);
        }
    }

    private DateTimeOffset Next(DateTimeOffset after) => Morning.Next(after, zone) ?? DateTimeOffset.MaxValue;

    private async Task WriteAsync(CancellationToken cancellation)
    {
        try { log.Info("reports", "wrote the daily report", ("file", (await writer.WriteDailyAsync(cancellation)).File)); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { log.Write(LogLevel.Error, "reports", "the daily report could not be written", ("error", e.Message)); }
    }
}
