using Holdfast.Engine.Model;
using Holdfast.TestKit;

namespace Holdfast.Integration.Faults;

/// <summary>The file system that holds destination and state loses its power at any moment: what was recorded is there, and whole.</summary>
public sealed class PowerCutTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("ext4")]
    [InlineData("xfs")]
    [Trait("lane", "slow")]
    [Trait("row", "N7")]
    public Task A_few_power_cuts_lose_nothing(string kind) => CutAsync(kind, 5, isLong: false);

    [Theory]
    [InlineData("ext4")]
    [InlineData("xfs")]
    [Trait("lane", "long")]
    [Trait("row", "N7")]
    public Task Many_power_cuts_lose_nothing(string kind) => CutAsync(kind, 25, isLong: true);

    private async Task CutAsync(string kind, int cuts, bool isLong)
    {
        Assert.SkipWhen(FileSystemImage.WhyNot(kind) is not null, FileSystemImage.WhyNot(kind) ?? "");
        var seed = FaultCases.Seed(isLong);
        var chance = new Random(seed);
        using var place = TempDirectory.InMemory();
        using var image = new FileSystemImage(kind, place.Path);
        foreach (var directory in new[] { place.Path + "/source", image.Path + "/destination", image.Path + "/state" }) Posix.Mkdir(Posix.Join(directory, default), 0x1C0);
        var world = new World(place.Path + "/source", image.Path + "/destination", image.Path + "/state");
        var users = new Workload(world, seed);
        users.Work();
        Assert.Equal(RunState.Succeeded, (await world.RunAsync()).State);
        var (witness, cut) = (new Witness(world), 0);
        for (var round = 1; round <= cuts; round++)
        {
            users.Work();
            await witness.LookAsync();
            var atCall = chance.Next(100, 900);
            using (var worker = Worker.Start(world, Death.PowerCut, atCall))
            {
                Assert.True(worker.WaitForExit(Eventually.Patience), "the worker hangs");
                if (worker.ExitCode is 128 + 9) cut++;
                else Assert.DoesNotContain("Failed", worker.StandardError.ReadToEnd(), StringComparison.Ordinal);
            }
            image.Unmount();
            image.Mount();
            var wrong = await witness.JudgeAsync();
            Assert.True(wrong.Count == 0, $"{kind}, HOLDFAST_SEED={seed}, round {round}, call {atCall}:\n{string.Join('\n', wrong)}");
        }
        var last = await world.RunAsync();
        output.WriteLine($"{kind}: {cuts} rounds, {cut} cuts at work (HOLDFAST_SEED={seed})");
        Assert.True(last.State == RunState.Succeeded, $"HOLDFAST_SEED={seed}: {last.State} {last.Message}\n{string.Join('\n', await world.ShortfallsAsync(last))}");
        Assert.Empty(await world.KeptAsync());
        Assert.Equal("", string.Join('\n', witness.Differences().Concat(witness.Leftovers()).Concat(await witness.JudgeAsync())));
        Assert.True(cut >= cuts / 2, $"only {cut} of {cuts} were cut at work");
    }
}
