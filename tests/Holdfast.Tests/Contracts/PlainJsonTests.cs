using System.Text.Json;
using Holdfast.Contracts;

namespace Holdfast.Tests.Contracts;

public sealed class PlainJsonTests
{
    [Theory]
    [InlineData("2026-11-21T05:45:00+00:00", "\"2026-11-21T05:45:00+00:00\"")]
    [InlineData("it's <a> & b, größer", "\"it's <a> & b, größer\"")]
    [InlineData("\u202etxt.exe\u0007\u2028\u00ad", "\"\\u202etxt.exe\\u0007\\u2028\\u00ad\"")]
    [InlineData("\U000E0041", "\"\\udb40\\udc41\"")]
    public void Text_stands_as_it_is_unless_a_terminal_would_hide_or_obey_it(string text, string written)
    {
        var line = PlainJson.Line(JsonSerializer.SerializeToElement(text));
        Assert.Equal(written, line, ignoreCase: true);
        Assert.Equal(text, JsonSerializer.Deserialize<string>(line));
    }
}
