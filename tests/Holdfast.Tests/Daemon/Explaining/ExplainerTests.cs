using Holdfast.Contracts;
using Holdfast.Daemon.Explaining;
using Holdfast.Daemon.Jobs;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Tests.Daemon.Explaining;

public sealed class ExplainerTests : IAsyncDisposable
{
    private readonly Lab _lab = new();
    private readonly LabConfig _config;

    public ExplainerTests() => _config = new LabConfig(_lab);

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    private Task<Explanation> ExplainAsync(string path, string store = "lab") =>
        new Explainer(_config.Config, _lab.State, _config.Open, _config.Requests, _lab.Time).ExplainAsync(new StorePath(store, TreePath.From(path)), Lab.None);

    private static string All(Explanation explanation) => string.Join('\n', explanation.Decisions.Select(row => $"{row.By}: {row.Decision} [{row.Origin}]"));

    [Fact]
    [Trait("row", "N4")]
    public async Task The_filter_that_keeps_a_name_out_is_named_with_its_place()
    {
        _config.Change(job => job with { Filters = new FilterSet([FilterRule.Parse("+ *.txt", "holdfast.yaml:9"), FilterRule.Parse("- tmp/", "holdfast.yaml:10")]) });
        await _lab.WriteAsync(_lab.Source, "tmp/deep/f.txt", "x");
        var rows = (await ExplainAsync("tmp/deep/f.txt")).Decisions;
        var row = Assert.Single(rows);
        Assert.Equal(("filter", "holdfast.yaml:10", "mirror"), (row.By, row.Origin, row.Job));
        Assert.Contains("stays out", row.Decision, StringComparison.Ordinal);
        Assert.Contains("'- tmp/'", row.Decision, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "N4")]
    public async Task What_the_next_run_would_do_is_told_by_the_planner_itself()
    {
        await _lab.WriteAsync(_lab.Source, "f", "first");
        Assert.Contains("the next run would copy it to legacy (new in the source)", All(await ExplainAsync("f")), StringComparison.Ordinal);
        await _lab.MirrorAsync();
        Assert.Contains("there is nothing to do", All(await ExplainAsync("f")), StringComparison.Ordinal);
        await _lab.WriteAsync(_lab.Source, "f", "second one");
        Assert.Contains("replace the one in legacy", All(await ExplainAsync("f")), StringComparison.Ordinal);
        await _lab.RemoveAsync(_lab.Source, "f");
        Assert.Contains("keep the one in legacy", All(await ExplainAsync("f")), StringComparison.Ordinal);
        Assert.Equal("first", await _lab.ReadAsync(_lab.Destination, "f"));
    }

