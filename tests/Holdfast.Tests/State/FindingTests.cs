using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Tests.State;

public sealed class FindingTests : StateFixture
{
    [Fact]
    public async Task A_finding_comes_back_with_every_field_and_the_most_severe_first()
    {
        var full = new Finding("acl", Severity.Warning, TreePath.FromBytes([0xff]), "has an ACL", "remove it") { Store = "lab" };
        await Replace(Scope.All, 0, See("note", "a", Severity.Info), full, See("torn", "b", Severity.Error));

        var open = await Db.Findings.OpenAsync(null, 10, Cancellation);

        Assert.Equal(["torn", "acl", "note"], open.Select(one => one.Finding.Code));
        Assert.Equal(("mirror", full, Now), open[1]);
        Assert.Single(await Db.Findings.OpenAsync("mirror", 1, Cancellation));
        Assert.Empty(await Db.Findings.OpenAsync("other", 10, Cancellation));
    }

    [Fact]
    public async Task What_is_seen_again_stays_since_when_it_was_first_seen_and_what_is_not_is_closed()
    {
        await Replace(Scope.All, 0, See("c", "a"), See("c", "b"));
        await Replace(Scope.All, 1, See("c", "b") with { Message = "still" }, See("c", "new"));

        Assert.Equal(["b still 0", "new seen 1"], await Open());

        await Replace(Scope.All, 2);
        Assert.Empty(await Open());
        await Replace(Scope.All, 3, See("c", "b"));
        Assert.Equal(["b seen 3"], await Open());
    }

    [Fact]
    public async Task A_run_over_some_names_closes_only_what_lies_there()
    {
        await Replace(Scope.All, 0, See("c", "a"), See("c", "a/b"), See("c", "d"), See("c", "d/e"), See("c", "d.f"));
        await Replace(Scope.Of([new ScopeItem(TreePath.From("a"), false), new ScopeItem(TreePath.From("d"), true)]), 1, See("c", "d/e"), See("c", "d/g"));

        Assert.Equal(["a/b seen 0", "d.f seen 0", "d/e seen 0", "d/g seen 1"], await Open());
    }

    [Fact]
    public async Task Jobs_do_not_close_each_others_findings()
    {
        await Replace(Scope.All, 0, See("c", "a"));
        await Db.Findings.ReplaceAsync("other", "lab", Scope.All, [], Now.AddHours(1), Cancellation);

        Assert.Equal(["a seen 0"], await Open());
    }

    [Fact]
    public async Task The_same_finding_told_twice_is_one()
    {
        await Replace(Scope.All, 0, See("c", "a"), See("c", "a") with { Message = "last" });
        Assert.Equal(["a last 0"], await Open());
        await Replace(Scope.All, 1, See("c", "a"), See("c", "a") with { Message = "again" });
        Assert.Equal(["a again 0"], await Open());
    }

    [Fact]
    public async Task At_most_a_thousand_of_a_code_are_kept_and_the_rest_is_counted()
    {
        await Replace(Scope.All, 0, Many(1500));
        var open = await Open();
        Assert.Equal(1001, open.Length);
        Assert.Equal(". 500 more of these, 1500 in all; only 1000 are kept singly 0", open[^1]);

        await Replace(Scope.Of([new ScopeItem(TreePath.From("x"), true)]), 1, See("c", "x"));
        Assert.Contains("500 more", (await Open())[^1], StringComparison.Ordinal);

        await Replace(Scope.All, 2, Many(1200));
        Assert.Equal(". 200 more of these, 1200 in all; only 1000 are kept singly 0", (await Open())[^1]);

        await Replace(Scope.All, 3, Many(1000));
        Assert.Equal(1000, (await Open()).Length);
    }

    [Fact]
    public async Task Closed_findings_are_dropped_with_old_runs()
    {
        await Replace(Scope.All, 0, See("c", "a"));
        await Replace(Scope.All, 1);
        await Db.Runs.PruneAsync(Now.AddHours(5), Cancellation);
        await Replace(Scope.All, 6, See("c", "a"));

        Assert.Equal(["a seen 6"], await Open());
    }

    private static Finding See(string code, string path, Severity severity = Severity.Warning) => new(code, severity, TreePath.From(path), "seen");

    private static Finding[] Many(int count) => [.. Enumerable.Range(0, count).Select(i => See("c", $"f{i:d5}"))];

    private ValueTask<FindingChange> Replace(Scope scope, int hours, params Finding[] findings) => Db.Findings.ReplaceAsync("mirror", "lab", scope, findings, Now.AddHours(hours), Cancellation);

    private async Task<string[]> Open() =>
        [.. (await Db.Findings.OpenAsync("mirror", 5000, Cancellation)).Select(one => $"{one.Finding.Path} {one.Finding.Message} {(one.Since - Now).TotalHours}")];
}
