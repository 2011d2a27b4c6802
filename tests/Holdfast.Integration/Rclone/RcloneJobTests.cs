using Holdfast.Integration.Cli;

namespace Holdfast.Integration.Rclone;

/// <summary>The program at work on remotes of rclone's, judged by rclone itself.</summary>
[Trait("row", "D12")]
[Trait("lane", "slow")]
public sealed class RcloneJobTests : IDisposable
{
    private readonly RclonePlace _place = new();
    private readonly Lab _lab = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _lab.Dispose();
        _place.Dispose();
    }

    [Fact]
    [Trait("row", "N3")]
    public async Task A_mirror_to_an_encrypting_remote_is_what_rclone_reads_there()
    {
        await ConfigureAsync("mirror: { kind: mirror, from: lab, to: [vault], extraneous: delete, max-overwrite: none }");
        _lab.Write("d/one.txt", "one");
        _lab.Write("d/two words & more.txt", "two");
        File.WriteAllBytes(_lab.Source("large"), new byte[3 << 20]);
        Directory.CreateDirectory(_lab.Source("empty"));
        (await _lab.RunAsync("run")).Ended(0);
        Assert.Equal(0, (await CheckAsync("vault:")).ExitCode);
        Assert.Contains("nothing to do", (await _lab.RunAsync("run")).Ended(0).Output, StringComparison.Ordinal);
        (await _lab.RunAsync("verify", "--read")).Ended(0);
        Assert.Equal("one", (await _place.RunAsync("cat", "vault:d/one.txt")).Said);
        Assert.DoesNotContain("one.txt", string.Join('\n', Directory.GetFiles(_place.Sealed, "*", SearchOption.AllDirectories)), StringComparison.Ordinal);

        _lab.Write("d/one.txt", "another one");
        File.Delete(_lab.Source("d/two words & more.txt"));
        (await _lab.RunAsync("run")).Ended(0);
        var (code, said) = await CheckAsync("vault:");
        Assert.True(code == 0, said);
        (await _lab.RunAsync("restore", "--store", "vault", "d/two words & more.txt")).Ended(0);
        Assert.Equal("two", (await _place.RunAsync("cat", "vault:d/two words & more.txt")).Said);
    }

    [Fact]
    public async Task A_backup_keeps_versions_there_and_a_copy_comes_back()
    {
        await ConfigureAsync("backup: { kind: backup, from: lab, to: [box], max-overwrite: none }\n  back: { kind: copy, from: box, to: [copy] }");
        _lab.Write("d/one.txt", "first");
        (await _lab.RunAsync("run", "backup")).Ended(0);
        _lab.Write("d/one.txt", "second");
        // Older than the grain of any clock: what is new could have changed within the second of its time.
        File.SetLastWriteTimeUtc(_lab.Source("d/one.txt"), new DateTime(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        (await _lab.RunAsync("run", "backup")).Ended(0);
        Assert.Equal(0, (await CheckAsync("box:")).ExitCode);
        Assert.Contains("first", Directory.GetFiles(Path.Combine(_place.Root, ".holdfast", "trash"), "one.txt", SearchOption.AllDirectories).Select(File.ReadAllText));

        (await _lab.RunAsync("run", "back")).Ended(0);
        Assert.Equal("second", await File.ReadAllTextAsync(_lab.Copy("d/one.txt"), Cancellation));
        Assert.True(Directory.GetLastWriteTimeUtc(_lab.Copy("d")).Year > 2000, "the directory got a time that nobody told");
        Assert.Contains("nothing to do", (await _lab.RunAsync("run", "back")).Ended(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_remote_can_do_is_found_out()
    {
        await ConfigureAsync("mirror: { kind: mirror, from: lab, to: [vault] }");
        _lab.Write("f", "1");
        (await _lab.RunAsync("run")).Ended(0);
        var told = (await _lab.RunAsync("stores", "test", "vault")).Ended(0).Output;
        foreach (var line in new[] { "rclone 1.", "keeps times of 1 s", "may write", "may read", "may list", "may remove" }) Assert.Contains(line, told, StringComparison.Ordinal);
        Assert.Contains("rclone:vault:", (await _lab.RunAsync("doctor")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_used_ends_a_run_with_the_code_for_it()
    {
        await ConfigureAsync("mirror: { kind: mirror, from: lab, to: [attic] }", "attic: { kind: rclone, remote: \"attic:\", rclone-config: " + _place.ConfigFile + " }");
        var refused = (await _lab.RunAsync("run")).Ended(6);
        Assert.Contains("attic: cannot be used: didn't find section", refused.Output + refused.Error, StringComparison.Ordinal);
        await ConfigureAsync("mirror: { kind: mirror, from: lab, to: [attic] }", "attic: { kind: rclone, remote: \"attic:\", rclone-program: /nowhere/rclone }");
        refused = (await _lab.RunAsync("run")).Ended(6);
        Assert.Contains("there is no /nowhere/rclone", refused.Output + refused.Error, StringComparison.Ordinal);
        await ConfigureAsync("mirror: { kind: mirror, from: lab, to: [attic] }", "attic: { kind: rclone, remote: \":sftp,host=h,pass=p:\" }");
        (await _lab.RunAsync("run")).Ended(2);
    }

    private Task<(int ExitCode, string Said)> CheckAsync(string remote) => _place.RunAsync("check", "--download", "--exclude", "/.holdfast/**", _lab.Source(""), remote);

    private Task ConfigureAsync(string jobs, string? more = null) => File.WriteAllTextAsync(_lab.ConfigFile, $$"""
        stores:
          lab: { kind: local, path: {{_lab.Source("")}} }
          copy: { kind: local, path: {{_lab.Copy("")}} }
          {{more ?? $$"""vault: { kind: rclone, remote: "vault:", rclone-config: {{_place.ConfigFile}} }"""}}
          box: { kind: rclone, remote: "box:", rclone-config: {{_place.ConfigFile}} }
        jobs:
          {{jobs}}
        """, Cancellation);
}
