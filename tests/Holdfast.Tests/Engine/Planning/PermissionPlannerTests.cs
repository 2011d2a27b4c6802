using Holdfast.Engine.Model;
using Holdfast.Engine.Planning;

namespace Holdfast.Tests.Engine.Planning;

public sealed class PermissionPlannerTests
{
    private static readonly PermissionRules Lab = new() { DirectoryMode = Convert.ToInt32("775", 8), FileMode = Convert.ToInt32("664", 8) };

    [Theory]
    [Trait("row", "L2")]
    [InlineData("a=1%664 d/%775", ".")]
    [InlineData("a=1%600 d/%775", ". a")]
    [InlineData("a=1%6664 d/%2775", ". a")]
    [InlineData("d/%2700", ". d")]
    [InlineData("l->x f!", ".")]
    public void Only_what_is_wrong_is_touched(string tree, string touched) => Assert.Equal(touched, Touched(tree));

    [Fact]
    [Trait("row", "L2")]
    public void A_setgid_directory_stays_setgid() =>
        Assert.Equal(Convert.ToInt32("2775", 8), Plan("d/%2700").Operations.Single(o => o.Path == TreePath.From("d")).Metadata!.Mode);

    [Theory]
    [Trait("row", "N6")]
    [InlineData("a=1%600*2#5", "", "hard-link!a")]
    [InlineData("a=1%600*2#5 b=1%600*2#5", "a", "")]
    [InlineData("a=1%664*2#5", "", "")]
    public void A_file_with_names_outside_the_tree_is_left_alone(string tree, string touched, string findings)
    {
        var plan = Plan(tree);
        Assert.Equal(touched, string.Join(' ', plan.Operations.Where(o => !o.Path.IsRoot).Select(o => o.Path)));
        Assert.Equal(findings, string.Join(' ', plan.Findings.Select(f => $"{f.Code}!{f.Path}")));
    }

    [Fact]
    public void Without_the_power_to_change_owners_a_wrong_owner_is_not_planned_for_ever() =>
        Assert.Empty(TextTree.Plan(new PermissionPlanner(new PermissionRules { Uid = 77 }, Fidelity.Full with { Owner = false }), TextTree.Diff("", "", "a=1")).Operations);

    private static string Touched(string tree) => string.Join(' ', Plan(tree).Operations.Select(o => o.Path));

    private static PlanText Plan(string tree) => TextTree.Plan(new PermissionPlanner(Lab, Fidelity.Full), TextTree.Diff("", "", tree));
}
