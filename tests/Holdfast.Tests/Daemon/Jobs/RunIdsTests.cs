using Holdfast.Daemon.Jobs;
using Holdfast.TestKit;

namespace Holdfast.Tests.Daemon.Jobs;

/// <summary>Names of runs.</summary>
public sealed class RunIdsTests
{
    private readonly TestTime _time = new();

    [Fact]
    public void However_many_runs_begin_in_one_second_each_has_a_name_of_its_own()
    {
        var ids = new RunIds(_time);
        var made = Enumerable.Range(0, 5000).Select(_ => ids.Next()).ToArray();
        Assert.Equal(made.Distinct().Order(StringComparer.Ordinal), made);
        Assert.Equal("20260101-000000-0000", made[0]);
    }

    [Fact]
    public void Processes_that_follow_each_other_in_one_second_make_different_names()
    {
        var first = new RunIds(_time).Next();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(string.CompareOrdinal(first, new RunIds(_time).Next()) < 0, "the later one sorts first");
    }

    [Fact]
    public void A_clock_that_is_set_back_is_believed_and_one_that_stumbles_is_not()
    {
        var ids = new RunIds(_time);
        var first = ids.Next();
        _time.JumpTo(_time.GetUtcNow().AddMilliseconds(-200));
        Assert.True(string.CompareOrdinal(first, ids.Next()) < 0, "a name was made that may have been made before");
        _time.JumpTo(_time.GetUtcNow().AddDays(-1));
        Assert.StartsWith("20251230-", ids.Next(), StringComparison.Ordinal);
    }
}
