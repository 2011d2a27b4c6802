using Holdfast.Integration.Drive;
using Holdfast.Integration.Sftp;
using Holdfast.TestKit;
using Holdfast.TestKit.Clouds;

namespace Holdfast.Integration.Cli;

/// <summary>A machine that is gone comes back from what it had sent away, by nothing but an address.</summary>
[Trait("row", "N13")]
[Trait("lane", "slow")]
public sealed class RecoverFarTests : IDisposable
{
    private readonly Lab _lab = new();
    private readonly TempDirectory _safe = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Words => Path.Combine(_safe.Path, "passphrase");

    public void Dispose()
    {
        _lab.Dispose();
        _safe.Dispose();
    }

    [Fact]
    public async Task From_a_server_by_sftp()
    {
        await using var server = new SshServer();
        await server.StartAsync();
        var before = await BackUpAsync($"far: {{ kind: sftp, host: direct, path: {server.Root}, ssh-config: {server.ConfigFile} }}");

        await ComeBackAsync(before, $"sftp://direct{server.Root}?ssh-config={Uri.EscapeDataString(server.ConfigFile)}");
    }

    [Fact]
    public async Task From_a_bucket()
    {
        var bucket = new FakeS3(TimeProvider.System);
        await using var server = await HandlerServer.StartAsync(bucket);
        var before = await BackUpAsync($"far: {{ kind: s3, endpoint: \"{server.Address}\", bucket: b, prefix: kept, path-style: true, access-key: key, secret-key: secret }}");
        Assert.Contains(bucket.Contents.Keys, key => key.StartsWith("kept/holdfast-own-state/", StringComparison.Ordinal));

        await ComeBackAsync(before, $"s3://b/kept?endpoint={Uri.EscapeDataString(server.Address)}&path-style=true&access-key=key&secret-key=secret");
    }

    private async Task<string> BackUpAsync(string far)
    {
        await File.WriteAllTextAsync(Words, "a long and quiet passphrase\n", Cancellation);
        File.SetUnixFileMode(Words, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(_lab.ConfigFile, $$"""
            stores:
              lab:  { kind: local, path: {{_lab.Source("")}} }
              copy: { kind: local, path: {{_lab.Copy("")}} }
              {{far}}
            jobs:
              mirror: { kind: mirror, from: lab, to: [copy] }
              own:    { kind: own-state, to: [far], passphrase: "file:{{Words}}" }
            """, Cancellation);
        _lab.Write("one.txt", "one");
        (await _lab.RunAsync("run", "mirror")).Ended(0);
        var runs = await RunsAsync();
        (await _lab.RunAsync("run", "own")).Ended(0);
        return runs;
    }

    // Nothing says where configuration and state are but the archive.
    private async Task ComeBackAsync(string before, string from)
    {
        var config = await File.ReadAllTextAsync(_lab.ConfigFile, Cancellation);
        File.Delete(_lab.ConfigFile);
        Posix.RemoveTree(Posix.Join(_lab.StateDirectory, default));

        (await _lab.StartAsync(Lab.Executable, ["recover", "--from", from, "--passphrase-file", Words])).Ended(0);

        Assert.Equal(config, await File.ReadAllTextAsync(_lab.ConfigFile, Cancellation));
        Assert.Equal(before, await RunsAsync());
        var run = Assert.Single((await _lab.RunAsync("run", "mirror", "--json")).Ended(0).Rows("run"));
        Assert.Equal((0, 0), (run.GetProperty("tally").GetProperty("creates").GetInt64(), run.GetProperty("tally").GetProperty("adopts").GetInt64()));
    }

    private async Task<string> RunsAsync() =>
        string.Join('\n', (await _lab.RunAsync("history", "--json")).Ended(0).Rows("run").Where(run => run.GetProperty("job").GetString() == "mirror").Select(run => $"{run.GetProperty("id").GetString()} {run.GetProperty("state").GetString()}"));
}
