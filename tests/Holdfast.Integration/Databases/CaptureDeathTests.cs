using System.Diagnostics;
using Holdfast.Integration.Cli;
using Holdfast.Integration.Hostile;

namespace Holdfast.Integration.Databases;

/// <summary>Applications, the program and its processes die at any moment: copies stay whole, and the next run makes good.</summary>
[Collection("hostile")]
[Trait("lane", "slow")]
[Trait("row", "C13")]
[Trait("row", "N7")]
public sealed class CaptureDeathTests
{
    [Theory]
    [InlineData("delete")]
    [InlineData("persist")]
    [InlineData("wal")]
    public async Task A_change_that_its_application_did_not_live_to_finish_is_in_no_copy(string mode)
    {
        using var lab = new Lab(", max-overwrite: none");
        using var bank = Bank.Make(lab.Source("bank.db"), mode);
        bank.Cut();
        var before = Shell.Run("cd \"$1\"; ls -l --time-style=full-iso; sha256sum *", lab.Source(""));

        (await lab.RunAsync("run", "mirror")).Ended(0);

        Assert.Equal((0, "0"), Bank.Judge(lab.Copy("bank.db")));
        Assert.Equal(before, Shell.Run("cd \"$1\"; ls -l --time-style=full-iso; sha256sum *", lab.Source("")));
        Assert.All((await lab.RunAsync("run", "mirror", "--json")).Ended(0).Rows("run"), run => Assert.Equal(0, run.GetProperty("tally").GetProperty("replaces").GetInt32()));
    }

    [Fact]
    public async Task A_log_whose_shared_memory_is_gone_is_read_all_the_same()
    {
        using var lab = new Lab(", max-overwrite: none");
        using var bank = Bank.Make(lab.Source("bank.db"), "wal").Work(1);
        bank.Stop();
        File.Delete(lab.Source("bank.db-shm"));

        (await lab.RunAsync("run", "mirror")).Ended(0);

        Assert.NotNull(Bank.Judge(lab.Copy("bank.db")).Last);
        Assert.False(File.Exists(lab.Source("bank.db-shm")));
    }

    [Fact]
    public async Task The_death_of_a_process_that_copies_costs_that_copy_alone()
    {
        using var lab = new Lab(", max-overwrite: none");
        lab.Write("text", "carried");
        using var bank = Bank.Make(lab.Source("bank.db"), "delete");
        // As long as somebody has it to themselves, who is to copy it waits: it cannot have been faster than we are.
        using var holder = await HoldAsync(lab.Source("bank.db"));
        using var run = Start(lab);
        var child = await ChildAsync(run);

        Assert.True(child is not null, "no process was begun that copies");
        child.Kill();
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("carried", await File.ReadAllTextAsync(lab.Copy("text"), TestContext.Current.CancellationToken));
        Assert.False(File.Exists(lab.Copy("bank.db")));
        holder.StandardInput.Close();
        await holder.WaitForExitAsync(TestContext.Current.CancellationToken);
        (await lab.RunAsync("run", "mirror")).Ended(0);
        Assert.NotNull(Bank.Judge(lab.Copy("bank.db")).Last);
    }

    [Fact]
    public async Task The_death_of_the_program_ends_the_process_that_copies_and_leaves_a_whole_copy()
    {
        using var lab = new Lab(", max-overwrite: none");
        using var bank = Bank.Make(lab.Source("bank.db"), "delete").Work(2);
        (await lab.RunAsync("run", "mirror")).Ended(0);
        for (var round = 0; round < 4; round++)
        {
            using var run = Start(lab);
            var child = await ChildAsync(run);
            run.Kill();
            await run.WaitForExitAsync(TestContext.Current.CancellationToken);
            if (child is not null) await TestKit.Eventually.SoonAsync(child.WaitForExitAsync(TestContext.Current.CancellationToken), "the process that copies to end");
            Assert.NotNull(Bank.Judge(lab.Copy("bank.db")).Last);
        }
        (await lab.RunAsync("run", "mirror")).Ended(0);
        bank.Stop();
        Assert.NotNull(Bank.Judge(lab.Copy("bank.db")).Last);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(lab.StateDirectory, "captures")));
    }

    private static async Task<Process> HoldAsync(string path)
    {
        var holder = Process.Start(Shell.Info("sqlite3", [path]))!;
        await holder.StandardInput.WriteLineAsync("BEGIN EXCLUSIVE; SELECT 'held';");
        await holder.StandardInput.FlushAsync();
        Assert.Equal("held", await holder.StandardOutput.ReadLineAsync());
        return holder;
    }

    private static Process Start(Lab lab)
    {
        var info = Shell.Info(Lab.Executable, ["run", "mirror", "--config", lab.ConfigFile, "--state", lab.StateDirectory]);
        info.Environment["HOLDFAST_SERVER_LISTEN"] = "off";
        return Process.Start(info)!;
    }

    // The kernel tells a process's children; it is asked until there is one, or the process has ended.
    private static async Task<Process?> ChildAsync(Process run)
    {
        while (!run.HasExited)
        {
            var children = Shell.Try("cat /proc/\"$1\"/task/*/children 2>/dev/null", $"{run.Id}").Output;
            foreach (var word in children.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
            {
                try { return Process.GetProcessById(int.Parse(word, System.Globalization.CultureInfo.InvariantCulture)); }
                catch (ArgumentException) { /* it has ended already */ }
            }
            await Task.Yield();
        }
        return null;
    }
}
