using Holdfast.Engine.Model;
using Holdfast.Tests.Adapters.Files;

namespace Holdfast.Tests.Engine;

/// <summary>Access control lists are not carried; where the copy's mode alone lets its group do more, the run says so.</summary>
public sealed class WidenedGroupTests
{
    [Theory]
    [Trait("row", "N6")]
    [InlineData("u:65533:rwx,g::r,m::rwx", "acl f: has an access control list, which is not carried: its group may rwx the copy, and only r-- the source")]
    [InlineData("u:65533:rwx,g::rw,m::rw", "")]
    [InlineData("u:65533:r,g::rw,m::r", "")]
    public async Task A_copy_whose_group_may_more_than_the_source_is_told_of(string list, string finding)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/setfacl"), "needs setfacl");
        await using var lab = new EngineLab(local: true);
        await lab.BuildAsync(lab.Source, "f mode=640 = x");
        Tools.Run("setfacl", "-m", list, $"{lab.Source.Facts.Location}/f");

        Assert.Equal(RunState.Succeeded, (await lab.RunAsync()).State);

        var open = await lab.State.Findings.OpenAsync("mirror", 10, TestContext.Current.CancellationToken);
        Assert.Equal(finding, string.Join('\n', open.Select(one => $"{one.Finding.Code} {one.Finding.Path}: {one.Finding.Message}")));
    }
}
