using System.Diagnostics;
using Holdfast.Engine.Model;
using Holdfast.State;
using Holdfast.TestKit;

namespace Holdfast.Integration.Faults;

/// <summary>A process is killed at any moment while it carries data: nothing is lost or torn, and the next one goes on from there.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    [Fact]
    [Trait("lane", "slow")]
    [Trait("row", "N7")]
    [Trait("row", "L12")]
    public Task Sixty_kills_lose_nothing() => KillAsync(60, isLong: false);

    [Fact]
    [Trait("lane", "long")]
    [Trait("row", "N7")]
    public Task Three_hundred_kills_lose_nothing() => KillAsync(300, isLong: true);

    private async Task KillAsync(int kills, bool isLong)
    {
        var seed = FaultCases.Seed(isLong);
        var chance = new Random(seed);
        using var place = TempDirectory.InMemory();
        var world = World.In(place.Path);
        var users = new Workload(world, seed);
        users.Work();
        Assert.Equal(RunState.Succeeded, (await world.RunAsync()).State);
        var (witness, died) = (new Witness(world), 0);
        for (var round = 1; round <= kills; round++)
        {
            users.Work();
            await witness.LookAsync();
            // Half die at a call and a quarter after a time; every fourth may finish, and must have made good what the dead left.
            var (atCall, milliseconds, lives) = (round % 2 == 0 ? chance.Next(1, 2500) : 0, chance.Next(1, 400), round % 4 == 3);
            using var worker = Worker.Start(world, atCall > 0 ? Death.Kill : Death.None, atCall);
            if (End(worker, atCall > 0 || lives ? Eventually.Patience : TimeSpan.FromMilliseconds(milliseconds))) died++;
            else if (worker.ExitCode == 0)
            {
                var differences = string.Join('\n', witness.Differences());
                Assert.True(differences.Length == 0, $"HOLDFAST_SEED={seed}, round {round}:\n{differences}");
            }
            else Assert.DoesNotContain("Failed", worker.StandardError.ReadToEnd(), StringComparison.Ordinal);
            using (var free = StateLock.TryAcquire(world.StatePlace)) Assert.NotNull(free);
            var wrong = await witness.JudgeAsync();
            Assert.True(wrong.Count == 0, $"HOLDFAST_SEED={seed}, round {round}, {(atCall > 0 ? $"call {atCall}" : $"{milliseconds} ms")}:\n{string.Join('\n', wrong)}");
        }
        var last = await world.RunAsync();
        output.WriteLine($"{kills} rounds, {died} killed at work (HOLDFAST_SEED={seed})");
        Assert.True(last.State == RunState.Succeeded, $"HOLDFAST_SEED={seed}: {last.State} {last.Message}\n{string.Join('\n', await world.ShortfallsAsync(last))}");
        Assert.Empty(await world.KeptAsync());
        Assert.Equal("", string.Join('\n', witness.Differences().Concat(witness.Leftovers()).Concat(await witness.JudgeAsync())));
        Assert.True(died >= kills / 2, $"only {died} of {kills} were killed at work: let them live shorter");
    }

    [Fact]
    [Trait("lane", "slow")]
    [Trait("row", "L12")]
    public void A_lock_ends_with_its_process_however_that_ends()
    {
        using var place = TempDirectory.InMemory();
        var world = World.In(place.Path);
        new Workload(world, 1).Work();
        using var worker = Worker.Start(world, Death.None, 0);
        worker.Kill();
        worker.WaitForExit();
        using var free = StateLock.TryAcquire(world.StatePlace);
        Assert.NotNull(free);
    }

    // Whether it was ended; false when it had finished.
    private static bool End(Process worker, TimeSpan patience)
    {
        if (!worker.WaitForExit(patience)) worker.Kill();
        worker.WaitForExit();
        return worker.ExitCode is 128 + 9;
    }
}
