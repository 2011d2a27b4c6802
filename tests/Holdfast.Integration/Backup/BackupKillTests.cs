using System.Diagnostics;
using Holdfast.Integration.Cli;
using Holdfast.TestKit;

namespace Holdfast.Integration.Backup;

/// <summary>A backup to two places is killed again and again at work: both get everything, once.</summary>
public sealed class BackupKillTests(ITestOutputHelper output)
{
    [Fact]
    [Trait("lane", "slow")]
    [Trait("row", "D3")]
    [Trait("row", "D4")]
    [Trait("row", "N7")]
    public Task Two_thousand_changes_arrive_once_at_both_places_through_kills() => KillAsync(files: 2_000, kills: 12, isLong: false);

    [Fact]
    [Trait("lane", "long")]
    [Trait("row", "D3")]
    public Task Twenty_thousand_changes_arrive_once_at_both_places_through_kills() => KillAsync(files: 20_000, kills: 60, isLong: true);

    private async Task KillAsync(int files, int kills, bool isLong)
    {
        var seed = Faults.FaultCases.Seed(isLong);
        var chance = new Random(seed);
        using var place = new TempDirectory();
        foreach (var store in new[] { "data", "one", "two" }) place.Make(store);
        await File.WriteAllTextAsync(In(place, "holdfast.yaml"), """
            stores:
              data: { kind: local, path: data }
              one: { kind: local, path: one }
              two: { kind: local, path: two }
            jobs:
              backup: { kind: backup, from: data, to: [one, two], max-overwrite: none, batch: 100 }
            """, TestContext.Current.CancellationToken);
        for (var file = 0; file < files; file++) Write(place, file, "first", seed);
        var died = Kills(place, kills / 2, chance);
        Assert.Equal(0, Run(place).ExitCode);

        // What was killed while it carried them has carried each of them once: nothing was replaced.
        Assert.Equal(0, Kept(place));
        for (var file = 0; file < files; file += 10) Write(place, file, "second, and longer", seed);
        died += Kills(place, kills / 2, chance);
        var last = Run(place);
        Assert.True(last.ExitCode == 0, $"HOLDFAST_SEED={seed}: {last.Told}");
        Assert.Equal(2 * (files / 10), Kept(place));
        foreach (var store in new[] { "one", "two" }) Assert.Equal("", Difference(place, store));
        var nothing = Run(place);
        Assert.DoesNotContain("created", nothing.Told, StringComparison.Ordinal);
        output.WriteLine($"{died} of {kills} were killed at work (HOLDFAST_SEED={seed})");
    }

    private static int Kills(TempDirectory place, int kills, Random chance)
    {
        var died = 0;
        for (var i = 0; i < kills; i++)
        {
            using var process = Start(place);
            if (process.WaitForExit(TimeSpan.FromMilliseconds(400 + chance.Next(900)))) continue;
            process.Kill();
            process.WaitForExit();
            died++;
        }
        return died;
    }

    private static (int ExitCode, string Told) Run(TempDirectory place)
    {
        using var process = Start(place);
        var errors = process.StandardError.ReadToEndAsync();
        var told = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, told + errors.Result);
    }

    private static Process Start(TempDirectory place)
    {
        var info = Hostile.Shell.Info(Lab.Executable, ["run", "backup", "--config", In(place, "holdfast.yaml"), "--state", In(place, "state")]);
        info.WorkingDirectory = place.Path;
        info.Environment["NO_COLOR"] = "1";
        return Process.Start(info)!;
    }

    private static void Write(TempDirectory place, int file, string content, int seed)
    {
        var directory = place.Make(Path.Combine("data", $"d{file % 17}"));
        var path = Path.Combine(directory, $"f{file:D5}");
        File.WriteAllText(path, $"{content} {file} {seed}");
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(content.Length > 5 ? -1 : -2));
    }

    private static int Kept(TempDirectory place) => new[] { "one", "two" }.Sum(store => Directory.Exists(In(place, store, ".holdfast", "trash")) ? Directory.GetFiles(In(place, store, ".holdfast", "trash"), "f*", SearchOption.AllDirectories).Length : 0);

    private static string Difference(TempDirectory place, string store) => Hostile.Shell.Try("diff -r --exclude=.holdfast \"$1\" \"$2\"", In(place, "data"), In(place, store)).Output;

    private static string In(TempDirectory place, params string[] parts) => Path.Combine([place.Path, .. parts]);
}
