using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Tests.State;

/// <summary>What people said of findings, for as long as it holds.</summary>
public sealed class FindingMarkTests : StateFixture
{
    private static readonly FindingMark Known = new(null, "the owner knows", "ada", Now);

    [Fact]
    [Trait("row", "N17")]
    public async Task A_mark_survives_the_finding_being_seen_again_and_a_restart()
    {
        var id = await OpenAsync(Severity.Warning);
        Assert.True(await Db.Findings.MarkAsync(id, Known, Cancellation));
        await OpenAsync(Severity.Warning);
        await ReopenAsync();

        var finding = await Db.Findings.FindAsync(id, Cancellation);
        Assert.Equal(Known, finding?.Mark);
        Assert.False(finding!.IsActive(Now.AddYears(10)));
    }

    [Fact]
    public async Task A_finding_that_comes_back_after_it_was_over_is_not_known_any_more()
    {
        var id = await OpenAsync(Severity.Warning);
        await Db.Findings.MarkAsync(id, Known, Cancellation);
        await Db.Findings.ReplaceAsync("mirror", "legacy", Scope.All, [], Now, Cancellation);

        var over = await Db.Findings.FindAsync(id, Cancellation);
        Assert.Equal((Now, null), (over?.Closed, over?.Mark));
        Assert.False(await Db.Findings.MarkAsync(id, Known, Cancellation));
        Assert.True((await Db.Findings.FindAsync(await OpenAsync(Severity.Warning), Cancellation))!.IsActive(Now));
    }

    [Fact]
    public async Task A_finding_that_becomes_more_severe_is_not_known_any_more()
    {
        var id = await OpenAsync(Severity.Warning);
        await Db.Findings.MarkAsync(id, Known, Cancellation);
        await OpenAsync(Severity.Info);
        Assert.NotNull((await Db.Findings.FindAsync(id, Cancellation))?.Mark);

        Assert.Equal(id, await OpenAsync(Severity.Error));
        Assert.Null((await Db.Findings.FindAsync(id, Cancellation))?.Mark);
    }

    [Fact]
    public async Task What_is_snoozed_counts_again_when_its_time_has_come_or_when_it_is_taken_back()
    {
        var id = await OpenAsync(Severity.Error);
        await Db.Findings.MarkAsync(id, Known with { Until = Now.AddDays(7) }, Cancellation);
        var finding = (await Db.Findings.FindAsync(id, Cancellation))!;
        Assert.Equal((false, true), (finding.IsActive(Now.AddDays(6)), finding.IsActive(Now.AddDays(7))));

        await Db.Findings.MarkAsync(id, null, Cancellation);
        Assert.True((await Db.Findings.FindAsync(id, Cancellation))!.IsActive(Now));
    }

    [Fact]
    public async Task Findings_are_listed_by_what_is_asked_for()
    {
        Finding[] first = [See("a", Severity.Error), See("b", Severity.Info)];
        await Db.Findings.ReplaceAsync("mirror", "legacy", Scope.All, first, Now, Cancellation);
        await Db.Findings.ReplaceAsync("other", "legacy", Scope.All, [See("c", Severity.Warning)], Now, Cancellation);
        await Db.Findings.ReplaceAsync("mirror", "legacy", Scope.All, first[1..], Now, Cancellation);

        async Task<string[]> ListAsync(FindingFilter filter) => [.. (await Db.Findings.ListAsync(filter, 10, Cancellation)).Select(one => one.Finding.Path.ToString())];
        Assert.Equal(["c", "b"], await ListAsync(FindingFilter.Open));
        Assert.Equal(["c", "b", "a"], await ListAsync(new FindingFilter { WithClosed = true }));
        Assert.Equal(["b"], await ListAsync(new FindingFilter { Job = "mirror" }));
        Assert.Equal(["c"], await ListAsync(new FindingFilter { Least = Severity.Warning }));
        Assert.Equal(["a", "b", "c"], await ListAsync(new FindingFilter { WithClosed = true, ByNumber = true }));
        Assert.Equal(["b", "c"], await ListAsync(new FindingFilter { WithClosed = true, ByNumber = true, After = 1 }));
        Assert.Null(await Db.Findings.FindAsync(999, Cancellation));
    }

    private static Finding See(string path, Severity severity) => new("failed", severity, TreePath.From(path), "seen") { Store = "legacy" };

    private async Task<long> OpenAsync(Severity severity)
    {
        await Db.Findings.ReplaceAsync("mirror", "legacy", Scope.All, [See("f", severity)], Now, Cancellation);
        return Assert.Single(await Db.Findings.ListAsync(FindingFilter.Open, 10, Cancellation)).Id;
    }
}
