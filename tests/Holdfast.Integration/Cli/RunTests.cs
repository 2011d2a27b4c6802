using Holdfast.TestKit;

namespace Holdfast.Integration.Cli;

/// <summary>The built program runs jobs, and its exit codes say how they ended.</summary>
[Trait("lane", "slow")]
public sealed class RunTests
{
    [Fact]
    [Trait("row", "L2")]
    [Trait("row", "L3")]
    public async Task A_run_puts_modes_right_and_carries_the_tree_and_a_second_one_has_nothing_to_do()
    {
        using var lab = new Lab();
        lab.Write("data/one.txt", "one");
        File.SetUnixFileMode(lab.Source("data/one.txt"), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        (await lab.RunAsync("run")).Ended(0);

        Assert.Equal("one", File.ReadAllText(lab.Copy("data/one.txt")));
        Assert.Equal(0x1B4, (int)File.GetUnixFileMode(lab.Copy("data/one.txt")));
        Assert.Equal(0x1FD, (int)File.GetUnixFileMode(lab.Copy("data")));
        Assert.Equal(File.GetLastWriteTimeUtc(lab.Source("data/one.txt")), File.GetLastWriteTimeUtc(lab.Copy("data/one.txt")));
        var again = (await lab.RunAsync("run", "--json")).Ended(0);
        Assert.Equal([0, 0], again.Rows("run").Select(run => run.GetProperty("tally").GetProperty("done").GetInt64()));
    }

    [Fact]
    public async Task Jobs_run_in_the_order_in_which_they_are_named()
    {
        using var lab = new Lab();
        lab.Write("one.txt", "one");

        var answer = (await lab.RunAsync("run", "mirror", "permissions", "--json")).Ended(0);

        Assert.Equal(["mirror", "permissions"], answer.Rows("run").Select(run => run.GetProperty("job").GetString()));
    }

    [Fact]
    public async Task A_dry_run_touches_nothing()
    {
        using var lab = new Lab();
        lab.Write("one.txt", "one");

        var answer = (await lab.RunAsync("run", "mirror", "-n", "--json")).Ended(0);

        Assert.Contains(answer.Rows("operation"), operation => operation.GetProperty("path").GetString() == "one.txt");
        Assert.False(File.Exists(lab.Copy("one.txt")));
    }

    [Fact]
    public async Task One_file_that_cannot_be_written_ends_the_run_with_1_and_the_others_are_carried()
    {
        using var lab = new Lab();
        lab.Write("small.txt", "small");
        lab.Write("too-large.bin", new string('x', 12 << 20));

        // No file may become larger than 8 MiB; without W^X because .NET would map its code by a file larger than that.
        const string Limited = "trap '' XFSZ; ulimit -f 8192; export DOTNET_EnableWriteXorExecute=0; exec \"$@\"";
        var answer = await lab.StartAsync("bash", ["-c", Limited, "bash", Lab.Executable, "run", "mirror", "--config", lab.ConfigFile, "--state", lab.StateDirectory]);

        answer.Ended(1);
        Assert.Equal("small", File.ReadAllText(lab.Copy("small.txt")));
        Assert.False(File.Exists(lab.Copy("too-large.bin")));
        (await lab.RunAsync("run", "mirror")).Ended(0);
        Assert.Equal(12 << 20, new FileInfo(lab.Copy("too-large.bin")).Length);
    }

    [Fact]
    public async Task A_run_that_would_delete_too_much_ends_with_3_touches_nothing_and_goes_on_when_approved()
    {
        using var lab = new Lab();
        for (var i = 0; i < 100; i++) lab.Write($"data/{i}.txt", "kept");
        (await lab.RunAsync("run", "mirror")).Ended(0);
        for (var i = 0; i < 80; i++) File.Delete(lab.Source($"data/{i}.txt"));

        var refused = (await lab.RunAsync("run", "mirror", "--json")).Ended(3).Rows("run").Single();

        Assert.Equal("refused", refused.GetProperty("state").GetString());
        Assert.Equal(100, Directory.GetFiles(lab.Copy("data")).Length);
        (await lab.RunAsync("approve", refused.GetProperty("id").GetString()!, "-n")).Ended(0);
        Assert.Equal(100, Directory.GetFiles(lab.Copy("data")).Length);
        (await lab.RunAsync("approve", refused.GetProperty("id").GetString()!)).Ended(0);
        Assert.Equal(20, Directory.GetFiles(lab.Copy("data")).Length);
    }

    [Fact]
    public async Task A_store_that_is_not_there_ends_the_run_with_6()
    {
        using var lab = new Lab();
        Posix.RemoveTree(Posix.Join(lab.Source(""), default));

        (await lab.RunAsync("run", "mirror")).Ended(6);
    }

    [Fact]
    public async Task An_unknown_job_ends_with_2()
    {
        using var lab = new Lab();

        (await lab.RunAsync("run", "nothing-of-this-name")).Ended(2);
    }
}
