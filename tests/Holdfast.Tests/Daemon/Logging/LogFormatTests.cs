using System.Text.Json;
using Holdfast.Daemon.Logging;
using Holdfast.Engine.Model;

namespace Holdfast.Tests.Daemon.Logging;

public sealed class LogFormatTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 6, 45, 0, 123, TimeSpan.FromHours(1));

    [Fact]
    public void A_text_line_has_time_level_area_message_and_values() => Assert.Equal(
        "2026-11-21T05:45:00.123Z INFO  mirror  copied files=3 took=1.5s path=\"a b\" of=- secret=***",
        new TextLogFormat().Line(Record("copied", ("files", 3), ("took", TimeSpan.FromSeconds(1.5)), ("path", TreePath.From("a b")), ("of", null), ("secret", new Redacted("hunter2")))));

    [Theory]
    [InlineData("a\n2026-11-21T05:45:00.123Z ERROR mirror  forged")]
    [InlineData("a\r\u001b[2Jb")]
    [InlineData("a\u2028b\u2029c\u0085d")]
    [InlineData("a\u202eb")]
    public void No_name_can_begin_a_line_or_move_a_cursor(string name)
    {
        foreach (var value in new object[] { name, TreePath.From(name), new { name } })
        {
            foreach (var format in new ILogFormat[] { new TextLogFormat(), new JsonLogFormat() })
            {
                var line = format.Line(Record(name, ("path", value)) with { Area = name });
                Assert.DoesNotContain(line, c => char.IsControl(c) || c is '\u2028' or '\u2029' or '\u202e');
            }
        }
    }

    [Fact]
    public void A_value_cannot_look_like_another_field() => Assert.EndsWith(
        """ path="a\" level=ERROR b=\"" """.TrimEnd(), new TextLogFormat().Line(Record("copied", ("path", "a\" level=ERROR b=\""))), StringComparison.Ordinal);

    [Fact]
    public void A_json_line_keeps_types_and_names_that_are_not_utf8()
    {
        byte[] name = [0x61, 0xff, 0x0a];
        var line = new JsonLogFormat().Line(Record("copied \"x\"", ("files", 3L), ("ok", true), ("path", TreePath.FromBytes(name)), ("good", TreePath.From("ä\nb")), ("secret", new Redacted("hunter2"))));
        using var json = JsonDocument.Parse(line);
        var fields = json.RootElement.GetProperty("fields");
        Assert.Equal("2026-11-21T05:45:00.123Z", json.RootElement.GetProperty("time").GetString());
        Assert.Equal("copied \"x\"", json.RootElement.GetProperty("message").GetString());
        Assert.Equal(3, fields.GetProperty("files").GetInt64());
        Assert.True(fields.GetProperty("ok").GetBoolean());
        Assert.Equal(name, fields.GetProperty("path_b64").GetBytesFromBase64());
        Assert.Equal("ä\nb", fields.GetProperty("good").GetString());
        Assert.DoesNotContain("hunter2", line, StringComparison.Ordinal);
    }

    [Fact]
    public void The_journal_gets_a_priority_and_a_broken_stream_is_counted()
    {
        var text = new StringWriter();
        new WriterSink(text, new TextLogFormat(withTime: false), journal: true).Write(Record("copied") with { Level = LogLevel.Warning });
        Assert.Equal("<4>WARN  mirror  copied" + Environment.NewLine, text.ToString());

        var broken = new WriterSink(new ClosedPipe(), new TextLogFormat(), journal: false);
        broken.Write(Record("copied"));
        Assert.Equal(1, broken.Lost);
    }

    internal static LogRecord Record(string message, params LogField[] fields) => new(Now, LogLevel.Info, "mirror", message, fields);

    private sealed class ClosedPipe : StringWriter
    {
        public override void WriteLine(string? value) => throw new IOException("Broken pipe");
    }
}
