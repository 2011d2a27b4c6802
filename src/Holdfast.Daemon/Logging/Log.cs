namespace Holdfast.Daemon.Logging;

/// <summary>Stamps lines with the time and hands them to every sink.</summary>
internal sealed class Log(TimeProvider time, LogLevel least, params IReadOnlyList<ILogSink> sinks) : ILog
{
    /// <summary>A log that keeps nothing.</summary>
    public static ILog Silent { get; } = new Log(TimeProvider.System, LogLevel.Error);

    /// <inheritdoc/>
    public bool IsOn(LogLevel level) => level >= least && sinks.Count > 0;

    /// <inheritdoc/>
    public void Write(LogLevel level, string area, string message, params ReadOnlySpan<LogField> fields)
    {
        if (!IsOn(level)) return;
        var record = new LogRecord(time.GetUtcNow(), level, area, message, fields.ToArray());
        foreach (var sink in sinks) sink.Write(record);
    }
}

/// <summary>The levels by name.</summary>
internal static class LogLevels
{
    public static void Debug(this ILog log, string area, string message, params ReadOnlySpan<LogField> fields) => log.Write(LogLevel.Debug, area, message, fields);

    public static void Info(this ILog log, string area, string message, params ReadOnlySpan<LogField> fields) => log.Write(LogLevel.Info, area, message, fields);

    public static void Warn(this ILog log, string area, string message, params ReadOnlySpan<LogField> fields) => log.Write(LogLevel.Warning, area, message, fields);

    public static void Error(this ILog log, string area, string message, params ReadOnlySpan<LogField> fields) => log.Write(LogLevel.Error, area, message, fields);
}
