using Holdfast.Engine.Model;
using Holdfast.Engine.Planning;

namespace Holdfast.Tests.Engine.Planning;

public sealed class MirrorPlannerTests
{
    [Theory]
    [Trait("row", "L3")]
    [InlineData("", "a=1", "", "mkdir:. create:a finish:.")]
    [InlineData("a=1", "a=1", "a=1", "")]
    [InlineData("a=1", "a=2@2", "a=1", "replace:a finish:.")]
    [InlineData("a=1", "a=1@2", "a=1", "replace?:a finish:.")]
    [InlineData("a=1", "a=1#9", "a=1", "replace?:a finish:.")]
    [InlineData("a=1", "a=1%600^2", "a=1", "meta:a")]
    [InlineData("a=1", "a=1", "a=1%600^2", "meta:a")]
    [InlineData("a=1", "a=1^2", "a=1", "adopt:a")]
    [InlineData("a=1 d/", "a=1 d/%700", "a=1 d/", "finish:d")]
    [InlineData("d/ d/a=1", "d/ d/a=1 d/b=1", "d/ d/a=1", "create:d/b finish:d")]
    [InlineData("l->x", "l->y", "l->x", "replace:l finish:.")]
    [InlineData("a=1", "a=1 f!", "a=1", "special!f")]
    public void What_changed_in_the_source_is_carried_and_nothing_else(string baseline, string source, string destination, string plan) =>
        Assert.Equal(plan, Plan(new MirrorRules(), baseline, source, destination));

    [Theory]
    [Trait("row", "L3")]
    [InlineData("a=1", "a=1", "a=1 mine=5", "extraneous!mine")]
    [InlineData("a=1 b=1", "a=1", "a=1 b=1", "vacate:b")]
    [InlineData("a=1", "a=2@2", "a=3@3", "conflict!a")]
    [InlineData("a=1", "a=1", "a=3@3", "conflict!a")]
    [InlineData("a=1 b=1", "a=1", "a=1 b=9@9", "forget:b extraneous!b")]
    [InlineData("", "a=2", "d/ d/mine=1", "create:a adopt:. extraneous!d extraneous!d/mine")]
    public void What_users_of_the_destination_saved_is_never_touched(string baseline, string source, string destination, string plan) =>
        Assert.Equal(Sorted(plan), Sorted(Plan(new MirrorRules(), baseline, source, destination).Replace("finish:. ", "adopt:. ", StringComparison.Ordinal)));

    [Theory]
    [Trait("row", "N11")]
    [InlineData("a=1", "a=1", "adopt:a adopt:.")]
    [InlineData("a=1", "a=1%600", "meta:a adopt:.")]
    [InlineData("a=1", "a=1@7", "adopt?:a finish:.")]
    [InlineData("a=1", "a=2@7", "adopt:. conflict!a")]
    [InlineData("l->x", "l->x", "adopt:l adopt:.")]
    public void A_first_run_adopts_what_is_there(string source, string destination, string plan) =>
        Assert.Equal(plan, Plan(new MirrorRules(), "", source, destination));

    [Theory]
    [Trait("row", "N2")]
    [InlineData("d/ d/a=1", "d/?", "d/ d/a=1", "unlisted!d")]
    [InlineData("d/& d/a=1", "d/", "d/ d/a=1", "adopt:d")]
    [InlineData("d/ d/a=1", "d/", "d/ d/a=1", "remove:d/a finish:d")]
    public void Below_what_could_not_be_listed_nothing_is_removed(string baseline, string source, string destination, string plan) =>
        Assert.Equal(plan, Plan(new MirrorRules { Extraneous = ExtraneousRule.Delete }, baseline, source, destination));

    [Theory]
    [InlineData("a=1 b=1", "a=1", "a=1 b=1", "remove:b finish:.")]
    [InlineData("d/ d/a=1", "", "d/ d/a=1", "")]
    [InlineData("x=1 d/ d/a=1", "x=1", "x=1 d/ d/a=1", "rmdir:d remove:d/a finish:.")]
    [InlineData("x=1 d/ d/a=1", "x=1", "x=1 d/ d/a=1 d/mine=1", "rmdir:d remove:d/a finish:. extraneous!d/mine")]
    [InlineData("a=1", "a=1", "a=1 mine=1", "extraneous!mine")]
    public void With_extraneous_delete_only_what_was_agreed_on_goes(string baseline, string source, string destination, string plan)
    {
        if (source.Length == 0) source = "keep=1";
        Assert.Equal(plan.Length == 0 ? "rmdir:d remove:d/a create:keep finish:." : plan, Plan(new MirrorRules { Extraneous = ExtraneousRule.Delete }, baseline, source, destination));
    }

    [Fact]
    public void With_conflict_overwrite_theirs_is_replaced() =>
        Assert.Equal("replace:a finish:.", Plan(new MirrorRules { Conflict = ConflictRule.Overwrite }, "a=1", "a=1", "a=3@3"));

    [Fact]
    public void A_copy_never_removes_or_vacates() =>
        Assert.Equal("extraneous!b", Plan(new MirrorRules { IsCopy = true, Extraneous = ExtraneousRule.Delete }, "a=1 b=1", "a=1", "a=1 b=1"));

    [Theory]
    [Trait("row", "N6")]
    [InlineData("", "a=1%600", "a=1%644*2", "replace:a adopt:.")]
    [InlineData("a=1", "a=1%600^2", "a=1*2^2", "replace:a finish:.")]
    public void Metadata_is_not_set_through_names_this_job_did_not_make(string baseline, string source, string destination, string plan) =>
        Assert.Equal(plan.Replace("adopt:.", "finish:.", StringComparison.Ordinal), Plan(new MirrorRules(), baseline, source, destination));

    [Fact]
    public void Files_outside_the_size_limits_are_neither_carried_nor_removed() =>
        Assert.Equal("", Plan(new MirrorRules { MaxSize = 5, Extraneous = ExtraneousRule.Delete }, "big=9", "big=10@2", "big=9"));

    [Fact]
    [Trait("row", "L3")]
    public void A_link_that_the_destination_cannot_keep_is_told_and_left_out() =>
        Assert.Equal("create:a finish:. symlink-skipped!l", TextTree.Plan(new MirrorPlanner(new MirrorRules(), Fidelity.Full with { Symlinks = false }), TextTree.Diff("b=1", "b=1 a=1 l->a", "b=1")).ToString());

    [Theory]
    [Trait("row", "D12")]
    [InlineData("d/ d/a=1", "", "mkdir:. mkdir:d create:d/a finish:d finish:.")]
    [InlineData("d/ d/a=1", "d/", "create:d/a adopt:d adopt:.")]
    public void A_directory_that_bears_no_time_leaves_that_of_the_destination(string source, string destination, string plan)
    {
        var changes = TextTree.Diff("", source, destination).Select(change => change.Path == TreePath.From("d") ? change with { Source = change.Source! with { Mtime = 0, Ctime = 0 } } : change);
        Assert.Equal(Sorted(plan), Sorted(TextTree.Plan(new MirrorPlanner(new MirrorRules(), new Fidelity { MtimeGrain = 1, CaseSensitive = true }), changes).ToString()));
    }

    private static string Plan(MirrorRules rules, string baseline, string source, string destination) =>
        TextTree.Plan(new MirrorPlanner(rules, Fidelity.Full), TextTree.Diff(baseline, source, destination)).ToString();

    private static string Sorted(string plan) => string.Join(' ', plan.Split(' ').Order(StringComparer.Ordinal));
}
