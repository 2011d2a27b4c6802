using Holdfast.TestKit;

namespace Holdfast.Integration.Hostile.Trees;

/// <summary>Every kind of odd or malicious tree has one known outcome, disturbs nothing beside it, and reaches nothing outside.</summary>
[Collection("hostile")]
public sealed class HostileTreeTests(ITestOutputHelper output)
{
    private const string Bystanders = "echo plain > $S/a-plain; mkdir $S/z; echo last > $S/z/last; chmod 600 $S/z/last; ";

    public static TheoryData<string> ForMirrors => [.. HostileKinds.All.Where(kind => kind.Mirror is not null).Select(kind => kind.Name)];

    public static TheoryData<string> ForPermissions => [.. HostileKinds.All.Where(kind => kind.Permissions is not null).Select(kind => kind.Name)];

    [Fact]
    public void There_are_at_least_forty_kinds() => Assert.True(HostileKinds.All.DistinctBy(kind => kind.Name).Count() >= 40);

    [Theory]
    [MemberData(nameof(ForMirrors))]
    [Trait("row", "L3")]
    [Trait("row", "N2")]
    [Trait("row", "N6")]
    [Trait("lane", "slow")]
    [Trait("user", "any")]
    public async Task A_mirror_knows_what_to_make_of(string kind) => await MeetAsync(Find(kind), "mirror", Find(kind).Mirror!);

    [Theory]
    [MemberData(nameof(ForPermissions))]
    [Trait("row", "L2")]
    [Trait("row", "N6")]
    [Trait("lane", "slow")]
    [Trait("user", "any")]
    public async Task A_permissions_job_knows_what_to_make_of(string kind) => await MeetAsync(Find(kind), "permissions", Find(kind).Permissions!);

    private static HostileKind Find(string name) => HostileKinds.All.Single(kind => kind.Name == name);

    private async Task MeetAsync(HostileKind kind, string job, Outcome expected)
    {
        Assert.SkipWhen(kind.NeedsRoot && !Posix.IsRoot, "only the superuser can make it");
        Assert.SkipWhen(kind.IsBig && OrdinaryUserTests.IsChild, "large trees were walked before");
        using var stage = new HostileStage(kind);
        if (kind.OnDestination && job == "permissions") stage.Do("mkdir $D/z; echo last > $D/z/last; chmod 600 $D/z/last; echo plain > $D/a-plain");
        stage.Do(Bystanders.Replace("$S/z;", "-p $S/z;", StringComparison.Ordinal) + kind.Prepare);
        if (kind.Then is { } then)
        {
            var (first, _) = await stage.RunAsync(job, null, TestContext.Current.CancellationToken);
            Assert.True(first.State == Engine.Model.RunState.Succeeded, $"the first run: {first.State}: {first.Message}");
            stage.Do(then);
        }
        using var during = kind.During is { } script ? stage.Begin(script) : null;
        var (run, findings) = await stage.RunAsync(job, kind.Between, TestContext.Current.CancellationToken);
        if (during is not null)
        {
            during.Kill(entireProcessTree: true);
            await during.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        output.WriteLine($"{run.State}: {run.Message} [{string.Join(' ', findings)}] {run.Tally.Done} done, {run.Tally.Skipped} skipped");
        Assert.Empty(stage.Canary.Differences());
        Assert.Contains(run.State.ToString(), expected.State.Split('|'));
        Assert.Contains(expected.Message, run.Message ?? "", StringComparison.Ordinal);
        if (expected.Findings != "*") Assert.Equal(expected.Findings.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), findings);
        if (expected.Bystanders) stage.Do(job == "mirror" ? "cmp $S/a-plain $D/a-plain; cmp $S/z/last $D/z/last" : "[ $(stat -c %a $T/a-plain $T/z/last | uniq) = 664 ]; [ $(stat -c %a $T/z) = 775 ]");
        if (expected.Check.Length > 0) stage.Do(expected.Check);
    }
}
