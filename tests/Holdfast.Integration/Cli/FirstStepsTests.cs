namespace Holdfast.Integration.Cli;

/// <summary>From nothing, or from the system before, to trees that are right.</summary>
[Trait("lane", "slow")]
public sealed class FirstStepsTests
{
    [Fact]
    public async Task A_first_configuration_is_written_is_valid_and_runs()
    {
        using var lab = Unconfigured();
        lab.Write("one.txt", "one");

        (await lab.RunAsync("init", "--from", lab.Source(""), "--to", lab.Copy(""), "--files", "640")).Ended(0);
        (await lab.RunAsync("config", "validate")).Ended(0);
        (await lab.RunAsync("run")).Ended(0);

        Assert.Equal("one", File.ReadAllText(lab.Copy("one.txt")));
        Assert.Equal(0x1A0, (int)File.GetUnixFileMode(lab.Copy("one.txt")));
        (await lab.RunAsync("init", "--from", lab.Source(""), "--to", lab.Copy(""))).Ended(2);
    }

    [Fact]
    [Trait("row", "L17")]
    public async Task An_old_file_is_carried_over_and_its_copy_deletes_nothing_as_before()
    {
        using var lab = Unconfigured();
        lab.Write("one.txt", "one");
        lab.Write("two.txt", "two");
        var old = Path.Combine(lab.Directory, "data-sync.conf");
        File.WriteAllText(old, """
            # the old file
            SYNC_INTERVAL=300
            PERMISSION_CHECK_INTERVAL=60
            SYNC_INTERVAL=120
            LEGACY_SYNC_ENABLED=true
            LOG_FILE="data-sync.log"
            """);

        var told = (await lab.RunAsync("import", old, "--from", lab.Source(""), "--to", lab.Copy(""), "--json")).Ended(0);
        (await lab.RunAsync("config", "validate")).Ended(0);
        (await lab.RunAsync("run")).Ended(0);
        File.Delete(lab.Source("one.txt"));
        File.WriteAllText(lab.Copy("theirs.txt"), "theirs");
        (await lab.RunAsync("run")).Ended(0);

        Assert.Contains("every: 2m", File.ReadAllText(lab.ConfigFile), StringComparison.Ordinal);
        Assert.Contains(told.Rows(), line => line.TryGetProperty("line", out var number) && number.GetInt32() == 2 && line.GetProperty("needs_a_look").GetBoolean());
        Assert.Equal("one", File.ReadAllText(lab.Copy("one.txt")));
        Assert.Equal("theirs", File.ReadAllText(lab.Copy("theirs.txt")));
        Assert.NotEqual(0, new FileInfo(Path.Combine(lab.Directory, "data-sync.log")).Length);
    }

    [Fact]
    [Trait("row", "L17")]
    public async Task Old_habits_work()
    {
        using var lab = Unconfigured();
        lab.Write("one.txt", "one");

        (await lab.RunAsync("--create-config", "--from", lab.Source(""), "--to", lab.Copy(""))).Ended(0);
        (await lab.RunAsync("--once")).Ended(0);
        var status = (await lab.RunAsync("--status")).Ended(0);

        Assert.Equal("one", File.ReadAllText(lab.Copy("one.txt")));
        Assert.Contains("succeeded", status.Output, StringComparison.Ordinal);
    }

    private static Lab Unconfigured()
    {
        var lab = new Lab();
        File.Delete(lab.ConfigFile);
        return lab;
    }
}
