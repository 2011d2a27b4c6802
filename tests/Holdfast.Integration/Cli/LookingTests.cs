using Holdfast.TestKit;

namespace Holdfast.Integration.Cli;

/// <summary>The built program tells how things stand, to people and to programs.</summary>
[Trait("lane", "slow")]
public sealed class LookingTests
{
    [Fact]
    public async Task Status_and_history_tell_what_ran_as_JSON()
    {
        using var lab = new Lab();
        lab.Write("one.txt", "one");
        (await lab.RunAsync("run")).Ended(0);

        var status = (await lab.RunAsync("status", "--json")).Ended(0).Rows("status").Single();
        var history = (await lab.RunAsync("history", "--json")).Ended(0).Rows("run");

        Assert.Equal(["permissions", "mirror"], status.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("name").GetString()));
        Assert.Equal(["succeeded", "succeeded"], status.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("last_result").GetString()));
        Assert.Equal(["lab", "copy"], status.GetProperty("stores").EnumerateArray().Select(store => store.GetProperty("name").GetString()));
        Assert.Equal(["mirror", "permissions"], history.Select(run => run.GetProperty("job").GetString()));
        Assert.All(history, run => Assert.Equal("command", run.GetProperty("trigger").GetString()));
    }

    [Fact]
    public async Task Explain_tells_the_filter_that_decided_and_where_the_copies_are()
    {
        using var lab = new Lab(", filters: [\"- *.tmp\"]");
        lab.Write("one.txt", "one");
        lab.Write("one.tmp", "left out");
        (await lab.RunAsync("run")).Ended(0);

        var kept = (await lab.RunAsync("explain", lab.Source("one.txt"), "--json")).Ended(0);
        var left = (await lab.RunAsync("explain", lab.Source("one.tmp"), "--json")).Ended(0);

        Assert.Equal(["present", "present"], kept.Rows("copy").Select(copy => copy.GetProperty("state").GetString()));
        Assert.Contains("absent", left.Rows("copy").Select(copy => copy.GetProperty("state").GetString()));
        Assert.Contains(left.Rows("decision"), decision => decision.GetRawText().Contains("- *.tmp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_doctor_ends_with_0_1_or_2_as_documented()
    {
        using var lab = new Lab();
        lab.Write("one.txt", "one");
        (await lab.RunAsync("run")).Ended(0);

        // Without a daemon somebody should look; with one all is well; a store that is gone breaks a promise.
        var alone = (await lab.RunAsync("doctor", "--json")).Ended(1);
        Assert.DoesNotContain(alone.Rows("check"), check => check.GetProperty("result").GetString() == "error");
        await lab.StartDaemonAsync();
        (await lab.RunAsync("doctor")).Ended(0);
        Posix.RemoveTree(Posix.Join(lab.Source(""), default));
        (await lab.RunAsync("doctor")).Ended(2);
    }
}
