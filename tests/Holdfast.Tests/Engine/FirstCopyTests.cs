using Holdfast.Engine.Model;

namespace Holdfast.Tests.Engine;

/// <summary>Copies into a place with which nothing was agreed on yet: they are made while they are planned, but only where they surely fit.</summary>
public sealed class FirstCopyTests
{
    private const long Kibi = 1024;

    [Theory]
    [Trait("row", "N2")]
    [InlineData(25, 0)]
    [InlineData(31, 5)]
    public async Task What_does_not_fit_is_refused_before_the_first_operation(long roomKibi, double minFree)
    {
        await using var lab = new EngineLab(room: roomKibi * Kibi);
        await lab.BuildAsync(lab.Source, "a random=10K:1\nd/b random=10K:2\nd/c random=10K:3");

        var run = await lab.RunAsync(guards: new GuardRules { MinFreePercent = minFree });

        Assert.Equal((RunState.Failed, 0), (run.State, run.Tally.Done));
        Assert.StartsWith("free-space: 30720 bytes would be written", run.Message, StringComparison.Ordinal);
        Assert.Equal(["./"], await NamesAsync(lab));
    }

    [Fact]
    [Trait("row", "N11")]
    public async Task What_is_there_already_needs_no_room()
    {
        await using var lab = new EngineLab(room: 35 * Kibi);
        await lab.BuildAsync(lab.Source, "a random=10K:1\nd/b random=10K:2\nd/c random=10K:3");
        await lab.BuildAsync(lab.Destination, "a random=10K:1\nd/b random=10K:2");

        var run = await lab.RunAsync(guards: new GuardRules { MinFreePercent = 10 });

        Assert.Equal((RunState.Succeeded, null, 1), (run.State, run.Message, run.Tally.Creates));
    }

    [Theory]
    [Trait("row", "L3")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Holes_of_a_sparse_file_need_no_room(bool first)
    {
        await using var lab = new EngineLab(local: true);
        if (!first)
        {
            await lab.BuildAsync(lab.Source, "other = x");
            await lab.RunAsync();
        }
        await lab.BuildAsync(lab.Source, "sparse size=1T = head");

        var run = await lab.RunAsync();

        Assert.Equal((RunState.Succeeded, null), (run.State, run.Message));
    }

    [Fact]
    [Trait("row", "N2")]
    public async Task What_was_written_on_the_way_is_not_counted_again_as_still_to_be_written()
    {
        await using var lab = new EngineLab(room: 125 * Kibi);
        await lab.BuildAsync(lab.Source, "big random=100K:1\none random=10K:2\ntwo => one");

        var run = await lab.RunAsync(guards: new GuardRules { MinFreePercent = 0 });

        Assert.Equal((RunState.Succeeded, null), (run.State, run.Message));
    }

    [Fact]
    [Trait("row", "N2")]
    public async Task A_refusal_after_a_part_was_done_says_so_and_the_next_run_asks()
    {
        await using var lab = new EngineLab();
        await lab.BuildAsync(lab.Source, "a mode=600 = x\nb = y");
        await lab.BuildAsync(lab.Destination, "a mode=644 = x\nmine => a");
        var guards = new GuardRules { MaxOverwrite = new MassLimit(20, null) };

        var first = await lab.RunAsync(guards: guards);
        Assert.Equal((RunState.Partial, 1), (first.State, first.Tally.Done));
        Assert.Contains("max-overwrite", first.Message, StringComparison.Ordinal);
        Assert.Contains("1 operations that could only add were done before this was known", first.Message, StringComparison.Ordinal);

        var second = await lab.RunAsync(guards: guards);
        Assert.Equal((RunState.Refused, 0), (second.State, second.Tally.Done));
        var approved = await lab.Engine.ApplyPlanAsync(lab.Request(guards: guards) with { Run = second }, TestContext.Current.CancellationToken);
        Assert.Equal((RunState.Succeeded, null), (approved.State, approved.Message));
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(EngineLab lab) =>
        await lab.Destination.ListAsync(Holdfast.Engine.Seams.ListRequest.Everything, TestContext.Current.CancellationToken).Select(entry => entry.ToString()).ToListAsync(TestContext.Current.CancellationToken);
}
