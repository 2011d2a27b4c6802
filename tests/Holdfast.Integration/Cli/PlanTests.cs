namespace Holdfast.Integration.Cli;

/// <summary>A plan is kept in a file; what is applied is exactly that, or nothing.</summary>
[Trait("lane", "slow")]
public sealed class PlanTests
{
    [Fact]
    public async Task A_plan_that_is_applied_does_exactly_what_it_says()
    {
        using var lab = new Lab();
        var plan = await PlanAsync(lab);
        lab.Write("late.txt", "not in the plan");

        (await lab.RunAsync("apply", plan)).Ended(0);

        Assert.Equal("one", File.ReadAllText(lab.Copy("one.txt")));
        Assert.Equal("two", File.ReadAllText(lab.Copy("two.txt")));
        Assert.False(File.Exists(lab.Copy("late.txt")));
    }

    [Fact]
    public async Task A_plan_that_somebody_changed_ends_with_4_and_touches_nothing()
    {
        using var lab = new Lab();
        var plan = await PlanAsync(lab);
        File.WriteAllText(plan, File.ReadAllText(plan).Replace("two.txt", "six.txt", StringComparison.Ordinal));

        (await lab.RunAsync("apply", plan)).Ended(4);

        Assert.False(File.Exists(lab.Copy("one.txt")));
    }

    [Fact]
    public async Task What_has_changed_since_the_plan_ends_with_4_and_is_left_alone()
    {
        using var lab = new Lab();
        var plan = await PlanAsync(lab);
        lab.Write("two.txt", "something else");

        (await lab.RunAsync("apply", plan)).Ended(4);

        Assert.False(File.Exists(lab.Copy("two.txt")));
    }

    private static async Task<string> PlanAsync(Lab lab)
    {
        lab.Write("one.txt", "one");
        lab.Write("two.txt", "two");
        var plan = Path.Combine(lab.Directory, "plan.jsonl");
        (await lab.RunAsync("plan", "mirror", "-o", plan)).Ended(0);
        Assert.False(File.Exists(lab.Copy("one.txt")));
        return plan;
    }
}
