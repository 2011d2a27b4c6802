using System.Text;
using Holdfast.TestKit.Clouds.Sftp;

namespace Holdfast.Tests.Adapters.Stores.Sftp;

/// <summary>
/// A store at work on a line and a server that misbehave, many seeds for each way: what was acknowledged is there even when the power
/// is cut afterwards, what failed left either what was before or all that was meant, nothing replaced or removed is lost to the trash,
/// and what could not be listed is never told as empty.
/// </summary>
[Trait("row", "C2")]
[Trait("row", "D8")]
public sealed class SftpFaultTests
{
    private const int Budget = 20;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => [.. SftpFaults.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    [Trait("lane", "slow")]
    public async Task Nothing_acknowledged_is_lost_or_torn(string kind)
    {
        var struck = new HashSet<SftpAct>();
        for (var seed = 0; seed < 20; seed++) struck.UnionWith(await RunAsync(kind, seed));
        Assert.NotEmpty(struck);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    [Trait("lane", "long")]
    public async Task Nothing_acknowledged_is_lost_or_torn_in_many_seeds(string kind)
    {
        for (var seed = 1000; seed < 1200; seed++) await RunAsync(kind, seed);
    }

    private static async Task<IReadOnlySet<SftpAct>> RunAsync(string kind, int seed)
    {
        var bench = new SftpBench();
        var offers = bench.Server.Offers;
        // Servers of other makers have no further names for a file, or none of what OpenSSH adds.
        if (seed % 4 == 3 && !kind.StartsWith("power-cut", StringComparison.Ordinal)) bench.Server.Offers = [];
        if (seed % 4 == 2) bench.Server.Offers = [.. offers.Where(offer => !offer.StartsWith("hardlink", StringComparison.Ordinal))];
        var first = bench.Server.Offers;
        var faults = bench.Server.Faults = new SftpFaults(kind, new Random(seed), new[] { 0.01, 0.04, 0.15 }[seed % 3], bench.Time);
        var run = $"{kind}, seed {seed}";
        FaultTrial trial;
        await using (var store = await bench.OpenAsync(bench.Options with { Rules = SftpBench.Hasty with { Budget = Budget, BreaksAfter = int.MaxValue } }))
        {
            await using var held = await store.TryLockAsync(Cancellation);
            trial = new FaultTrial(store, new Random(seed), () => bench.Server.Contents.Select(Encoding.ASCII.GetString), run) { Lists = true, Stages = seed % 2 == 1, Longest = 100_000, LeavesFree = first.Count == 0 || kind == "offers-gone" };
            await FaultTrial.LayAsync(store);
            var (connections, (calls, tries)) = (bench.Server.Connections, store.Service.Calls.Count);
            faults.IsOn = true;
            await trial.WorkAsync();
            faults.IsOn = false;
            var (callsAfter, triesAfter) = store.Service.Calls.Count;
            Assert.True(triesAfter - callsAfter <= Budget + 0.2 * callsAfter, $"{run}: {triesAfter} tries for {callsAfter} calls");
            // Another connection is made for a try alone.
            Assert.True(bench.Server.Connections - connections <= triesAfter - tries + 1, $"{run}: {bench.Server.Connections - connections} connections for {triesAfter - tries} tries");
        }
        bench.Server.Offers = first;
        if (first.Count > 0 && kind != "offers-gone") bench.Server.CutPower();
        await using var after = await bench.OpenAsync();
        await using var again = await after.TryLockAsync(Cancellation);
        await trial.JudgeAsync(after);
        Assert.Empty(bench.Server.Disk.Find("/lab/.holdfast/tmp", follow: false).Names);
        return faults.Struck;
    }
}
