namespace Holdfast.Daemon.Logging;

/// <summary>How much a line of the log matters.</summary>
internal enum LogLevel : byte
{
    /// <summary>For finding out why something is as it is.</summary>
    Debug = 0,

    /// <summary>What was done.</summary>
    Info = 1,

    /// <summary>Somebody should look.</summary>
    Warning = 2,

    /// <summary>Something that was promised was not done.</summary>
    Error = 3,
}

/// <summary>One named value of a log line.</summary>
/// <param name="Key">Its name, in snake case.</param>
/// <param name="Value">Number, text, time, path, or anything with a text of its own.</param>
internal readonly record struct LogField(string Key, object? Value)
{
    /// <summary>Lets callers write <c>("files", 3)</c>.</summary>
    public static implicit operator LogField((string Key, object? Value) pair) => new(pair.Key, pair.Value);
}

/// <summary>One line of the log.</summary>
/// <param name="Time">When it was written, UTC.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Area">Whose line it is: a job, or a part of the daemon.</param>
/// <param name="Message">What happened, without values.</param>
/// <param name="Fields">The values.</param>
internal sealed record LogRecord(DateTimeOffset Time, LogLevel Level, string Area, string Message, IReadOnlyList<LogField> Fields);

/// <summary>Takes what the daemon has to say. Never throws, may be called from anywhere.</summary>
internal interface ILog
{
    /// <summary>Whether lines of a level are kept at all.</summary>
    bool IsOn(LogLevel level);

    /// <summary>Writes one line.</summary>
    void Write(LogLevel level, string area, string message, params ReadOnlySpan<LogField> fields);
}

/// <summary>Where lines of the log end up.</summary>
internal interface ILogSink
{
    /// <summary>Takes one line. Errors of the medium are the sink's own to count; it does not throw them at whoever logs.</summary>
    void Write(LogRecord record);
}
