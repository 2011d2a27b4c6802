using Holdfast.TestKit.Clouds.Drive;

namespace Holdfast.Tests.Adapters.Stores.GoogleDrive;

/// <summary>
/// A Drive at work on a network that misbehaves, many seeds for each way: what was acknowledged is there and once, what failed left either
/// what was before or all that was meant, and nothing replaced or removed is lost to the trash.
/// </summary>
[Trait("row", "D8")]
public sealed class DriveFaultTests
{
    public static TheoryData<string> Kinds => [.. DriveFaults.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    [Trait("lane", "slow")]
    public async Task Nothing_acknowledged_is_lost_torn_or_doubled(string kind)
    {
        for (var seed = 0; seed < 20; seed++) await RunAsync(kind, seed);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    [Trait("lane", "long")]
    public async Task Nothing_acknowledged_is_lost_torn_or_doubled_in_many_seeds(string kind)
    {
        for (var seed = 1000; seed < 1200; seed++) await RunAsync(kind, seed);
    }

    private static async Task RunAsync(string kind, int seed)
    {
        var bench = new DriveBench();
        DriveFaults? faults = null;
        bench.Between = server => faults ??= new DriveFaults(server, kind, new Random(seed), new[] { 0.05, 0.2, 0.5 }[seed % 3]) { IsOn = false };
        var run = $"{kind}, seed {seed}";
        FaultTrial trial;
        await using (var store = await bench.OpenAsync(bench.Options with { Rules = DriveBench.Hasty with { Budget = 20, BreaksAfter = int.MaxValue } }))
        {
            trial = new FaultTrial(store, new Random(seed), () => bench.Server.Contents, run) { Longest = 900_000 };
            await FaultTrial.LayAsync(store);
            faults!.IsOn = true;
            await trial.WorkAsync();
            var (calls, tries) = store.View.Service.Http.Calls.Count;
            if (!DriveFaults.IsThrottle(kind)) Assert.True(tries - calls <= 20 + 0.2 * calls, $"{run}: {tries} tries for {calls} calls");
            Assert.Equal(["127.0.0.1"], faults.Hosts);
        }

        bench.Between = null;
        await using var after = await bench.OpenAsync();
        var listed = await trial.JudgeAsync(after);
        Assert.True(listed.Count == 2 + FaultTrial.CountIn(listed), $"{run}: there is more than was written: {string.Join(", ", listed)}");
    }
}
