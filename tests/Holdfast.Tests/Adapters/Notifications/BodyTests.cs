using System.Text.Json;
using Holdfast.Adapters.Notifications;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Tests.Adapters.Notifications;

/// <summary>Messages in the forms of those they go to.</summary>
public sealed class BodyTests
{
    private static readonly Notice Sample = new()
    {
        Id = "mail-1-1", Time = new DateTimeOffset(2026, 11, 21, 5, 45, 0, TimeSpan.FromHours(1)), Severity = Severity.Error, Subject = "[holdfast lab] grün <failed> & gone", Text = "line one\nline <two>", Json = """{"version":1}""",
    };

    [Fact]
    public void Slack_takes_no_mark_of_its_own_for_ours()
    {
        var (body, type, _) = ChatBodies.Of("slack", Sample);
        var text = JsonSerializer.Deserialize<JsonElement>(body).GetProperty("text").GetString();
        Assert.Equal("application/json", type);
        Assert.Equal("🚨 *[holdfast lab] grün &lt;failed&gt; &amp; gone*\nline one\nline &lt;two&gt;", text);
    }

    [Fact]
    public void Discord_calls_nobody_by_name() =>
        Assert.Equal("""{"parse":[]}""", JsonSerializer.Deserialize<JsonElement>(ChatBodies.Of("discord", Sample).Body).GetProperty("allowed_mentions").GetRawText());

    [Theory]
    [InlineData("slack", "text", 4000)]
    [InlineData("discord", "content", 2000)]
    public void A_long_message_is_cut_between_two_characters(string kind, string field, int most)
    {
        var text = JsonSerializer.Deserialize<JsonElement>(ChatBodies.Of(kind, Sample with { Text = string.Concat(Enumerable.Repeat("🦊", 5000)) }).Body).GetProperty(field).GetString()!;
        Assert.True(text.Length <= most);
        Assert.EndsWith("🦊\n…", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Ntfy_gets_its_title_in_a_header_that_every_server_can_read()
    {
        var (body, type, headers) = ChatBodies.Of("ntfy", Sample);
        Assert.Equal((Sample.Text, "text/plain", "4"), (body, type, headers["Priority"]));
        Assert.All(headers["Title"], c => Assert.InRange(c, ' ', '~'));
        Assert.StartsWith("=?utf-8?B?", headers["Title"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_webhook_gets_all_of_it() => Assert.Equal(Sample.Json, ChatBodies.Of("webhook", Sample).Body);

    [Fact]
    public void No_header_of_a_mail_can_be_forged_by_what_happened()
    {
        var mail = MailText.Whole(Sample with { Subject = "a\r\nBcc: all@example.org\n\nbody" }, "holdfast@lab", ["root"]);
        Assert.DoesNotContain("\nBcc:", mail, StringComparison.Ordinal);
        Assert.Contains("Subject: a  Bcc: all@example.org  body\n", mail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mail_is_ascii_and_comes_back_as_it_was()
    {
        var mail = MailText.Whole(Sample, "holdfast@lab", ["root", "ops@example.org"]);
        Assert.All(mail, c => Assert.True(c is '\n' or (>= ' ' and <= '~')));
        Assert.Contains("Date: Sat, 21 Nov 2026 05:45:00 +0100\n", mail, StringComparison.Ordinal);
        Assert.Contains("To: root, ops@example.org\n", mail, StringComparison.Ordinal);
        var body = mail[(mail.IndexOf("\n\n", StringComparison.Ordinal) + 2)..];
        Assert.Equal(Sample.Text, System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(body.Replace("\n", "", StringComparison.Ordinal))));
    }

    [Fact]
    public void A_long_header_is_parted_between_characters()
    {
        var header = MailText.Header(string.Concat(Enumerable.Repeat("ü🦊", 40)));
        Assert.All(header.Split("\n "), word => Assert.True(word.Length <= 75));
        var back = string.Concat(header.Split("\n ").Select(word => System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(word["=?utf-8?B?".Length..^2]))));
        Assert.Equal(string.Concat(Enumerable.Repeat("ü🦊", 40)), back);
    }
}