    [Fact]
    [Trait("row", "N4")]
    public async Task Copies_are_told_with_hash_and_trash()
    {
        await _lab.WriteAsync(_lab.Source, "f", "first");
        await _lab.MirrorAsync();
        await _lab.WriteAsync(_lab.Source, "f", "second one");
        var run = await _lab.MirrorAsync();
        var copies = (await ExplainAsync("f", "legacy")).Copies;
        Assert.Equal(["lab present", "legacy present", "legacy trash"], copies.Select(copy => $"{copy.Store} {copy.State}").Order(StringComparer.Ordinal));
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("second one"u8));
        Assert.All(copies.Where(copy => copy.State == "present"), copy => Assert.Equal((hash, 10L), (copy.Hash, copy.Bytes)));
        Assert.Contains($"restore --run {run.Id}", copies.Single(copy => copy.State == "trash").Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "N4")]
    public async Task A_conflict_is_told_as_what_keeps_the_name_as_it_is()
    {
        await _lab.WriteAsync(_lab.Source, "f", "first");
        await _lab.WriteAsync(_lab.Destination, "f", "theirs, longer");
        await _lab.MirrorAsync();
        var text = All(await ExplainAsync("f"));
        Assert.Contains("rule: is left alone: stands in the destination with other content", text, StringComparison.Ordinal);
        Assert.Contains("finding: ", text, StringComparison.Ordinal);
        Assert.Contains("have never agreed on it", text, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "N4")]
    public async Task A_limit_of_size_and_a_refusing_guard_are_named()
    {
        _config.Change(job => job with { MaxSize = 3 });
        await _lab.WriteAsync(_lab.Source, "f", "too large");
        Assert.Contains("stays out: its 9 bytes are more than max-size (3)", All(await ExplainAsync("f")), StringComparison.Ordinal);

        await _lab.State.Runs.BeginAsync(new RunRecord { Id = "r9", Job = "mirror", Kind = "mirror", Source = "lab", Destination = "legacy", Started = _lab.Time.GetUtcNow(), State = RunState.Refused, Message = "max-delete: too many" }, Lab.None);
        Assert.Contains("guard: the last run was refused, so nothing of it was done: max-delete: too many; let it go on with: holdfast approve r9", All(await ExplainAsync("f")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_that_cannot_be_written_is_enough_also_before_the_first_run()
    {
        await _lab.WriteAsync(_lab.Source, "f", "x");
        await using var reading = Holdfast.State.SqliteStateDb.OpenForReading(_lab.StateDirectory);
        var explanation = await new Explainer(_config.Config, reading, _config.Open, _config.Requests, _lab.Time).ExplainAsync(new StorePath("lab", TreePath.From("f")), Lab.None);
        Assert.Contains("copy it to legacy", All(explanation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_away_leaves_an_answer_and_an_unknown_copy()
    {
        _config.Open = LabConfig.Broken(_lab.OpenAsync, "legacy", StoreFault.Unavailable);
        await _lab.WriteAsync(_lab.Source, "f", "x");
        var explanation = await ExplainAsync("f");
        Assert.Contains("nothing can be said", explanation.Decisions.Single().Decision, StringComparison.Ordinal);
        Assert.Equal(["lab present", "legacy unknown"], explanation.Copies.Select(copy => $"{copy.Store} {copy.State}"));
    }

    [Theory]
    [InlineData("/srv/lab/shared/a/b", null, "lab", "a/b")]
    [InlineData("/srv/lab/shared", null, "lab", ".")]
    [InlineData("/opt/lab/shared/x", null, "legacy", "x")]
    [InlineData("legacy:a/b", null, "legacy", "a/b")]
    [InlineData("a/b", "mirror", "lab", "a/b")]
    public void Paths_are_found_in_their_stores(string text, string? job, string store, string path)
    {
        var found = new StorePaths(_config.Config, _config.Health().Paths).Find(text, null, job);
        Assert.Equal((store, path), (found.Store, found.Path.ToString()));
    }

    [Theory]
    [InlineData("b", "/srv/lab/shared/a", "lab", "a/b")]
    [InlineData("../lab/shared/a", "/opt/lab", "legacy", "a")]
    [InlineData("./legacy:a", "/srv/lab/shared", "lab", "legacy:a")]
    [InlineData("legacy:a", "/srv/lab/shared", "legacy", "a")]
    public void Relative_paths_begin_where_the_command_was_given(string text, string directory, string store, string path)
    {
        var found = new StorePaths(_config.Config, _config.Health().Paths).Find(text, directory, null);
        Assert.Equal((store, path), (found.Store, found.Path.ToString()));
    }

    [Fact]
    public void A_name_that_is_not_utf8_is_found_by_its_bytes_from_the_root_of_a_store_too()
    {
        byte[] name = [0x63, 0xe9];
        var paths = new StorePaths(_config.Config, _config.Health().Paths);
        Assert.Equal(new StorePath("lab", TreePath.FromBytes(name)), paths.Find("/srv/lab/shared/" + ByteText.Of(name), null, null));
        Assert.Equal(new StorePath("legacy", TreePath.FromBytes(name)), paths.Find(ByteText.Of(name), "legacy"));
        Assert.StartsWith("/etc/c\\xe9 lies in no store", Assert.Throws<JobException>(() => paths.Find("/etc/" + ByteText.Of(name), null, null)).Message, StringComparison.Ordinal);
        Assert.Throws<JobException>(() => paths.Find("a", "nowhere"));
    }

    [Theory]
    [InlineData("/srv/lab/shared2/a")]
    [InlineData("a/b")]
    [InlineData("lab:../x")]
    public void Paths_outside_of_every_store_are_refused(string text) =>
        Assert.Throws<JobException>(() => new StorePaths(_config.Config, _config.Health().Paths).Find(text, null, null));
}
