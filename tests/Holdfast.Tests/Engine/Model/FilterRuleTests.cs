using Holdfast.Engine.Model;
using System.Text;

namespace Holdfast.Tests.Engine.Model;

public sealed class FilterRuleTests
{
    [Theory]
    [InlineData("- *.tmp", "a/b.tmp", false, true)]
    [InlineData("- /a", "a", true, true)]
    [InlineData("- /a", "b/a", true, false)]
    [InlineData("- a/", "a", false, false)]
    [InlineData("- a/**/z", "x/a/b/c/z", false, true)]
    [InlineData("- a/*/z", "a/b/c/z", false, false)]
    [InlineData("- cache/***", "x/cache/y/z", false, true)]
    public void A_pattern_matches_as_rsync_would(string rule, string path, bool directory, bool matches) =>
        Assert.Equal(matches, FilterRule.Parse(rule, "test").Matches(Encoding.UTF8.GetBytes(path), directory));
}
