using System.Text;
using Holdfast.TestKit.Clouds;

namespace Holdfast.Tests.Adapters.Stores.S3;

/// <summary>
/// A store at work on a network that misbehaves, many seeds for each way: what was acknowledged is there, what failed left either what
/// was before or all that was meant, and nothing replaced or removed is lost to the trash.
/// </summary>
[Trait("row", "D8")]
public sealed class S3FaultTests
{
    public static TheoryData<string> Kinds => [.. S3Faults.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    [Trait("lane", "slow")]
    public async Task Nothing_acknowledged_is_lost_or_torn(string kind)
    {
        for (var seed = 0; seed < 20; seed++) await RunAsync(kind, seed);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    [Trait("lane", "long")]
    public async Task Nothing_acknowledged_is_lost_or_torn_in_many_seeds(string kind)
    {
        for (var seed = 1000; seed < 1200; seed++) await RunAsync(kind, seed);
    }

    private static async Task RunAsync(string kind, int seed)
    {
        var bench = new S3Bench();
        S3Faults? faults = null;
        bench.Between = server => faults ??= new S3Faults(server, kind, new Random(seed), new[] { 0.05, 0.2, 0.5 }[seed % 3]) { IsOn = false };
        await using var store = await bench.OpenAsync(bench.Options with { Rules = S3Bench.Hasty with { Budget = 20, BreaksAfter = int.MaxValue } });
        var run = $"{kind}, seed {seed}";
        var trial = new FaultTrial(store, new Random(seed), () => bench.Server.Contents.Values.Select(Encoding.ASCII.GetString), run) { IsStale = kind == "listing-stale" };
        await FaultTrial.LayAsync(store);
        faults!.IsOn = true;
        await trial.WorkAsync();
        var (calls, tries) = store.Service.Calls.Count;
        if (!S3Faults.IsThrottle(kind)) Assert.True(tries - calls <= 20 + 0.2 * calls, $"{run}: {tries} tries for {calls} calls");
        Assert.Equal(["127.0.0.1"], faults.Hosts);

        faults.IsOn = false;
        await using var after = await bench.OpenAsync();
        await trial.JudgeAsync(after);
    }
}
