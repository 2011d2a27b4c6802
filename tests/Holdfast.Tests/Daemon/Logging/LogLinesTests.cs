using Holdfast.Daemon.Logging;
using Holdfast.Engine.Model;

namespace Holdfast.Tests.Daemon.Logging;

public sealed class LogLinesTests
{
    private static readonly ILogFormat[] Formats = [new TextLogFormat(), new JsonLogFormat()];

    [Theory]
    [InlineData("copied", "plain")]
    [InlineData("done: 3 new, 1 replaced", "a b=\"c\" d=e")]
    [InlineData("two\nlines", "back\\slash \\x41 \u202e ä \U0001F600")]
    [InlineData("ends in a field=", "")]
    [InlineData("'quoted' + more", "2026-11-21T05:00:00+01:00")]
    public void A_line_of_either_format_reads_back_as_what_was_logged(string message, string value)
    {
        foreach (var format in Formats)
        {
            var line = format.Line(LogFormatTests.Record(message, ("path", value), ("none", null)) with { Level = LogLevel.Warning, Area = "my-job" });
            var record = Assert.IsType<LogRecord>(LogLines.Read(line));
            Assert.Equal((LogLevel.Warning, "my-job", message), (record.Level, record.Area, record.Message));
            Assert.Equal(new DateTimeOffset(2026, 11, 21, 5, 45, 0, 123, TimeSpan.Zero), record.Time);
            Assert.Equal([("path", value), ("none", null)], record.Fields.Select(field => (field.Key, (string?)field.Value)));
            Assert.Equal(line, format.Line(record));
        }
    }

    [Fact]
    public void A_name_that_is_not_utf8_keeps_its_bytes_from_one_format_to_the_other()
    {
        var logged = LogFormatTests.Record("left alone", ("path", TreePath.FromBytes([0x63, 0xe9])));
        foreach (var format in Formats)
        {
            var record = LogLines.Read(format.Line(logged))!;
            Assert.Equal(Formats.Select(other => other.Line(logged)), Formats.Select(other => other.Line(record)));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-11-21T05:45:00.123Z INF")]
    [InlineData("yesterday INFO  daemon  started")]
    [InlineData("{\"time\":\"2026-11-21T05:45:00.123Z\",\"level\":\"info\",\"ar")]
    [InlineData("{\"time\":\"2026-11-21T05:45:00.123Z\",\"level\":\"loud\",\"area\":\"a\",\"message\":\"m\"}")]
    public void What_was_cut_short_or_is_no_line_of_a_log_is_none(string line) => Assert.Null(LogLines.Read(line));
}
