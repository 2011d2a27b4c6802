using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Logging;

/// <summary>Finds what the log says of one run: lines that name it, and those of its job and its stores while it was under way.</summary>
/// <param name="ring">The last lines; null when there are none in memory.</param>
/// <param name="logFile">The log's file; null when there is none.</param>
internal sealed class RunLines(RingSink? ring, string? logFile)
{
    // The line that tells a run's end is written behind it; clocks of file systems are coarse.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    // Times in the log are cut to this.
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(1);

    /// <summary>The lines, the oldest first. Files are read as far as the run goes.</summary>
    /// <exception cref="IOException">A file of the log cannot be read.</exception>
    public IEnumerable<LogRecord> Of(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return All(run).Where(record => IsOf(record, run));
    }

    private IEnumerable<LogRecord> All(RunRecord run)
    {
        if (logFile is null) return ring?.Last(int.MaxValue) ?? [];
        var end = run.Ended + Slack ?? DateTimeOffset.MaxValue;
        return LogFiles.All(logFile).Where(file => file.Written >= run.Started - Slack)
            .SelectMany(file => File.ReadLines(file.Path)).Select(LogLines.Read).OfType<LogRecord>()
            .TakeWhile(record => record.Time <= end);
    }

    private static bool IsOf(LogRecord record, RunRecord run)
    {
        foreach (var field in record.Fields)
        {
            if (field is { Key: "run", Value: string id }) return id == run.Id;
        }
        return record.Time > run.Started - Grain && !(record.Time > run.Ended) && (record.Area == run.Job || record.Area == run.Destination || record.Area == run.Source);
    }
}
