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
