using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Tests.State;

/// <summary>The log of events and the conditions, as they are kept.</summary>
public sealed class EventTests : StateFixture
{
    private static readonly StoredEvent Full = new()
    {
        Name = "SYNC_FAILED", Time = Now, Severity = Severity.Error, Job = "mirror", Run = "r1", Store = "legacy", Message = "failed", Data = """{"error":"gone"}""",
    };

    [Fact]
    [Trait("row", "C11")]
    public async Task An_event_comes_back_with_every_field_and_a_number_of_its_own()
    {
        var numbers = await AppendAsync(Full, Full with { Name = "RUN_STARTED", Job = null, Run = null, Store = null, Severity = Severity.Info });

        Assert.Equal([1, 2], numbers);
        var read = await Db.Events.ReadAfterAsync(0, EventFilter.All, 10, Cancellation);
        Assert.Equal(Full with { Number = 1 }, read[0]);
        Assert.Equal((null, null, null), (read[1].Job, read[1].Run, read[1].Store));
    }

    [Fact]
    public async Task Numbers_are_not_used_again_when_old_events_are_gone()
    {
        await AppendAsync(Full, Full with { Time = Now.AddDays(1) });
        Assert.Equal(2, await Db.Events.PruneAsync(Now.AddDays(2), Cancellation));
        await ReopenAsync();

        Assert.Equal(2, await Db.Events.NewestAsync(Cancellation));
        Assert.Equal([3], await AppendAsync(Full));
    }

    [Fact]
    public async Task Only_what_is_older_than_it_is_kept_goes()
    {
        await AppendAsync(Full, Full with { Time = Now.AddDays(1) });
        Assert.Equal(1, await Db.Events.PruneAsync(Now.AddHours(1), Cancellation));
        Assert.Equal([2], (await Db.Events.ReadAfterAsync(0, EventFilter.All, 10, Cancellation)).Select(one => one.Number));
    }

    [Fact]
    public async Task The_state_and_the_filter_itself_agree_on_what_is_meant()
    {
        StoredEvent[] events =
        [
            Full, Full with { Job = "other" }, Full with { Name = "SYNC" }, Full with { Severity = Severity.Info }, Full with { Store = null }, Full with { Run = "r2" }, Full with { Name = "RESTORED", Severity = Severity.Warning },
        ];
        await AppendAsync(events);
        EventFilter[] filters =
        [
            EventFilter.All, new() { Job = "mirror" }, new() { Names = ["SYNC_FAILED"] }, new() { Names = ["SYNC", "RESTORED"] }, new() { Names = [] }, new() { Least = Severity.Warning }, new() { Store = "legacy", Run = "r1" },
        ];
        foreach (var filter in filters)
        {
            var meant = events.Select((one, index) => one with { Number = index + 1 }).Where(filter.Matches).ToArray();
            Assert.Equal(meant, await Db.Events.ReadAfterAsync(0, filter, 100, Cancellation));
            Assert.Equal(meant.Reverse(), await Db.Events.ReadBeforeAsync(long.MaxValue, filter, 100, Cancellation));
        }
    }

    [Fact]
    public async Task Pages_follow_each_other_in_both_directions()
    {
        await AppendAsync([.. Enumerable.Repeat(Full, 5)]);
        Assert.Equal([3, 4], (await Db.Events.ReadAfterAsync(2, EventFilter.All, 2, Cancellation)).Select(one => one.Number));
        Assert.Equal([3, 2], (await Db.Events.ReadBeforeAsync(4, EventFilter.All, 2, Cancellation)).Select(one => one.Number));
    }

    [Fact]
    public async Task A_condition_is_set_and_ended_together_with_its_event()
    {
        await Db.Events.AppendAsync([new NewEvent(Full, new Condition("store", "usb", "away", Now))], Cancellation);
        await ReopenAsync();
        Assert.Equal([new Condition("store", "usb", "away", Now)], await Db.Events.ConditionsAsync(Cancellation));

        await Db.Events.AppendAsync([new NewEvent(Full, new Condition("store", "usb", "", Now.AddHours(1)))], Cancellation);
        Assert.Empty(await Db.Events.ConditionsAsync(Cancellation));
    }

    [Fact]
    public async Task What_opens_and_closes_is_counted_by_code_and_severity_also_beyond_what_is_kept_singly()
    {
        var many = Enumerable.Range(0, 1500).Select(index => new Finding("failed", Severity.Error, TreePath.From($"f{index}"), "failed")).Append(new Finding("acl", Severity.Warning, TreePath.From("a"), "has a list")).ToArray();

        var opened = (await Db.Findings.ReplaceAsync("mirror", "legacy", Scope.All, many, Now, Cancellation)).Opened;
        Assert.Equal((1501, 1500, 1), (opened.Count, opened.CountOf(Severity.Error), opened.CountOf(Severity.Warning)));
        Assert.Equal((1500, 1), (opened.Codes["failed"], opened.Codes["acl"]));
        Assert.Equal(FindingTally.Named, opened.First.Count);

        var again = await Db.Findings.ReplaceAsync("mirror", "legacy", Scope.All, many, Now, Cancellation);
        Assert.Equal((0, 0), (again.Opened.Count, again.Closed.Count));

        var closed = (await Db.Findings.ReplaceAsync("mirror", "legacy", Scope.All, many[..1200], Now, Cancellation)).Closed;
        Assert.Equal((301, 300, 1), (closed.Count, closed.CountOf(Severity.Error), closed.CountOf(Severity.Warning)));

        closed = (await Db.Findings.ReplaceAsync("mirror", "legacy", Scope.All, [], Now, Cancellation)).Closed;
        Assert.Equal(1200, closed.CountOf(Severity.Error));
    }

    private ValueTask<IReadOnlyList<long>> AppendAsync(params StoredEvent[] events) => Db.Events.AppendAsync([.. events.Select(one => new NewEvent(one))], Cancellation);
}
