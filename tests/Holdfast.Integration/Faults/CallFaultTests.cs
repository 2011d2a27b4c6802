using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;
using Holdfast.TestKit.Files;

namespace Holdfast.Integration.Faults;

/// <summary>Every call into the kernel fails, one after the other, while a run is at work: nothing is lost, nothing is torn, nothing is recorded that is not so.</summary>
public sealed class CallFaultTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [Trait("lane", "slow")]
    [Trait("row", "N7")]
    public Task Some_failing_calls_lose_nothing(bool isFirst, bool isDestination) => FailAsync(isFirst, isDestination, 80);

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [Trait("lane", "long")]
    [Trait("row", "N7")]
    public Task No_failing_call_loses_anything(bool isFirst, bool isDestination) => FailAsync(isFirst, isDestination, int.MaxValue);

    private async Task FailAsync(bool isFirst, bool isDestination, int most)
    {
        var seed = FaultCases.Seed(isLong: most == int.MaxValue);
        var clean = new FaultySystemCalls();
        Assert.Equal("", string.Join("\n", await OneAsync(isFirst, isDestination, clean, null)));
        var cases = FaultCases.Of(clean.Counts, isDestination, seed, most);
        var wrong = new List<string>();
        var struck = 0;
        foreach (var fault in cases)
        {
            var calls = new FaultySystemCalls();
            foreach (var line in await OneAsync(isFirst, isDestination, calls, fault)) wrong.Add($"[{(isFirst ? "first run" : "later run")}, {(isDestination ? "destination" : "source")}, {fault}] {line}");
            if (calls.Struck > 0) struck++;
        }
        output.WriteLine($"{clean.Counts.Values.Sum()} call sites of {clean.Counts.Count} kinds, {cases.Count} faults, {struck} struck (HOLDFAST_SEED={seed})");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Prepend($"{wrong.Count} violations, HOLDFAST_SEED={seed}")));
        Assert.True(struck >= cases.Count * 9 / 10, $"only {struck} of {cases.Count} faults struck");
    }

    private static async Task<List<string>> OneAsync(bool isFirst, bool isDestination, FaultySystemCalls calls, CallFault? fault)
    {
        using var place = TempDirectory.InMemory();
        var world = World.In(place.Path);
        Scene.Build(world.Source);
        if (isFirst) Scene.BuildPart(world.Destination);
        else
        {
            await world.RunAsync();
            Scene.Change(world.Source);
        }
        var witness = new Witness(world);
        await witness.LookAsync();

        calls.Fault = fault;
        var wrong = await BreakAsync(world, witness, isDestination ? null : calls, isDestination ? calls : null, fault, isFirst);
        if (calls.OpenDescriptors > 0) wrong.Add($"leak: {calls.OpenDescriptors} descriptors stayed open");
        wrong.AddRange(await witness.JudgeAsync());
        wrong.AddRange(await HealAsync(world, witness, isFirst));
        return wrong;
    }

    private static async Task<List<string>> BreakAsync(World world, Witness witness, FaultySystemCalls? source, FaultySystemCalls? destination, CallFault? fault, bool isFirst)
    {
        var wrong = new List<string>();
        var calls = source ?? destination!;
        try
        {
            var run = await world.RunAsync(source, destination);
            if (run.State == RunState.Succeeded) wrong.AddRange(Differences(witness, isFirst).Select(line => "called a success: " + line));
            else if (fault is null or { Error: 0 } or { Error: FaultCases.Interrupted, ForEver: false } && fault?.Call is not (SystemCall.Close or SystemCall.FSync or SystemCall.SyncFs)) wrong.Add($"not a success: {run.State} {run.Message}");
        }
        catch (StoreException e) when (calls.Struck > 0 && e.Message.Length > 0)
        {
            // The run ended, and said why.
            if (fault is { Error: 0 }) wrong.Add("not a success: " + e.Message);
        }
        catch (Exception e) when (e is not OutOfMemoryException) { wrong.Add($"wrong kind of end: {e}"); }
        return wrong;
    }

    private static async Task<List<string>> HealAsync(World world, Witness witness, bool isFirst)
    {
        var wrong = new List<string>();
        try
        {
            var run = await world.RunAsync();
            if (run.State != RunState.Succeeded) wrong.Add($"does not heal: {run.State} {run.Message}");
            wrong.AddRange(Differences(witness, isFirst).Select(line => "does not heal: " + line));
            wrong.AddRange(witness.Leftovers());
        }
        catch (Exception e) when (e is not OutOfMemoryException) { wrong.Add($"does not heal: {e}"); }
        wrong.AddRange((await witness.JudgeAsync()).Select(line => "after healing: " + line));
        return wrong;
    }

    // In a first run the destination's users' own things stay theirs.
    private static IEnumerable<string> Differences(Witness witness, bool isFirst) =>
        witness.Differences().Where(line => !isFirst || !(line.Contains(" foreign ", StringComparison.Ordinal) || line.Contains(" replace/edited ", StringComparison.Ordinal)));
}
