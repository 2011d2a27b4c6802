using Holdfast.Engine.Model;
using Holdfast.Engine.Verifying;

namespace Holdfast.Tests.Engine.Verifying;

public sealed class VerifySummaryTests
{
    private static readonly RootHash Whole = new() { Content = new byte[32], Metadata = new byte[32], Entries = 1_234, Files = 1_000, Verified = 900, OldestVerified = 86_400, NewestVerified = 172_800 };

    private static RunRecord Run(RunState state, Tally? tally = null, string? message = null) => new()
    {
        Id = "r", Job = "check", Kind = "verify", Destination = "legacy", Started = DateTimeOffset.UnixEpoch, State = state, Tally = tally ?? new Tally(), Message = message,
    };

    [Fact]
    [Trait("row", "N3")]
    public void Two_stores_that_agree_are_told_by_one_hash()
    {
        var summary = VerifySummary.Of("lab", "legacy", Whole, Whole, Run(RunState.Succeeded), []);
        Assert.True(summary.Agree);
        Assert.Equal($"lab and legacy agree: content sha256:{new string('0', 64)}, 1,234 entries, 900 read, the last on 1970-01-03, the first on 1970-01-02", summary.Text);
    }

    [Fact]
    public void Content_that_was_never_read_is_not_vouched_for()
    {
        var summary = VerifySummary.Of("lab", "legacy", Whole with { Unread = 12 }, Whole, Run(RunState.Succeeded), []);
        Assert.Contains("incomplete (12 files not read yet)", summary.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("sha256:", summary.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "N3")]
    public void Differences_are_counted_by_what_they_are_and_information_is_none()
    {
        Finding[] findings =
        [
            new("content", Severity.Error, TreePath.From("a"), "x"),
            new("differs", Severity.Warning, TreePath.From("b"), "x"),
            new("extraneous", Severity.Info, TreePath.From("c"), "x"),
        ];
        var summary = VerifySummary.Of("lab", "legacy", Whole, Whole, Run(RunState.Partial, new Tally { Checks = 5, Failed = 3 }), findings);
        Assert.False(summary.Agree);
        Assert.Equal("lab and legacy differ: 3 with other content than recorded, 1 not as recorded", summary.Text);
    }

    [Fact]
    public void A_run_that_failed_proves_nothing()
    {
        var summary = VerifySummary.Of("lab", "legacy", Whole, Whole, Run(RunState.Failed, message: "lab: is not mounted"), []);
        Assert.False(summary.Agree);
        Assert.Equal("lab and legacy could not be compared: lab: is not mounted", summary.Text);
    }
}
