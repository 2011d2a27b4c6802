using System.Text.Json;
using Holdfast.Contracts;
using Holdfast.TestKit;

namespace Holdfast.Tests.Cli;

/// <summary>What checks see is known once, for as long as it holds.</summary>
public sealed class CheckFindingsTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public CheckFindingsTests()
    {
        foreach (var store in new[] { "lab", "one", "two" }) _directory.Make(store);
        File.WriteAllText(Path.Combine(_directory.Path, "holdfast.yaml"), $$"""
            stores:
              lab: { kind: local, path: {{Place("lab")}} }
              one: { kind: local, path: {{Place("one")}} }
              two: { kind: local, path: {{Place("two")}} }
            jobs:
              mirror: { kind: mirror, from: lab, to: [one, two], max-overwrite: none }
              scrub: { kind: verify, from: lab, to: [one, two], read: 0.001% }
            """);
        for (var i = 0; i < 4; i++)
        {
            File.WriteAllText(Place("lab", $"{i}.txt"), $"content of {i}");
            // A time that can be set again to the nanosecond.
            File.SetLastWriteTimeUtc(Place("lab", $"{i}.txt"), new DateTime(2026, 11, 21, 5, 0, 0, DateTimeKind.Utc));
        }
    }

    [Fact]
    [Trait("row", "N3")]
    public async Task A_check_by_hand_and_the_job_that_checks_keep_one_account()
    {
        await RunAsync(ExitCode.Done, "run");
        File.WriteAllText(Place("one", "1.txt"), "somebody's own words");

        Assert.Equal(["verify:mirror one:1.txt differs"], await SeenAsync("verify"));
        await RunAsync(ExitCode.Done, "run", "scrub");
        Assert.Equal(["verify:mirror one:1.txt differs"], await OpenAsync());

        // The job looks, keeps theirs and says so; that is all that is to be said.
        await RunAsync(ExitCode.Done, "run", "mirror");
        Assert.Equal(["mirror one:1.txt conflict"], await OpenAsync());
        Assert.Equal(["verify:mirror one:1.txt differs"], await SeenAsync("verify"));
        Assert.Equal(["mirror one:1.txt conflict"], await OpenAsync());
    }

    [Fact]
    [Trait("row", "N3")]
    public async Task What_was_not_carried_yet_when_a_check_looked_is_settled_by_the_run_that_carries_it()
    {
        await RunAsync(ExitCode.Done, "run", "mirror");
        File.WriteAllText(Place("lab", "new.txt"), "new");
        Assert.Equal(["verify:mirror one:new.txt missing", "verify:mirror two:new.txt missing"], (await SeenAsync("verify")).Where(seen => seen.EndsWith(" missing", StringComparison.Ordinal)));

        await RunAsync(ExitCode.Done, "run", "mirror");

        Assert.Empty(await OpenAsync());
    }

    [Fact]
    [Trait("row", "N3")]
    public async Task Rot_that_was_read_once_stays_known_until_the_file_is_right_again()
    {
        await RunAsync(ExitCode.Done, "run", "mirror");
        Rot("two", "2.txt");
        Assert.Equal(["verify:mirror two:2.txt content"], await SeenAsync("verify", "--read"));

        // A run of the job cannot see it, and the share of this day holds other names.
        await RunAsync(ExitCode.Done, "run", "mirror");
        await RunAsync(ExitCode.Failed, "run", "scrub");
        Assert.Equal(["verify:mirror two:2.txt content"], await OpenAsync());
        Assert.Equal(["verify:mirror two:2.txt content"], await SeenAsync("verify"));

        Rot("two", "2.txt");
        Assert.Empty(await SeenAsync("verify"));
        Assert.Empty(await OpenAsync());
    }

    [Fact]
    [Trait("row", "N3")]
    public async Task Rot_that_the_job_wrote_over_is_no_longer_known()
    {
        await RunAsync(ExitCode.Done, "run", "mirror");
        Rot("two", "2.txt");
        await SeenAsync("verify", "--read");
        File.WriteAllText(Place("lab", "2.txt"), "written anew, and longer");
        File.Delete(Place("two", "2.txt"));

        await RunAsync(ExitCode.Done, "run", "mirror");

        Assert.Empty(await OpenAsync());
    }

    [Fact]
    public async Task A_run_to_one_destination_leaves_what_was_seen_in_another()
    {
        await RunAsync(ExitCode.Done, "run", "mirror");
        File.WriteAllText(Place("one", "1.txt"), "somebody's own words");

        await RunAsync(ExitCode.Done, "run", "mirror");

        Assert.Equal(["mirror one:1.txt conflict"], await OpenAsync());
    }

    [Fact]
    public async Task What_a_job_saw_that_is_configured_no_more_is_not_told()
    {
        await RunAsync(ExitCode.Done, "run", "mirror");
        File.WriteAllText(Place("one", "1.txt"), "somebody's own words");
        await RunAsync(ExitCode.Done, "run", "mirror");
        var file = Path.Combine(_directory.Path, "holdfast.yaml");

        File.WriteAllText(file, File.ReadAllText(file).Replace("mirror:", "carry:", StringComparison.Ordinal));

        Assert.Empty(await OpenAsync());
    }

    public void Dispose() => _directory.Dispose();

    private string Place(string store, string name = "") => Path.Combine(_directory.Path, store, name);

    // Twice brings it back: the same size, the same time, other bytes.
    private void Rot(string store, string name)
    {
        var time = File.GetLastWriteTimeUtc(Place(store, name));
        using (var file = File.Open(Place(store, name), FileMode.Open))
        {
            var first = file.ReadByte();
            file.Position = 0;
            file.WriteByte((byte)(first ^ 0x20));
        }
        File.SetLastWriteTimeUtc(Place(store, name), time);
    }

    private async Task<string[]> SeenAsync(params string[] command)
    {
        var (_, output, _) = await CommandLine.RunAsync(_directory.Path, [.. command, "--json", "--state", Path.Combine(_directory.Path, "state")]);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith("{\"type\":\"finding\"", StringComparison.Ordinal)).Select(line => Show(JsonSerializer.Deserialize<JsonElement>(line)))];
    }

    private async Task<string[]> OpenAsync() =>
        [.. JsonSerializer.Deserialize<JsonElement>(await RunAsync(ExitCode.Done, "status", "--json")).GetProperty("findings").EnumerateArray().Select(Show)];

    private static string Show(JsonElement finding) => $"{finding.GetProperty("job")} {finding.GetProperty("store")}:{finding.GetProperty("path")} {finding.GetProperty("code")}";

    private async Task<string> RunAsync(ExitCode expected, params string[] arguments)
    {
        var (exitCode, output, error) = await CommandLine.RunAsync(_directory.Path, [.. arguments, "--state", Path.Combine(_directory.Path, "state")]);
        Assert.True(exitCode == (int)expected, $"{string.Join(' ', arguments)} ended with {exitCode} instead of {(int)expected}\n{output}\n{error}");
        return output;
    }
}
