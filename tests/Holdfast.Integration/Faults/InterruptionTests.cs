using Holdfast.Engine.Model;
using Holdfast.State.Sqlite;
using Holdfast.TestKit;
using Holdfast.TestKit.Files;

namespace Holdfast.Integration.Faults;

/// <summary>A run is cancelled, or can write nothing down any more, at any moment: what was done stays done, and the next run goes on from there.</summary>
[Trait("lane", "slow")]
[Trait("row", "N7")]
public sealed class InterruptionTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_state_that_cannot_write_loses_nothing(bool isFirst)
    {
        var wrong = new List<string>();
        var failed = true;
        var from = 0;
        while (failed)
        {
            failed = false;
            from++;
            wrong.AddRange((await BreakAsync(isFirst, async world =>
            {
                FailingState? state = null;
                try { await world.RunAsync(wrap: db => state = new FailingState(db, from)); }
                catch (StateException) { failed = true; }
                return state!.Writes >= from == failed ? null : "a failed write was called a success";
            })).Select(line => $"[write {from}] {line}"));
        }
        output.WriteLine($"{from - 1} writes failed in turn");
        Assert.Equal("", string.Join('\n', wrong));
        Assert.True(from > 4, "hardly anything was written");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cancelled_run_loses_nothing(bool isFirst)
    {
        var chance = new Random(FaultCases.Seed(isLong: false));
        var wrong = new List<string>();
        var cancelled = 0;
        for (var round = 0; round < 40; round++)
        {
            var at = chance.Next(1, 600);
            wrong.AddRange((await BreakAsync(isFirst, async world =>
            {
                using var stop = new CancellationTokenSource();
                var calls = new FaultySystemCalls { Each = number => { if (number == at) stop.Cancel(); } };
                try
                {
                    var run = await world.RunAsync(destinationCalls: calls, cancellation: stop.Token);
                    if (run.State == RunState.Cancelled) cancelled++;
                    else if (run.State != RunState.Succeeded) return $"{run.State} {run.Message}";
                }
                catch (OperationCanceledException) { cancelled++; }
                return calls.OpenDescriptors == 0 ? null : $"{calls.OpenDescriptors} descriptors stayed open";
            })).Select(line => $"[call {at}] {line}"));
        }
        output.WriteLine($"{cancelled} of 40 runs were cancelled");
        Assert.Equal("", string.Join('\n', wrong));
        Assert.True(cancelled > 20, $"only {cancelled} of 40 were cancelled");
    }

    private static async Task<List<string>> BreakAsync(bool isFirst, Func<World, Task<string?>> interrupt)
    {
        using var place = TempDirectory.InMemory();
        var world = World.In(place.Path);
        Scene.Build(world.Source);
        if (!isFirst)
        {
            await world.RunAsync();
            Scene.Change(world.Source);
        }
        var witness = new Witness(world);
        await witness.LookAsync();
        var wrong = new List<string>();
        if (await interrupt(world) is { } line) wrong.Add(line);
        wrong.AddRange(await witness.JudgeAsync());
        var healed = await world.RunAsync();
        if (healed.State != RunState.Succeeded) wrong.Add($"does not heal: {healed.State} {healed.Message}");
        wrong.AddRange(witness.Differences().Concat(witness.Leftovers()).Concat(await witness.JudgeAsync()).Select(one => "does not heal: " + one));
        if (await world.KeptAsync() is { Count: > 0 } kept) wrong.Add($"does not heal: {string.Join(' ', kept)} are taken for somebody else's");
        return wrong;
    }
}
