using System.Diagnostics;
using Holdfast.Integration.Cli;
using Holdfast.Integration.Hostile;
using Holdfast.TestKit;

namespace Holdfast.Integration.Databases;

/// <summary>Whoever owns the directory of a database puts other things beside it, or in its place: nothing elsewhere is read, made or changed.</summary>
[Collection("hostile")]
[Trait("lane", "slow")]
[Trait("row", "C13")]
[Trait("row", "N6")]
public sealed class PlantedFileTests
{
    private const int Nobody = 65534;

    [Theory]
    [InlineData("ln -s \"$2\" \"$1-wal\"")]
    [InlineData("ln \"$2\" \"$1-wal\"")]
    [InlineData("ln -s \"$2\" \"$1-journal\"")]
    [InlineData("ln \"$2\" \"$1-shm\"")]
    [InlineData("mkfifo \"$1-wal\"")]
    [InlineData("mkfifo \"$1-journal\"")]
    [InlineData("mkfifo \"$1-shm\"")]
    [InlineData("mkdir \"$1-journal\"")]
    [InlineData("ln \"$1\" \"$1.second\"")]
    public async Task What_is_planted_beside_a_database_in_use_is_neither_followed_nor_waited_for(string plant)
    {
        using var lab = new Lab(", max-overwrite: none");
        using var bank = Bank.Make(lab.Source("bank.db"), "delete");
        var secret = Path.Combine(lab.Directory, "secret");
        await File.WriteAllTextAsync(secret, "what nobody shall see", TestContext.Current.CancellationToken);
        using var holder = await HoldAsync(lab.Source("bank.db"));
        Shell.Run(plant, lab.Source("bank.db"), secret);

        var answer = await lab.RunAsync("run", "mirror");

        answer.Ended(1);
        var findings = (await lab.RunAsync("findings")).Output;
        Assert.Contains("no whole copy could be made", findings, StringComparison.Ordinal);
        // What is said of a process that was waited for in vain.
        Assert.DoesNotContain("did not come on", findings, StringComparison.Ordinal);
        Assert.False(File.Exists(lab.Copy("bank.db")));
        Assert.Equal("what nobody shall see", await File.ReadAllTextAsync(secret, TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(lab.StateDirectory, "captures")));
    }

