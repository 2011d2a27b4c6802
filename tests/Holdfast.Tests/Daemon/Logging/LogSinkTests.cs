using Holdfast.Daemon.Logging;
using Holdfast.TestKit;

namespace Holdfast.Tests.Daemon.Logging;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class LogSinkTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-log-").FullName;
    private readonly TestTime _time = new(new DateTimeOffset(2026, 11, 21, 5, 45, 0, TimeSpan.Zero));

    private string LogFile => Path.Combine(_folder, "holdfast.log");

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void A_log_file_is_readable_by_its_group_and_nobody_else()
    {
        using var sink = Sink(1000);
        Write(sink, "one");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(LogFile));
    }

    [Fact]
    public void A_file_is_set_aside_when_it_grows_too_large_and_nothing_is_lost()
    {
        using (var sink = Sink(200))
        {
            for (var i = 0; i < 20; i++) Write(sink, $"line {i}");
        }
        var files = Directory.GetFiles(_folder);
        Assert.True(files.Length > 3);
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 1, 200));
        Assert.Equal(20, files.Sum(file => File.ReadAllLines(file).Length));
    }

    [Fact]
    public void A_new_day_begins_a_new_file_also_after_a_restart()
    {
        using (var sink = Sink(10_000)) Write(sink, "yesterday");
        File.SetLastWriteTimeUtc(LogFile, _time.GetUtcNow().UtcDateTime);
        _time.Advance(TimeSpan.FromDays(1));
        using (var sink = Sink(10_000)) Write(sink, "today");
        Assert.Contains("today", Assert.Single(File.ReadAllLines(LogFile)), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder, "holdfast-20261122-054500.log")));
    }

    [Fact]
    [Trait("row", "L19")]
    public void Older_files_go_by_age_and_what_is_not_ours_stays()
    {
        using var sink = Sink(10_000);
        foreach (var (name, days) in new[] { ("holdfast-20261001-000000.log", 51), ("holdfast-20261120-000000.1.log", 1), ("holdfast-notes-of-mine-long-ago.log", 400), ("other-20261001-000000.log", 400) })
        {
            File.WriteAllText(Path.Combine(_folder, name), "x");
            File.SetLastWriteTimeUtc(Path.Combine(_folder, name), _time.GetUtcNow().UtcDateTime.AddDays(-days));
        }
        Assert.Equal([Path.Combine(_folder, "holdfast-20261001-000000.log")], sink.Sweep());
        Assert.Equal(3, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public void A_folder_that_vanished_costs_lines_but_no_exception_and_heals()
    {
        using var sink = Sink(10_000, Path.Combine(_folder, "sub", "holdfast.log"));
        Write(sink, "lost");
        Assert.Equal(1, sink.Lost);
        Assert.NotNull(sink.Trouble);
        Directory.CreateDirectory(Path.Combine(_folder, "sub"));
        Write(sink, "kept");
        Assert.Single(File.ReadAllLines(Path.Combine(_folder, "sub", "holdfast.log")));
    }

    [Fact]
    public async Task A_follower_sees_the_last_lines_and_then_every_new_one()
    {
        var ring = new RingSink(3);
        for (var i = 0; i < 5; i++) Write(ring, $"{i}");
        Assert.Equal(["2", "3", "4"], ring.Last(10).Select(record => record.Message));
        var seen = new List<string>();
        await foreach (var record in ring.FollowAsync(2, TestContext.Current.CancellationToken))
        {
            seen.Add(record.Message);
            if (seen.Count == 1) Write(ring, "5");
            if (seen.Count == 3) break;
        }
        Assert.Equal(["3", "4", "5"], seen);
    }

    [Fact]
    public void Lines_below_the_level_are_not_kept()
    {
        var ring = new RingSink();
        var log = new Log(_time, LogLevel.Info, ring);
        log.Debug("daemon", "no");
        log.Warn("daemon", "yes", ("n", 1));
        var record = Assert.Single(ring.Last(10));
        Assert.Equal((_time.GetUtcNow(), "yes", 1), (record.Time, record.Message, record.Fields[0].Value));
    }

    private FileSink Sink(long bytes, string? path = null) => new(new LogFileRules(path ?? LogFile, bytes, TimeSpan.FromDays(30)), new TextLogFormat(), _time);

    private void Write(ILogSink sink, string message) => sink.Write(LogFormatTests.Record(message) with { Time = _time.GetUtcNow() });
}
