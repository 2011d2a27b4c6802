namespace Holdfast.Daemon.Logging;

/// <summary>Writes lines to a stream of text such as standard error; under systemd each begins with its priority.</summary>
/// <param name="writer">Where to; not disposed.</param>
/// <param name="format">How a line looks.</param>
/// <param name="journal">Whether the journal reads it (<c>JOURNAL_STREAM</c> is set): then <c>&lt;6&gt;</c> and its like go before each line.</param>
internal sealed class WriterSink(TextWriter writer, ILogFormat format, bool journal) : ILogSink
{
    private readonly Lock _lock = new();

    /// <summary>Lines that could not be written, because nobody reads the other end or its disk is full.</summary>
    public long Lost { get; private set; }

    /// <inheritdoc/>
    public void Write(LogRecord record)
    {
        var line = format.Line(record);
        lock (_lock)
        {
            try
            {
                if (journal) writer.Write(PriorityOf(record.Level));
                writer.WriteLine(line);
                writer.Flush();
            }
            catch (IOException)
            {
                Lost++;
            }
        }
    }

    private static string PriorityOf(LogLevel level) => level switch
    {
        LogLevel.Debug => "<7>",
        LogLevel.Info => "<6>",
        LogLevel.Warning => "<4>",
        _ => "<3>",
    };
}
