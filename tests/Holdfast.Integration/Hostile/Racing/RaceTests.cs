using System.Diagnostics;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;

namespace Holdfast.Integration.Hostile.Racing;

/// <summary>
/// An attacker exchanges names while calls are made. Each family has a positive control: the same work done on paths must
/// escape to the canary within ten seconds, or the test proves nothing and fails. The product must never escape.
/// </summary>
[Collection("hostile")]
public sealed class RaceTests(ITestOutputHelper output)
{
    private const int LeastRounds = 11;

    // A hundred times what it takes on two processors: a race that is harder to win than that would prove little.
    private static readonly TimeSpan ControlLimit = TimeSpan.FromSeconds(10);

    public static TheoryData<string> Names => [.. RaceFamilies.All.Select(family => family.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("row", "N6")]
    [Trait("lane", "slow")]
    public async Task A_race_for_names_never_leads_outside(string family) => await RaceAsync(Find(family), TimeSpan.FromSeconds(2));

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("row", "N6")]
    [Trait("lane", "long")]
    public async Task A_long_race_for_names_never_leads_outside(string family) => await RaceAsync(Find(family), TimeSpan.FromMinutes(2));

    private static RaceFamily Find(string name) => RaceFamilies.All.Single(family => family.Name == name);

    private async Task RaceAsync(RaceFamily family, TimeSpan time)
    {
        var (rounds, after) = await ControlAsync(family);
        output.WriteLine($"control escaped after {after.TotalMilliseconds:0} ms and {rounds} rounds");
        await using var arena = new Arena();
        family.Prepare(arena);
        var (done, refused) = (0, 0);
        using (var attacker = new Attacker(family.Attack(arena)[0], family.Attack(arena)[1..]))
        {
            for (var watch = Stopwatch.StartNew(); watch.Elapsed < time || (done + refused < LeastRounds && watch.Elapsed < time + Eventually.Patience);)
            {
                try
                {
                    Assert.False(await family.Product(arena, done + refused, TestContext.Current.CancellationToken), $"read outside after {done + refused} rounds");
                    done++;
                }
                catch (StoreException) { refused++; }
            }
            Assert.True(attacker.IsAtWork, "the attacker gave up");
        }
        output.WriteLine($"product: {done} done, {refused} refused, 0 read outside");
        Assert.Empty(arena.Canary.Differences());
        Assert.True(done + refused >= LeastRounds, $"only {done + refused} rounds");
    }

    private static async Task<(int Rounds, TimeSpan After)> ControlAsync(RaceFamily family)
    {
        await using var arena = new Arena();
        family.Prepare(arena);
        using var attacker = new Attacker(family.Attack(arena)[0], family.Attack(arena)[1..]);
        var watch = Stopwatch.StartNew();
        for (var round = 0; watch.Elapsed < ControlLimit; round++)
        {
            try
            {
                if (family.Naive(arena, round)) return (round, watch.Elapsed);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException) { /* the name was away just then */ }
            if (round % 20 == 0 && arena.Canary.Differences().Count > 0) return (round, watch.Elapsed);
        }
        throw new InvalidOperationException($"the naive way of '{family.Name}' did not escape within {ControlLimit.TotalSeconds} s: the race is not won, so the test shows nothing");
    }
}
