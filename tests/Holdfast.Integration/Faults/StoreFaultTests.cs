using Holdfast.Adapters.Stores.Memory;
using Holdfast.Engine;
using Holdfast.Engine.Model;
using Holdfast.Engine.Planning;
using Holdfast.Engine.Seams;
using Holdfast.State;
using Holdfast.TestKit;
using Holdfast.TestKit.Stores;
using Holdfast.TestKit.Trees;

namespace Holdfast.Integration.Faults;

/// <summary>Stores of any kind fail in the middle of a run: it is no success then, and the next one puts things right.</summary>
[Trait("lane", "slow")]
[Trait("row", "N7")]
public sealed class StoreFaultTests
{
    public static TheoryData<StoreCall, bool> Calls => [.. from call in Enum.GetValues<StoreCall>() from atSource in new[] { true, false } select (call, atSource)];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_store_that_fails_midway_loses_nothing(StoreCall call, bool atSource)
    {
        foreach (var fault in new[] { StoreFault.Unavailable, StoreFault.Full, StoreFault.Transient })
        {
            foreach (var (nth, forEver) in new[] { (1, false), (2, true), (5, false) }) await FailAsync(call, atSource, fault, nth, forEver);
        }
    }

    private static async Task FailAsync(StoreCall call, bool atSource, StoreFault fault, int nth, bool forEver)
    {
        using var place = TempDirectory.InMemory();
        await using var state = SqliteStateDb.Open(place.Path);
        var time = new TestTime();
        var source = new FaultyStore(new MemoryStore("source", new MemoryDisk("source", time)));
        var destination = new FaultyStore(new MemoryStore("destination", new MemoryDisk("destination", time)));
        await TreeBuilder.BuildAsync(source, RandomTree.Make(nth, 40));
        await TreeBuilder.BuildAsync(destination, "theirs = kept");
        var faults = (atSource ? source : destination).Faults;

        // Once in a first run, which streams, and once in a later one.
        for (var round = 1; round <= 2; round++)
        {
            var told = $"{call} #{nth} at {(atSource ? "source" : "destination")} -> {fault}{(forEver ? " for ever" : "")}, run {round}";
            var before = await TreeSnapshot.OfAsync(source);
            faults.Fail(call, nth, fault, forEver);
            RunRecord? run = null;
            try { run = await RunAsync(); }
            catch (StoreException) { }
            faults.Heal();
            Assert.Equal(before, await TreeSnapshot.OfAsync(source));
            if (run is { State: RunState.Succeeded }) Assert.True(before == await MirroredAsync(), $"{told}: called a success");
            var healed = await RunAsync();
            Assert.True(healed.State == RunState.Succeeded, $"{told}: {healed.State} {healed.Message}");
            Assert.True(before == await MirroredAsync(), $"{told}: does not heal");
            await TreeBuilder.BuildAsync(source, $"later-{round}/one = 1\nlater-{round}/two random=70K:2\nlater-{round}/link -> one");
        }

        async Task<RunRecord> RunAsync()
        {
            time.Advance(TimeSpan.FromSeconds(10));
            return await new SyncEngine(state, time).RunAsync(new RunRequest
            {
                Run = new RunRecord { Id = Guid.NewGuid().ToString("N"), Job = "mirror", Kind = "mirror", Source = "source", Destination = "destination", Started = time.GetUtcNow() },
                Source = source, Destination = destination, Before = await StoresBefore.ReadAsync(state.Stores, TestContext.Current.CancellationToken), Planner = new MirrorPlanner(new MirrorRules { Extraneous = ExtraneousRule.Delete }, Fidelity.Full), Pairs = true, MayStream = true,
                Guards = new GuardRules { MaxDelete = new MassLimit(null, null), MaxOverwrite = new MassLimit(null, null) },
            }, TestContext.Current.CancellationToken);
        }

        // What the destination's users saved there stays theirs.
        async Task<string> MirroredAsync() => string.Join('\n', (await TreeSnapshot.OfAsync(destination)).Split('\n').Where(line => !line.StartsWith("file theirs ", StringComparison.Ordinal)));
    }
}
