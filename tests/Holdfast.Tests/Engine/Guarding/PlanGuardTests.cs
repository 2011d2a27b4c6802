using Holdfast.Engine.Guarding;
using Holdfast.Engine.Model;

namespace Holdfast.Tests.Engine.Guarding;

public sealed class PlanGuardTests
{
    [Theory]
    [Trait("row", "N2")]
    [InlineData(50, 100, false)]
    [InlineData(51, 100, true)]
    [InlineData(100, 1000, false)]
    [InlineData(101, 1000, true)]
    [InlineData(1, 1, false)]
    public void More_than_fifty_files_and_a_tenth_deleted_asks(long removes, long entries, bool asks) =>
        Assert.Equal(asks, Guards(new Tally { Removes = removes }, entries).Contains("max-delete"));

    [Theory]
    [Trait("row", "N2")]
    [InlineData(30, 100, false)]
    [InlineData(31, 100, true)]
    public void More_than_three_tenths_overwritten_asks(long replaces, long entries, bool asks) =>
        Assert.Equal(asks, Guards(new Tally { Replaces = replaces }, entries).Contains("max-overwrite"));

    [Fact]
    [Trait("row", "N2")]
    public void An_emptied_top_level_directory_asks() =>
        Assert.Contains("emptied-directory", Judge(Facts(new Tally { Removes = 1 }, 10) with { EmptiedTopLevels = ["d"] }));

    [Fact]
    [Trait("row", "N2")]
    public void A_source_that_lost_everything_is_not_believed() =>
        Assert.Contains("empty-source", Judge(Facts(new Tally(), 10) with { SourceFiles = 0, BaselineFiles = 10 }));

    [Fact]
    [Trait("row", "N2")]
    public void That_a_source_is_empty_may_be_approved_and_is_not_asked_again()
    {
        var facts = Facts(new Tally(), 10) with { SourceFiles = 0, BaselineFiles = 10 };
        Assert.True(Assert.Single(PlanGuard.Judge(facts, GuardRules.Default)).MayBeApproved);
        Assert.Empty(PlanGuard.Judge(facts with { MayBeEmpty = true }, GuardRules.Default));
    }

    [Fact]
    public void Renames_count_as_neither() => Assert.Empty(Guards(new Tally { Moves = 1000 }, 1000));

    [Fact]
    public void New_bytes_must_fit_with_what_must_stay_free() =>
        Assert.Contains("free-space", Judge(Facts(new Tally { Bytes = 90, Creates = 1 }, 1) with { NewBytes = 90, NewFiles = 1, Capacity = new Capacity(1000, 95, 0, 0) }));

    [Fact]
    public void Top_levels_count_files_below_them_only()
    {
        var tops = new TopLevels();
        foreach (var name in new[] { "d/a", "d/b", "e/a", "top" }) tops.Saw(TreePath.From(name));
        foreach (var name in new[] { "d/a", "d/b", "top" }) tops.Removes(TreePath.From(name));
        Assert.Equal(["d"], tops.Emptied());
    }

    private static List<string> Guards(Tally tally, long entries) => Judge(Facts(tally, entries));

    private static List<string> Judge(PlanFacts facts) => [.. PlanGuard.Judge(facts, GuardRules.Default).Select(r => r.Guard)];

    private static PlanFacts Facts(Tally tally, long entries) => new() { Tally = tally, DestinationEntries = entries, SourceFiles = 1, BaselineFiles = 1, IsFull = true };
}
