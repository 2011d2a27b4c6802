using Holdfast.Contracts.Events;
using Holdfast.Daemon.Events;
using Holdfast.Daemon.Health;
using Holdfast.Daemon.Jobs;
using Holdfast.Daemon.Logging;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Tests.Daemon.Status;

/// <summary>What is acknowledged makes nothing unsafe, and is still told.</summary>
public sealed class AcknowledgedTests : IAsyncDisposable
{
    private readonly Lab _lab = new();
    private readonly LabConfig _config;
    private readonly EventLog _events;
    private readonly FindingMarks _marks;

    public AcknowledgedTests()
    {
        _config = new LabConfig(_lab);
        _events = new EventLog(_lab.State.Events, Log.Silent);
        _marks = new FindingMarks(_lab.State, _events, _lab.Time);
    }

    public async ValueTask DisposeAsync()
    {
        await _events.DisposeAsync();
        await _lab.DisposeAsync();
    }

    [Fact]
    [Trait("row", "N17")]
    public async Task An_acknowledged_failure_is_listed_and_no_longer_makes_the_data_unsafe()
    {
        await PartialAsync("a");
        Assert.StartsWith("Your data is at risk", (await StatusAsync()).Summary, StringComparison.Ordinal);
        Assert.Contains("error", await DoctorAsync());

        await _marks.AcknowledgeAsync(await IdAsync("a"), "broken for good", "ada", Lab.None);

        var status = await StatusAsync();
        Assert.Equal(("healthy", 0, 1, "idle"), (status.Health, status.Errors, status.Acknowledged, status.Jobs[0].State));
        Assert.EndsWith("1 finding acknowledged", status.Summary, StringComparison.Ordinal);
        var row = Assert.Single(status.Findings);
        Assert.Equal(("a", "acknowledged", "broken for good", "ada"), (row.Path, row.State, row.Note, row.By));
        Assert.All(await DoctorAsync(), result => Assert.Equal("ok", result));
    }

    [Fact]
    public async Task A_failure_more_than_was_acknowledged_is_news()
    {
        await PartialAsync("a");
        await _marks.AcknowledgeAsync(await IdAsync("a"), null, null, Lab.None);
        await PartialAsync("a", "b");

        var status = await StatusAsync();
        Assert.Equal(("errors", 1, "failing"), (status.Health, status.Errors, status.Jobs[0].State));
        Assert.Equal(["b", "a"], status.Findings.Select(finding => finding.Path));
    }

    [Fact]
    public async Task A_run_that_failed_as_a_whole_is_not_made_safe_by_a_mark()
    {
        await PartialAsync("a");
        await _marks.AcknowledgeAsync(await IdAsync("a"), null, null, Lab.None);
        await RunAsync(RunState.Failed, new Tally());
        Assert.Equal("failing", (await StatusAsync()).Jobs[0].State);
    }

    [Fact]
    public async Task What_is_snoozed_makes_the_data_unsafe_again_when_its_time_has_come()
    {
        await PartialAsync("a");
        await _marks.SnoozeAsync(await IdAsync("a"), _lab.Time.GetUtcNow().AddMinutes(3), null, null, Lab.None);
        Assert.Equal("healthy", (await StatusAsync()).Health);
        _lab.Time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal("errors", (await StatusAsync()).Health);
    }

    [Fact]
    public async Task What_is_said_of_a_finding_is_an_event_and_what_makes_no_sense_is_refused()
    {
        await PartialAsync("a");
        var id = await IdAsync("a");
        await _marks.AcknowledgeAsync(id, "known", "ada", Lab.None);
        await _marks.ReopenAsync(id, "bob", Lab.None);
        await Assert.ThrowsAsync<JobException>(() => _marks.AcknowledgeAsync(999, null, null, Lab.None));
        await Assert.ThrowsAsync<JobException>(() => _marks.AcknowledgeAsync(id, new string('x', 2000), null, Lab.None));
        await Assert.ThrowsAsync<JobException>(() => _marks.SnoozeAsync(id, _lab.Time.GetUtcNow(), null, null, Lab.None));
        await _lab.State.Findings.ReplaceAsync("mirror", "legacy", Scope.All, [], _lab.Time.GetUtcNow(), Lab.None);
        await Assert.ThrowsAsync<JobException>(() => _marks.ReopenAsync(id, null, Lab.None));

        await _events.FlushAsync();
        var told = (await _lab.State.Events.ReadAfterAsync(0, EventFilter.All, 10, Lab.None)).Select(EventRecords.Of).ToArray();
        Assert.All(told, one => Assert.Equal(EventNames.FindingMarked, one.Name));
        Assert.Equal(["acknowledged ada", "open bob"], told.Select(one => $"{one.Data.GetProperty("mark")} {one.Data.GetProperty("by")}"));
    }

    private async Task<Holdfast.Contracts.Commands.StatusRow> StatusAsync() => (await _config.Status.ReadAsync(null, false, Lab.None)).Row;

    private async Task<string[]> DoctorAsync() => [.. (await Doctor.LookAsync([new RunCheck(), new ConsistencyCheck()], _config.Health(), Lab.None)).Select(row => row.Result)];

    private async Task<long> IdAsync(string path) => (await _lab.State.Findings.ListAsync(FindingFilter.Open, 10, Lab.None)).Single(one => one.Finding.Path.ToString() == path).Id;

    private async Task PartialAsync(params string[] paths)
    {
        await RunAsync(RunState.Partial, new Tally { Creates = 5, Done = 3, Failed = paths.Length });
        await _lab.State.Findings.ReplaceAsync("mirror", "legacy", Scope.All, [.. paths.Select(path => new Finding("failed", Severity.Error, TreePath.From(path), "cannot be read") { Store = "legacy" })], _lab.Time.GetUtcNow(), Lab.None);
    }

    private async Task RunAsync(RunState state, Tally tally)
    {
        _lab.Time.Advance(TimeSpan.FromSeconds(5));
        var run = new RunRecord { Id = _lab.NextId(), Job = "mirror", Kind = "mirror", Source = "lab", Destination = "legacy", Started = _lab.Time.GetUtcNow(), Message = "failed" };
        await _lab.State.Runs.BeginAsync(run, Lab.None);
        await _lab.State.Runs.UpdateAsync(run with { State = state, Ended = _lab.Time.GetUtcNow(), Tally = tally }, Lab.None);
    }
}
