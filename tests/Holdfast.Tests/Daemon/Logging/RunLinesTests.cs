using Holdfast.Daemon.Logging;
using Holdfast.Engine.Model;
using Holdfast.TestKit;

namespace Holdfast.Tests.Daemon.Logging;

/// <summary>The lines of one run, in files of the log.</summary>
[Trait("row", "D6")]
public sealed class RunLinesTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly TestTime _time = new(new DateTimeOffset(2026, 11, 20, 23, 59, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_run_over_midnight_is_read_from_both_files(bool isJson)
    {
        var path = Path.Combine(_folder.Path, "holdfast.log");
        var began = _time.GetUtcNow().AddSeconds(30);
        using (var sink = new FileSink(LogFileRules.Of(path), isJson ? new JsonLogFormat() : new TextLogFormat(), _time))
        {
            Write(sink, "mirror", "before it");
            _time.Advance(TimeSpan.FromSeconds(40));
            Write(sink, "mirror", "the first line");
            _time.Advance(TimeSpan.FromMinutes(1));
            Write(sink, "copy", "a line of its store");
            Write(sink, "other", "another job");
            Write(sink, "mirror", "the end", ("run", "r1"));
            _time.Advance(TimeSpan.FromMinutes(5));
            Write(sink, "mirror", "the next run");
        }
        var run = new RunRecord { Id = "r1", Job = "mirror", Kind = "mirror", Source = "lab", Destination = "copy", Started = began, Ended = began.AddSeconds(71) };
        // Files bear the time of the machine the test runs on.
        foreach (var file in Directory.GetFiles(_folder.Path)) File.SetLastWriteTimeUtc(file, (file == path ? _time.GetUtcNow() : began.AddSeconds(10)).UtcDateTime);

        var lines = new RunLines(null, path).Of(run).Select(line => line.Message);

        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
        Assert.Equal(["the first line", "a line of its store", "the end"], lines);
    }

    [Fact]
    public void Without_a_log_nothing_is_known() => Assert.Empty(new RunLines(null, Path.Combine(_folder.Path, "none", "holdfast.log")).Of(new RunRecord { Id = "r1", Job = "mirror", Kind = "mirror", Destination = "copy", Started = _time.GetUtcNow() }));

    private void Write(FileSink sink, string area, string message, params LogField[] fields) => sink.Write(new LogRecord(_time.GetUtcNow(), LogLevel.Info, area, message, fields));
}
