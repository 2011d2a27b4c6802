using System.Text;
using Holdfast.TestKit.Clouds;

namespace Holdfast.Tests.Adapters.Stores.Rclone;

/// <summary>
/// A store at work through an rclone that misbehaves, many seeds for each way: what was acknowledged is there, what failed left either
/// what was before or all that was meant, nothing replaced or removed is lost to the trash, and what could not be listed is never told as
/// empty. What rclone itself makes of a remote that fails is its own.
/// </summary>
[Trait("row", "D12")]
[Trait("row", "D8")]
public sealed class RcloneFaultTests
{
    private const int Budget = 20;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => [.. RcloneFaults.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    [Trait("lane", "slow")]
    public async Task Nothing_acknowledged_is_lost_or_torn(string kind)
    {
        var struck = 0;
        for (var seed = 0; seed < 20; seed++) struck += await RunAsync(kind, seed);
        Assert.True(struck > 0, $"{kind} struck nothing");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    [Trait("lane", "long")]
    public async Task Nothing_acknowledged_is_lost_or_torn_in_many_seeds(string kind)
    {
        for (var seed = 1000; seed < 1200; seed++) await RunAsync(kind, seed);
    }

    private static async Task<int> RunAsync(string kind, int seed)
    {
        var isBucket = seed % 2 == 1;
        using var bench = new RcloneBench(isBucket);
        using var faults = bench.Faults = new RcloneFaults(bench.Server, isBucket, kind, new Random(seed), new[] { 0.03, 0.1, 0.3 }[seed % 3]) { IsOn = false };
        var run = $"{kind}, seed {seed}";
        FaultTrial trial;
        await using (var store = await bench.OpenAsync(bench.Options with { Rules = RcloneBench.Hasty with { Budget = Budget, BreaksAfter = int.MaxValue } }))
        {
            await using var held = await store.TryLockAsync(Cancellation);
            // Where nothing is replaced in one step, a replacement that fails twice leaves the name free and the file in the trash.
            trial = new FaultTrial(store, new Random(seed), () => bench.Server.Contents.Select(Encoding.ASCII.GetString), run) { Lists = true, Longest = 300_000, LeavesFree = !isBucket };
            await FaultTrial.LayAsync(store);
            faults.IsOn = true;
            await trial.WorkAsync();
            faults.IsOn = false;
            var (calls, tries) = store.Service.Calls.Count;
            if (!RcloneFaults.IsThrottle(kind)) Assert.True(tries - calls <= Budget + 0.2 * calls, $"{run}: {tries} tries for {calls} calls");
        }
        await using var after = await bench.OpenAsync();
        await using var again = await after.TryLockAsync(Cancellation);
        await trial.JudgeAsync(after);
        return faults.Count;
    }
}
