using System.Text.Json;
using Holdfast.Contracts;
using Holdfast.TestKit;

namespace Holdfast.Tests.Cli;

/// <summary>What a run does when a store is not what it was: nothing, and not even a directory of its own.</summary>
public sealed class AbsentStoreTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    [Theory]
    [Trait("row", "N2")]
    [InlineData("mirror", "copy")]
    [InlineData("permissions", "lab")]
    public async Task A_store_that_lost_its_marker_is_refused_with_nothing_made_in_the_directory_in_its_place(string job, string store)
    {
        Configure("mirror", "extraneous: delete");
        await RunAsync(ExitCode.Done, "run");
        Directory.Move(Place(store), Place("away"));
        _directory.Make(store);

        await RunAsync(ExitCode.StoreUnavailable, "run", job);
        await RunAsync(ExitCode.StoreUnavailable, "run", job);

        Assert.Empty(Directory.EnumerateFileSystemEntries(Place(store)));
        Directory.Delete(Place(store));
        Directory.Move(Place("away"), Place(store));
        await RunAsync(ExitCode.Done, "run", job);
    }

    [Theory]
    [Trait("row", "N2")]
    [InlineData("mirror", "extraneous: delete", 0)]
    [InlineData("mirror", "extraneous: keep", 2)]
    [InlineData("copy", "conflict: keep", 2)]
    public async Task A_source_that_was_emptied_asks_once_and_goes_on_when_approved(string kind, string more, int left)
    {
        Configure(kind, more);
        await RunAsync(ExitCode.Done, "run", "mirror");
        foreach (var file in Directory.GetFiles(Place("lab"))) File.Delete(file);

        var refused = JsonSerializer.Deserialize<JsonElement>(await RunAsync(ExitCode.Refused, "run", "mirror", "--json"));
        Assert.StartsWith("empty-source: ", refused.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(Place("copy")).Length);
        await RunAsync(ExitCode.Done, "approve", refused.GetProperty("id").GetString()!);

        Assert.Equal(left, Directory.GetFiles(Place("copy")).Length);
        await RunAsync(ExitCode.Done, "run", "mirror");
        await RunAsync(ExitCode.Done, "run", "mirror");

        // It held files again: that it is empty is news once more.
        File.WriteAllText(Path.Combine(Place("lab"), "three.txt"), "three");
        await RunAsync(ExitCode.Done, "run", "mirror");
        File.Delete(Path.Combine(Place("lab"), "three.txt"));
        await RunAsync(ExitCode.Refused, "run", "mirror");
    }

    [Fact]
    [Trait("row", "N3")]
    public async Task A_check_tells_what_an_emptied_source_lacks_instead_of_refusing_to_look()
    {
        Configure("mirror", "extraneous: delete");
        await RunAsync(ExitCode.Done, "run");
        foreach (var file in Directory.GetFiles(Place("lab"))) File.Delete(file);

        Assert.Contains("source: is gone", await RunAsync(ExitCode.Failed, "verify"), StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Dispose();

    private string Place(string name) => Path.Combine(_directory.Path, name);

    private void Configure(string kind, string more)
    {
        File.WriteAllText(Path.Combine(_directory.Make("lab"), "one.txt"), "one");
        File.WriteAllText(Path.Combine(Place("lab"), "two.txt"), "two");
        File.WriteAllText(Place("holdfast.yaml"), $$"""
            stores:
              lab:  { kind: local, path: {{Place("lab")}} }
              copy: { kind: local, path: {{_directory.Make("copy")}} }
            jobs:
              permissions: { kind: permissions, store: lab, files: "664" }
              mirror: { kind: {{kind}}, from: lab, to: [copy], {{more}} }
            """);
    }

    private async Task<string> RunAsync(ExitCode expected, params string[] arguments)
    {
        var (exitCode, output, error) = await CommandLine.RunAsync(_directory.Path, [.. arguments, "--state", Place("state")]);
        Assert.True(exitCode == (int)expected, $"{string.Join(' ', arguments)} ended with {exitCode} instead of {(int)expected}\n{output}\n{error}");
        return output;
    }
}
