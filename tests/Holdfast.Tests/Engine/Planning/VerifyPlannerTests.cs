using Holdfast.Engine.Model;
using Holdfast.Engine.Planning;

namespace Holdfast.Tests.Engine.Planning;

public sealed class VerifyPlannerTests
{
    [Theory]
    [Trait("row", "N4")]
    [InlineData(0, SideState.Same, "source: is gone")]
    [InlineData(1_800_000_000, SideState.Same, "")]
    [InlineData(1_800_000_000, SideState.Content, "destination: content is not as recorded")]
    [InlineData(1_800_000_000, SideState.Removed, "destination: is gone")]
    public void What_a_backup_keeps_of_a_file_that_is_gone_is_as_it_should_be_as_long_as_it_is_whole(long goneAt, SideState destination, string found)
    {
        var there = new Entry { Path = TreePath.From("f"), Kind = EntryKind.File, Size = 1, Mtime = 5, Inode = 7 };
        var known = new BaselineEntry { Path = there.Path, Kind = EntryKind.File, Size = 1, Source = Stamp.Of(there), Destination = Stamp.Of(there), GoneAt = goneAt };
        var plan = new PlanText();

        new VerifyPlanner(0, 0, new HashSet<TreePath>()).Take(
            new Change { Path = there.Path, IsDirectory = false, Baseline = known, SourceState = SideState.Removed, Destination = destination == SideState.Removed ? null : there, DestinationState = destination }, plan);

        Assert.Equal(found, string.Join("; ", plan.Findings.Select(finding => finding.Message)));
        Assert.Empty(plan.Operations);
    }
}
