using System.Text.Json;
using Holdfast.Contracts;
using Holdfast.TestKit;

namespace Holdfast.Tests.Cli;

/// <summary>What happened and what was seen, on the command line.</summary>
public sealed class EventCommandTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public EventCommandTests()
    {
        foreach (var store in new[] { "lab", "copy" }) _directory.Make(store);
        File.WriteAllText(Place("holdfast.yaml"), $$"""
            stores:
              lab:  { kind: local, path: {{Place("lab")}} }
              copy: { kind: local, path: {{Place("copy")}} }
            jobs:
              mirror: { kind: mirror, from: lab, to: copy, max-overwrite: none }
            """);
        File.WriteAllText(Place("lab", "a"), "of the lab");
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    [Trait("row", "C11")]
    public async Task What_runs_did_is_told_in_order_and_what_did_nothing_is_not()
    {
        for (var i = 0; i < 3; i++) await RunAsync(ExitCode.Done, "run");
        File.WriteAllText(Place("lab", "b"), "more");
        await RunAsync(ExitCode.Done, "run");

        var told = await RowsAsync("events");
        Assert.Equal(["SYNC_COMPLETED", "SYNC_COMPLETED"], told.Select(row => row.GetProperty("name").GetString()));
        Assert.Equal(["2"], (await RowsAsync("events", "--after", "1")).Select(row => row.GetProperty("number").GetRawText()));
        Assert.Equal(["2"], (await RowsAsync("events", "--limit", "1")).Select(row => row.GetProperty("number").GetRawText()));
        Assert.Empty(await RowsAsync("events", "--severity", "warning"));
        Assert.Empty(await RowsAsync("events", "--job", "other"));
        Assert.Contains("is SYNC_COMPLETED meant", await RunAsync(ExitCode.Usage, "events", "--name", "SYNC_COMPLETE"), StringComparison.Ordinal);
        Assert.Contains("no daemon is running", await RunAsync(ExitCode.Failed, "events", "--follow"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "N17")]
    public async Task A_finding_is_acknowledged_listed_so_and_taken_back()
    {
        await RunAsync(ExitCode.Done, "run");
        File.WriteAllText(Place("copy", "a"), "somebody's own words");
        await RunAsync(ExitCode.Done, "run");
        var id = Assert.Single(await RowsAsync("findings")).GetProperty("id").GetRawText();

        await RunAsync(ExitCode.Done, "findings", "ack", id, "--note", "theirs is right");
        var finding = Assert.Single(await RowsAsync("findings"));
        Assert.Equal(("acknowledged", "theirs is right"), (finding.GetProperty("state").GetString(), finding.GetProperty("note").GetString()));
        await RunAsync(ExitCode.Done, "findings", "snooze", id, "--until", "7d");
        Assert.Equal("snoozed", Assert.Single(await RowsAsync("findings")).GetProperty("state").GetString());
        await RunAsync(ExitCode.Done, "findings", "reopen", id);
        Assert.Equal("open", Assert.Single(await RowsAsync("findings")).GetProperty("state").GetString());

        await RunAsync(ExitCode.Usage, "findings", "ack", "999");
        await RunAsync(ExitCode.Usage, "findings", "snooze", id, "--until", "yesterday");
        await RunAsync(ExitCode.Usage, "notify", "test", "mail");
    }

    private string Place(params string[] parts) => Path.Combine([_directory.Path, .. parts]);

    private async Task<JsonElement[]> RowsAsync(params string[] arguments)
    {
        var (_, output, _) = await CommandLine.RunAsync(_directory.Path, [.. arguments, "--json", "--config", Place("holdfast.yaml"), "--state", Place("state")]);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }

    private async Task<string> RunAsync(ExitCode expected, params string[] arguments)
    {
        var (exitCode, output, error) = await CommandLine.RunAsync(_directory.Path, [.. arguments, "--config", Place("holdfast.yaml"), "--state", Place("state")]);
        Assert.True((int)expected == exitCode, $"{string.Join(' ', arguments)} ended with {exitCode}\n{output}\n{error}");
        return output + error;
    }
}
