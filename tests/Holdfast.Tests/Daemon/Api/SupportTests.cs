using System.IO.Compression;
using System.Net;
using Holdfast.Daemon.Accounts;
using Holdfast.Daemon.Logging;
using Holdfast.Daemon.Support;
using Holdfast.Engine.Model;

namespace Holdfast.Tests.Daemon.Api;

/// <summary>What is given to whoever shall help.</summary>
[Trait("row", "N17")]
public sealed class SupportTests
{
    [Fact]
    public async Task A_bundle_has_what_helps_and_no_name_of_a_file_or_a_person()
    {
        await using var stage = await ApiStage.OpenAsync();
        stage.Log.Write(new LogRecord(stage.Time.GetUtcNow(), LogLevel.Error, "mirror", "could not read /srv/lab/patients/ada.csv for ada@example.org", [("path", TreePath.From("patients/ada.csv")), ("files", 3)]));
        var client = await stage.TokenAsync(Role.Admin);

        using var answer = await client.GetAsync("/api/v1/support-bundle", TestContext.Current.CancellationToken);
        using var archive = new ZipArchive(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var all = string.Join('\n', archive.Entries.Select(entry =>
        {
            using var reader = new StreamReader(entry.Open());
            return $"{entry.Name}: {reader.ReadToEnd()}";
        }));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["about.txt", "checks.json", "events.json", "log.jsonl", "runs.json", "settings.json", "status.json"], archive.Entries.Select(entry => entry.Name).Order());
        Assert.Contains("could not read", all, StringComparison.Ordinal);
        Assert.Contains("\"files\":3", all, StringComparison.Ordinal);
        Assert.DoesNotContain("ada.csv", all, StringComparison.Ordinal);
        Assert.DoesNotContain("ada@", all, StringComparison.Ordinal);
        Assert.DoesNotContain("patients", all, StringComparison.Ordinal);
        Assert.DoesNotContain(stage.Root, all, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_name_is_the_same_word_in_one_bundle_and_another_one_in_the_next()
    {
        var (one, other) = (new Redactor([1], "nas"), new Redactor([2], "nas"));

        Assert.Equal(one.Text("/srv/lab/x is away"), one.Text("/srv/lab/x is away"));
        Assert.NotEqual(one.Text("/srv/lab/x"), other.Text("/srv/lab/x"));
        Assert.Equal("store lab on <host> at 127.0.0.1", one.Text("store lab on nas at 127.0.0.1"));
    }
}
