namespace Holdfast.Integration.Cli;

/// <summary>What runs did can be proven, and put back.</summary>
[Trait("lane", "slow")]
public sealed class ProofTests
{
    [Fact]
    [Trait("row", "L13")]
    public async Task Restoring_a_run_brings_back_what_it_overwrote_removed_and_gave_another_mode()
    {
        using var lab = new Lab();
        lab.Write("overwritten.txt", "before");
        lab.Write("removed.txt", "removed");
        lab.Write("moded.txt", "moded");
        lab.Write("other.txt", "untouched");
        (await lab.RunAsync("run", "mirror")).Ended(0);
        var mode = File.GetUnixFileMode(lab.Copy("moded.txt"));
        lab.Write("overwritten.txt", "after it");
        File.Delete(lab.Source("removed.txt"));
        File.SetUnixFileMode(lab.Source("moded.txt"), UnixFileMode.UserRead);
        var run = (await lab.RunAsync("run", "mirror", "--json")).Ended(0).Rows("run").Single().GetProperty("id").GetString()!;
        Assert.Equal("after it", File.ReadAllText(lab.Copy("overwritten.txt")));
        Assert.False(File.Exists(lab.Copy("removed.txt")));
        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(lab.Copy("moded.txt")));

        (await lab.RunAsync("restore", "--run", run)).Ended(0);

        Assert.Equal("before", File.ReadAllText(lab.Copy("overwritten.txt")));
        Assert.Equal("removed", File.ReadAllText(lab.Copy("removed.txt")));
        Assert.Equal(mode, File.GetUnixFileMode(lab.Copy("moded.txt")));
        Assert.Equal("untouched", File.ReadAllText(lab.Copy("other.txt")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("row", "N11")]
    [Trait("row", "L13")]
    public async Task A_name_that_is_not_utf8_is_typed_like_any_other_with_a_daemon_and_without(bool hasDaemon)
    {
        using var lab = new Lab(", max-overwrite: none");
        await ShellAsync(lab, "printf first > lab/$'caf\\xe9'");
        if (hasDaemon) await lab.StartDaemonAsync();
        (await lab.RunAsync("run", "mirror")).Ended(0);
        await ShellAsync(lab, "printf 'the second' > lab/$'caf\\xe9'");
        (await lab.RunAsync("run", "mirror")).Ended(0);

        var explained = await ShellAsync(lab, "holdfast explain --json copy/$'caf\\xe9'");
        Assert.Contains(explained.Rows("operation"), row => row.GetProperty("path_b64").GetString() == "Y2Fm6Q==");
        await ShellAsync(lab, "holdfast restore \"$PWD\"/copy/$'caf\\xe9'");

        Assert.Equal("first", (await ShellAsync(lab, "cat copy/$'caf\\xe9'")).Output);
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("verify --read")]
    [Trait("row", "N3")]
    public async Task Verifying_finds_an_edit_that_kept_size_and_time(string command)
    {
        using var lab = new Lab();
        lab.Write("data/one.txt", "what stands here");
        lab.Write("data/two.txt", "and here");
        // A time that can be set back to the nanosecond by what .NET offers.
        File.SetLastWriteTimeUtc(lab.Source("data/one.txt"), new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc));
        (await lab.RunAsync("run")).Ended(0);
        (await lab.RunAsync(command.Split(' '))).Ended(0);
        var time = File.GetLastWriteTimeUtc(lab.Copy("data/one.txt"));
        await using (var file = new FileStream(lab.Copy("data/one.txt"), FileMode.Open)) file.Write("What"u8);
        File.SetLastWriteTimeUtc(lab.Copy("data/one.txt"), time);

        var found = (await lab.RunAsync([.. command.Split(' '), "--json"])).Ended(1);

        var finding = Assert.Single(found.Rows("finding"));
        Assert.Equal("data/one.txt", finding.GetProperty("path").GetString());
    }

    // Only a shell can give a program words that are not UTF-8. There the program, with its options, is 'holdfast'.
    private static async Task<Answer> ShellAsync(Lab lab, string script) =>
        (await lab.StartAsync("bash", ["-c", $"holdfast() {{ \"$0\" \"$@\" --config '{lab.ConfigFile}' --state '{lab.StateDirectory}'; }}; {script}", Lab.Executable])).Ended(0);
}
