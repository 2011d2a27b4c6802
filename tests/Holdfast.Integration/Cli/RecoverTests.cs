using Holdfast.TestKit;

namespace Holdfast.Integration.Cli;

/// <summary>Holdfast's own configuration, state and keys, by the built program: backed up, lost, and brought back on a bare machine.</summary>
[Trait("row", "N13")]
[Trait("lane", "slow")]
public sealed class RecoverTests : IDisposable
{
    private const string Words = "a long and quiet passphrase";
    private readonly Lab _lab = new();
    private readonly TempDirectory _safe = new();

    public RecoverTests()
    {
        Directory.CreateDirectory(In("vault"));
        Directory.CreateDirectory(In("keys"));
        File.WriteAllText(In("keys/filters"), "- *.tmp\n");
        Secret(In("keys/passphrase"));
        Secret(Path.Combine(_safe.Path, "passphrase"));
        File.WriteAllText(_lab.ConfigFile, $$"""
            stores:
              lab:   { kind: local, path: {{_lab.Source("")}} }
              copy:  { kind: local, path: {{_lab.Copy("")}} }
              vault: { kind: local, path: {{In("vault")}} }
            jobs:
              mirror: { kind: mirror, from: lab, to: [copy], filter-from: {{In("keys/filters")}} }
              own:    { kind: own-state, to: [vault, copy], passphrase: "file:{{In("keys/passphrase")}}", archives: 2 }
            """);
        File.SetUnixFileMode(_lab.ConfigFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _lab.Dispose();
        _safe.Dispose();
    }

    [Fact]
    public async Task A_machine_that_is_gone_comes_back_by_one_command_and_goes_on_where_it_was()
    {
        var (config, before) = await BackUpAsync();
        Lose();

        var told = (await RecoverAsync("--from", In("vault"))).Ended(0);

        Assert.Contains("recovered the state of", told.Output, StringComparison.Ordinal);
        Assert.Equal(config, await File.ReadAllTextAsync(_lab.ConfigFile, Cancellation));
        Assert.Equal("- *.tmp\n", await File.ReadAllTextAsync(In("keys/filters"), Cancellation));
        Assert.Equal(0x1A0, (int)File.GetUnixFileMode(_lab.ConfigFile));
        Assert.Equal(0x180, (int)File.GetUnixFileMode(In("keys/passphrase")));
        Assert.Equal(0x180, (int)File.GetUnixFileMode(Path.Combine(_lab.StateDirectory, "state.db")));
        Assert.Equal(0x1C0, (int)File.GetUnixFileMode(_lab.StateDirectory));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_lab.Directory, "*.recovering"));
        Assert.Equal(before, await RunsAsync("mirror"));
        Assert.Contains("keeper", (await _lab.RunAsync("user", "list", "--json")).Ended(0).Output, StringComparison.Ordinal);
        var run = Assert.Single((await _lab.RunAsync("run", "mirror", "--json")).Ended(0).Rows("run"));
        Assert.Equal((0, 0), (run.GetProperty("tally").GetProperty("creates").GetInt64(), run.GetProperty("tally").GetProperty("adopts").GetInt64()));
        (await _lab.RunAsync("run", "own")).Ended(0);
        (await _lab.RunAsync("verify", "--read")).Ended(0);
    }

    [Fact]
    public async Task What_came_back_knows_of_the_run_that_saved_it()
    {
        (await _lab.RunAsync("run", "own")).Ended(0);
        Lose();

        (await RecoverAsync("--from", In("vault"))).Ended(0);

        var told = Assert.Single((await _lab.RunAsync("doctor", "--json")).Rows("check"), row => row.GetProperty("check").GetString() == "runs" && row.GetProperty("subject").GetString() == "own");
        Assert.Equal("ok", told.GetProperty("result").GetString());
        Assert.Equal(["succeeded"], (await RunStatesAsync("own")).Distinct());
    }

    [Fact]
    public async Task What_is_there_already_is_not_touched_without_being_told_to()
    {
        await BackUpAsync();
        await File.AppendAllTextAsync(_lab.ConfigFile, "# mine\n", Cancellation);

        var refused = (await RecoverAsync("--from", In("vault"))).Ended(2);

        Assert.Contains(_lab.StateDirectory, refused.Output, StringComparison.Ordinal);
        Assert.EndsWith("# mine\n", await File.ReadAllTextAsync(_lab.ConfigFile, Cancellation), StringComparison.Ordinal);
        (await RecoverAsync("--from", In("vault"), "--force")).Ended(0);
        Assert.DoesNotContain("# mine", await File.ReadAllTextAsync(_lab.ConfigFile, Cancellation), StringComparison.Ordinal);
        Assert.Equal(2, Directory.EnumerateFileSystemEntries(_lab.Directory, "*.before-*").Count());
        (await _lab.RunAsync("history")).Ended(0);
    }

    [Fact]
    public async Task Of_damaged_archives_and_with_another_passphrase_nothing_is_written()
    {
        await BackUpAsync();
        Lose();
        await File.WriteAllTextAsync(Path.Combine(_safe.Path, "passphrase"), "a passphrase of somebody else\n", Cancellation);
        (await RecoverAsync("--from", In("vault"))).Ended(1);
        Assert.False(File.Exists(_lab.ConfigFile) || Directory.Exists(_lab.StateDirectory), "something was written");

        Secret(Path.Combine(_safe.Path, "passphrase"));
        var newest = Directory.EnumerateFiles(In("vault/holdfast-own-state")).Order(StringComparer.Ordinal).Last();
        foreach (var other in Directory.EnumerateFiles(In("vault/holdfast-own-state")).Where(file => file != newest).ToArray()) File.Delete(other);
        var older = $"{newest[..newest.LastIndexOf('-')]}-20200101T000000Z.holdfast";
        await File.WriteAllBytesAsync(older, await File.ReadAllBytesAsync(newest, Cancellation), Cancellation);
        var bytes = await File.ReadAllBytesAsync(newest, Cancellation);
        bytes[^100] ^= 1;
        await File.WriteAllBytesAsync(newest, bytes, Cancellation);
        Assert.StartsWith("would recover", (await RecoverAsync("--from", In("vault"), "--dry-run")).Ended(0).Output, StringComparison.Ordinal);
        Assert.False(File.Exists(_lab.ConfigFile), "a dry run wrote");

        var told = (await RecoverAsync("--from", In("vault"))).Ended(0);

        Assert.Contains($"{Path.GetFileName(newest)} cannot be used", told.Error, StringComparison.Ordinal);
        Assert.Contains($"taken: {Path.GetFileName(older)}", told.Error, StringComparison.Ordinal);
        (await _lab.RunAsync("run", "mirror")).Ended(0);
    }

    private async Task<(string Config, IReadOnlyList<string> Runs)> BackUpAsync()
    {
        _lab.Write("d/one.txt", "one");
        _lab.Write("d/two.txt", "two");
        _lab.Write("left.tmp", "left out");
        (await _lab.RunAsync("run", "mirror")).Ended(0);
        await File.WriteAllTextAsync(In("password"), "Quite-a-long-one-9\n", Cancellation);
        (await _lab.RunAsync("user", "add", "keeper", "--role", "admin", "--password-file", In("password"))).Ended(0);
        for (var i = 0; i < 3; i++) (await _lab.RunAsync("run", "own")).Ended(0);
        Assert.InRange(Directory.EnumerateFiles(In("vault/holdfast-own-state")).Count(), 1, 2);
        Assert.DoesNotContain((await _lab.RunAsync("run", "mirror", "--json")).Ended(0).Rows("run"), run => run.GetProperty("tally").GetProperty("creates").GetInt64() > 0);
        Assert.DoesNotContain("own-state", (await _lab.RunAsync("findings", "--json")).Ended(0).Output, StringComparison.Ordinal);
        var runs = await RunsAsync("mirror");
        (await _lab.RunAsync("run", "own")).Ended(0);
        return (await File.ReadAllTextAsync(_lab.ConfigFile, Cancellation), runs);
    }

    private void Lose()
    {
        File.Delete(_lab.ConfigFile);
        Posix.RemoveTree(Posix.Join(In("keys"), default));
        Posix.RemoveTree(Posix.Join(_lab.StateDirectory, default));
    }

    // A bare machine: nothing says where configuration and state are but the archive.
    private Task<Answer> RecoverAsync(params string[] words) => _lab.StartAsync(Lab.Executable, ["recover", .. words, "--passphrase-file", Path.Combine(_safe.Path, "passphrase")]);

    private async Task<IReadOnlyList<string>> RunStatesAsync(string job) => [.. (await RunsAsync(job)).Select(run => run.Split(' ')[1])];

    private async Task<IReadOnlyList<string>> RunsAsync(string job) =>
        [.. (await _lab.RunAsync("history", "--json")).Ended(0).Rows("run").Where(run => run.GetProperty("job").GetString() == job).Select(run => $"{run.GetProperty("id").GetString()} {run.GetProperty("state").GetString()}")];

    private string In(string name) => Path.Combine(_lab.Directory, name);

    private static void Secret(string path)
    {
        File.WriteAllText(path, Words + "\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