    [Fact]
    public async Task Root_reads_a_database_of_somebody_as_that_one_and_leaves_nothing_beside_it()
    {
        Assert.SkipUnless(Posix.IsRoot, "only root reads what others own");
        using var lab = new Lab(", max-overwrite: none");
        using var bank = Bank.Make(lab.Source("bank.db"), "wal");
        Shell.Run("chmod 755 \"$2\"; chown -R 65534:65534 \"$1\"; chmod 700 \"$1\"; chmod 600 \"$1/bank.db\"", lab.Source(""), lab.Directory);
        using var holder = await HoldAsync(lab.Source("bank.db"));
        Shell.Run("chown 65534:65534 \"$1\"/*", lab.Source(""));
        var before = Shell.Run("cd \"$1\"; ls -ln --time-style=full-iso; sha256sum *", lab.Source(""));
        var trace = Path.Combine(lab.Directory, "trace");

        (await lab.StartAsync("strace", ["-f", "-qq", "-e", "trace=openat,setresuid", "-o", trace, Lab.Executable, "run", "mirror", "--config", lab.ConfigFile, "--state", lab.StateDirectory])).Ended(0);

        Assert.NotNull(Bank.Judge(lab.Copy("bank.db")).Last);
        Assert.Equal(before, Shell.Run("cd \"$1\"; ls -ln --time-style=full-iso; sha256sum *", lab.Source("")));
        var calls = await File.ReadAllLinesAsync(trace, TestContext.Current.CancellationToken);
        var became = Array.FindIndex(calls, call => call.Contains($"setresuid({Nobody}, {Nobody}, {Nobody}", StringComparison.Ordinal));
        var looked = calls.Index().Where(call => call.Item.Contains("/bank.db", StringComparison.Ordinal) && call.Item.Contains("/proc/self/fd/", StringComparison.Ordinal)).ToArray();
        Assert.True(became >= 0);
        Assert.NotEmpty(looked);
        Assert.All(looked, call => Assert.True(call.Index > became, $"before the rights were given up: {call.Item}"));
        Assert.All(looked, call => Assert.DoesNotContain("O_RDWR", call.Item, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("600", false)]
    [InlineData("644", true)]
    public async Task Roots_database_where_anybody_may_put_things_is_read_as_nobody(string mode, bool isRead)
    {
        Assert.SkipUnless(Posix.IsRoot, "only root has databases of root");
        using var lab = new Lab(", max-overwrite: none");
        using var bank = Bank.Make(lab.Source("bank.db"), "delete");
        using var holder = await HoldAsync(lab.Source("bank.db"));
        Shell.Run("chmod 1777 \"$1\"; chmod $2 \"$1/bank.db\"", lab.Source(""), mode);

        (await lab.RunAsync("run", "mirror")).Ended(isRead ? 0 : 1);

        Assert.Equal(isRead, File.Exists(lab.Copy("bank.db")));
    }

    [Fact]
    public async Task A_directory_that_is_swapped_all_the_time_never_leads_elsewhere()
    {
        using var lab = new Lab(", max-overwrite: none");
        var (box, elsewhere) = (lab.Source("box"), Path.Combine(lab.Directory, "elsewhere"));
        Directory.CreateDirectory(box);
        Directory.CreateDirectory(elsewhere);
        using var bank = Bank.Make(Path.Combine(box, "bank.db"), "wal").Work(1);
        using var other = Bank.Make(Path.Combine(elsewhere, "bank.db"), "wal");
        Shell.Run("sqlite3 \"$1\" \"INSERT INTO book VALUES (1, 'elsewhere'), (1000000, 'elsewhere')\"", Path.Combine(elsewhere, "bank.db"));
        var before = Shell.Run("cd \"$1\"; ls -ln --time-style=full-iso; sha256sum *", elsewhere);
        using var swapper = Process.Start(Shell.Info("bash", ["-c", "ln -s \"$2\" \"$1.link\"; while :; do mv --exchange -T \"$1\" \"$1.link\" 2>/dev/null || { mv -T \"$1\" \"$1.away\"; mv -T \"$1.link\" \"$1\"; mv -T \"$1\" \"$1.link\"; mv -T \"$1.away\" \"$1\"; }; done", "bash", box, elsewhere]))!;
        try
        {
            for (var run = 0; run < 5; run++)
            {
                Assert.InRange((await lab.RunAsync("run", "mirror")).Code, 0, 3);
                // While the box was a link, it was carried as one, and what is then behind that name is no copy.
                if (new DirectoryInfo(lab.Copy("box")).LinkTarget is not null || !File.Exists(lab.Copy("box/bank.db"))) continue;
                var (last, said) = Bank.Judge(lab.Copy("box/bank.db"));
                Assert.True(last is < 1_000_000, said);
            }
        }
        finally
        {
            swapper.Kill(entireProcessTree: true);
            await swapper.WaitForExitAsync(TestContext.Current.CancellationToken);
            bank.Stop();
        }
        Assert.Equal(before, Shell.Run("cd \"$1\"; ls -ln --time-style=full-iso; sha256sum *", elsewhere));
    }

    // Somebody is in the middle of a transaction, and has been so since this returned.
    private static async Task<Process> HoldAsync(string path)
    {
        var holder = Process.Start(Shell.Info("sqlite3", [path]))!;
        await holder.StandardInput.WriteLineAsync("PRAGMA wal_autocheckpoint = 0; INSERT INTO book SELECT coalesce(max(number), 0) + 1, 'held' FROM book; BEGIN; SELECT count(*) FROM book; SELECT 'held';");
        await holder.StandardInput.FlushAsync();
        while (await holder.StandardOutput.ReadLineAsync() is { } line && line != "held") continue;
        return holder;
    }
}
