using System.Globalization;
using System.Text;

namespace Holdfast.Daemon.Logging;

/// <summary>Where the log file is and how long what it held is kept.</summary>
/// <param name="Path">The file that is written to; older ones stand beside it as <c>NAME-yyyyMMdd-HHmmss.EXT</c>.</param>
/// <param name="MaxBytes">A new file is begun before it would grow past this.</param>
/// <param name="Keep">Older files go when they are older than this.</param>
internal sealed record LogFileRules(string Path, long MaxBytes, TimeSpan Keep)
{
    /// <summary>10 MB a file, 30 days.</summary>
    public static LogFileRules Of(string path) => new(path, 10_000_000, TimeSpan.FromDays(30));
}

/// <summary>
/// Appends lines to a file only its owner may write and its group may read (0640). A new file is begun each day (UTC) and
/// before it grows too large. When the disk refuses, lines are counted as lost and the file is tried again with the next one.
/// </summary>
internal sealed class FileSink(LogFileRules rules, ILogFormat format, TimeProvider time) : ILogSink, IDisposable
{
    private readonly Lock _lock = new();
    private FileStream? _file;
    private DateOnly _day;

    /// <summary>Lines that could not be written.</summary>
    public long Lost { get; private set; }

    /// <summary>Why the last line that was lost was lost; null when none was.</summary>
    public string? Trouble { get; private set; }

    /// <inheritdoc/>
    public void Write(LogRecord record)
    {
        var line = Encoding.UTF8.GetBytes(format.Line(record) + "\n");
        lock (_lock)
        {
            try
            {
                var file = Open(line.Length, DateOnly.FromDateTime(record.Time.UtcDateTime));
                file.Write(line);
                file.Flush();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Lost++;
                Trouble = e.Message;
                Close();
            }
        }
    }

    /// <summary>Removes older files whose last line was written too long ago, and returns their names.</summary>
    public IReadOnlyList<string> Sweep()
    {
        var before = time.GetUtcNow() - rules.Keep;
        var gone = new List<string>();
        foreach (var old in LogFiles.Older(rules.Path).Where(old => File.GetLastWriteTimeUtc(old) < before.UtcDateTime))
        {
            File.Delete(old);
            gone.Add(old);
        }
        return gone;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock) Close();
    }

    private FileStream Open(int more, DateOnly day)
    {
        if (_file is null)
        {
            var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
            _file = new FileStream(rules.Path, options);
            _day = _file.Length == 0 ? day : DateOnly.FromDateTime(File.GetLastWriteTimeUtc(rules.Path));
        }
        if (_file.Length == 0 || (day == _day && _file.Length + more <= rules.MaxBytes)) return _file;
        Close();
        File.Move(rules.Path, FreeName());
        Sweep();
        return Open(more, day);
    }

    private string FreeName()
    {
        var stamp = time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        for (var i = 0; ; i++)
        {
            var name = $"{LogFiles.Stem(rules.Path)}-{stamp}{(i == 0 ? "" : $".{i}")}{Path.GetExtension(rules.Path)}";
            if (!File.Exists(name)) return name;
        }
    }

    private void Close()
    {
        try { _file?.Dispose(); }
        catch (IOException e) { Trouble = e.Message; }
        _file = null;
    }
}
