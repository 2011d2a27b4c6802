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
    public async Task A_bundle_names_no_host_and_no_account_wherever_they_stand()
    {
        await using var stage = await ApiStage.OpenAsync(server => server with { Hosts = ["nas.example.org"] });
        await stage.AddUserAsync("grace", Role.Viewer);
        stage.Log.Write(new LogRecord(stage.Time.GetUtcNow(), LogLevel.Error, "mirror", "nas.example.org does not answer grace, and gracefully ends", []));
        var client = await stage.TokenAsync(Role.Admin);

        using var archive = new ZipArchive(await client.GetStreamAsync("/api/v1/support-bundle", TestContext.Current.CancellationToken));
        using var reader = new StreamReader(archive.GetEntry("log.jsonl")!.Open());
        var log = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Contains("does not answer", log, StringComparison.Ordinal);
        Assert.Contains("gracefully", log, StringComparison.Ordinal);
        Assert.DoesNotContain("nas.example.org", log, StringComparison.Ordinal);
        Assert.DoesNotContain("grace,", log, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_that_name_hosts_and_people_are_replaced_and_names_of_stores_stay()
    {
        var settings = System.Text.Json.Nodes.JsonNode.Parse("""{ "hosts": [{ "value": "nas", "origin": "default" }], "user": { "value": "ada", "origin": "default" }, "from": { "value": "lab", "origin": "default" } }""");

        var clean = new Redactor([1], "host").Json(settings)!;

        Assert.StartsWith("<hosts ", clean["hosts"]![0]!["value"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.StartsWith("<user ", clean["user"]!["value"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("lab", clean["from"]!["value"]!.GetValue<string>());
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
