using System.Diagnostics;
using Holdfast.Integration.Cli;
using Holdfast.Integration.Hostile;

namespace Holdfast.Integration.Databases;

/// <summary>Databases are carried while applications work in them: every copy is one whole state that existed.</summary>
[Collection("hostile")]
[Trait("lane", "slow")]
[Trait("row", "C13")]
public sealed class LiveDatabaseTests
{
    [Fact]
    public Task Every_copy_of_a_database_under_writers_is_a_state_that_existed() => CopyAsync("wal");

    [Theory]
    [Trait("lane", "long")]
    [InlineData("delete")]
    [InlineData("truncate")]
    [InlineData("persist")]
    public Task Every_copy_of_a_database_under_writers_is_a_state_that_existed_with_a_journal(string mode) => CopyAsync(mode);

    private async Task CopyAsync(string mode)
    {
        using var lab = new Lab(", max-overwrite: none");
        using var bank = Bank.Make(lab.Source("bank.db"), mode).Work(2);
        var seen = new List<int>();

        for (var run = 0; run < 3; run++)
        {
            (await lab.RunAsync("run", "mirror")).Ended(0);
            var (last, said) = Bank.Judge(lab.Copy("bank.db"));
            Assert.True(last is not null, $"run {run}: {said}");
            seen.Add(last.Value);
        }

        Assert.Equal(seen.Order(), seen);
        Assert.True(seen[^1] > seen[0], $"no transfer was made between the first run and the last: {string.Join(", ", seen)}");
        Assert.Equal([lab.Copy("bank.db")], Directory.GetFiles(lab.Copy("")));
        bank.Stop();
    }

    [Theory]
    [InlineData("wal")]
    [InlineData("delete")]
    public async Task A_copy_that_was_made_is_not_made_again_and_agrees_when_it_is_checked(string mode)
    {
        using var lab = new Lab(", max-overwrite: none");
        using var bank = Bank.Make(lab.Source("bank.db"), mode).Work(2);
        (await lab.RunAsync("run", "mirror")).Ended(0);
        bank.Stop();

        (await lab.RunAsync("run", "mirror")).Ended(0);
        var again = (await lab.RunAsync("run", "mirror", "--json")).Ended(0);

        Assert.All(again.Rows("run"), run => Assert.Equal(0, run.GetProperty("tally").GetProperty("replaces").GetInt32()));
        (await lab.RunAsync("verify", "--read")).Ended(0);
        // Its log is part of the copy: alone it has all that the source has with its log.
        Shell.Run("cp \"$1\" \"$2\"", lab.Copy("bank.db"), Path.Combine(lab.Directory, "alone.db"));
        Assert.Equal(Bank.Content(lab.Source("bank.db")), Bank.Content(Path.Combine(lab.Directory, "alone.db")));
    }

    [Fact]
    public async Task What_is_only_in_the_log_is_a_change()
    {
        using var lab = new Lab(", max-overwrite: none");
        using var bank = Bank.Make(lab.Source("bank.db"), "wal").Work(1);
        (await lab.RunAsync("run", "mirror")).Ended(0);
        bank.Stop();
        (await lab.RunAsync("run", "mirror")).Ended(0);
        var before = Bank.Judge(lab.Copy("bank.db")).Last!.Value;
        using var open = Process.Start(Shell.Info("sqlite3", [lab.Source("bank.db")]))!;
        await open.StandardInput.WriteLineAsync("PRAGMA wal_autocheckpoint = 0; INSERT INTO book SELECT max(number) + 1, 'by hand' FROM book; SELECT 'done';");
        await open.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        while (await open.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && line != "done") continue;

        (await lab.RunAsync("run", "mirror")).Ended(0);

        Assert.Equal(before + 1, Bank.Judge(lab.Copy("bank.db")).Last);
        open.StandardInput.Close();
        await open.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_database_nobody_has_in_use_is_carried_byte_for_byte()
    {
        using var lab = new Lab(", max-overwrite: none");
        using var bank = Bank.Make(lab.Source("bank.db"), "wal");

        (await lab.RunAsync("run", "mirror")).Ended(0);

        Assert.Equal(await File.ReadAllBytesAsync(lab.Source("bank.db"), TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(lab.Copy("bank.db"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_watching_daemon_carries_what_is_written_to_a_log()
    {
        using var lab = new Lab(", max-overwrite: none");
        using var bank = Bank.Make(lab.Source("bank.db"), "wal");
        var daemon = await lab.StartDaemonAsync();
        await daemon.UntilAsync(() => File.Exists(lab.Copy("bank.db")), "the first copy");
        bank.Work(1);

        await daemon.UntilAsync(() => Bank.Judge(lab.Copy("bank.db")).Last > 0, "a copy with transfers");

        bank.Stop();
        Assert.Equal(0, await daemon.TerminateAsync());
        Assert.True(Bank.Judge(lab.Copy("bank.db")).Last > 0);
    }

    [Fact]
    public async Task A_backup_to_two_places_gives_both_the_same_state_and_an_older_one_back()
    {
        using var lab = new Lab(", max-overwrite: none");
        Directory.CreateDirectory(Path.Combine(lab.Directory, "second"));
        await File.WriteAllTextAsync(lab.ConfigFile, """
            stores:
              lab: { kind: local, path: lab }
              copy: { kind: local, path: copy }
              second: { kind: local, path: second }
            jobs:
              backup: { kind: backup, from: lab, to: [copy, second], max-overwrite: none }
            """, TestContext.Current.CancellationToken);
        using var bank = Bank.Make(lab.Source("bank.db"), "wal").Work(2);
        (await lab.RunAsync("run", "backup")).Ended(0);
        var first = Bank.Judge(lab.Copy("bank.db")).Last;
        var between = DateTimeOffset.UtcNow;
        await Task.Delay(TimeSpan.FromSeconds(1.1), TimeProvider.System, TestContext.Current.CancellationToken);
        (await lab.RunAsync("run", "backup")).Ended(0);
        bank.Stop();

        Assert.NotNull(first);
        Assert.True(Bank.Judge(lab.Copy("bank.db")).Last > first);
        Assert.NotNull(Bank.Judge(Path.Combine(lab.Directory, "second", "bank.db")).Last);
        var back = Directory.CreateDirectory(Path.Combine(lab.Directory, "back")).FullName;
        (await lab.RunAsync("restore", "copy:bank.db", "--at", between.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture), "--to", back)).Ended(0);
        Assert.Equal(first, Bank.Judge(Path.Combine(back, "bank.db")).Last);
    }

    [Fact]
    public void Without_this_the_same_work_tears_copies()
    {
        using var lab = new Lab(", max-overwrite: none");
        using var bank = Bank.Make(lab.Source("bank.db"), "delete").Work(3);
        var torn = 0;

        for (var copied = 0; copied < 200 && torn == 0; copied++)
        {
            Shell.Run("cp \"$1\" \"$2\"", lab.Source("bank.db"), lab.Copy("plain.db"));
            if (Bank.Judge(lab.Copy("plain.db")).Last is null) torn++;
        }

        Assert.True(torn > 0, "200 plain copies were whole: these tests could not fail");
    }
}
