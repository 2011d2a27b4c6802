using Holdfast.Integration.Cli;
using Holdfast.Integration.Hostile;

namespace Holdfast.Integration.Databases;

/// <summary>What an application that died left beside its database would be taken for a part of the restored one, by SQLite itself.</summary>
[Collection("hostile")]
[Trait("lane", "slow")]
[Trait("row", "C13")]
public sealed class StaleLogTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("wal", "-wal")]
    [InlineData("persist", "-journal")]
    public async Task A_database_comes_back_as_it_was_once_what_lies_beside_it_is_away(string mode, string beside)
    {
        using var lab = new Lab();
        await File.WriteAllTextAsync(lab.ConfigFile, """
            stores:
              lab: { kind: local, path: lab }
              copy: { kind: local, path: copy }
            jobs:
              backup: { kind: backup, from: lab, to: [copy] }
            """, Cancellation);
        var (there, log) = (lab.Source("bank.db"), lab.Source("bank.db" + beside));
        using var bank = Bank.Make(there, mode);
        (await lab.RunAsync("run", "backup")).Ended(0);
        var kept = Bank.Content(lab.Copy("bank.db"));
        bank.Work(1).Stop();
        if (mode != "wal") bank.Cut();
        File.Delete(there);
        Assert.True(new FileInfo(log).Length > 0, "the application left nothing behind");

        var refused = await lab.RunAsync("restore", "copy:bank.db", "--to", lab.Source(""));

        Assert.Contains($"bank.db{beside} belongs to the database that stood here", refused.Ended(1).Output + refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(there), "it was restored beside what would spoil it");
        Assert.NotEqual(kept, Spoilt(lab, beside));
        File.Move(log, log + ".old");
        (await lab.RunAsync("restore", "copy:bank.db", "--to", lab.Source(""))).Ended(0);
        Assert.Equal(kept, Bank.Content(there));
    }

    // What the application would read, had it been restored all the same.
    private static string Spoilt(Lab lab, string beside)
    {
        var place = Directory.CreateDirectory(Path.Combine(lab.Directory, "spoilt")).FullName;
        Shell.Run("cp \"$1/bank.db\" \"$3\"; cp \"$2/bank.db$4\" \"$3\"", lab.Copy(""), lab.Source(""), place, beside);
        return Bank.Content(Path.Combine(place, "bank.db"));
    }
}
