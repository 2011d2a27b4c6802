using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.State.Sqlite;

namespace Holdfast.Tests.State;

public sealed class RunTests : StateFixture
{
    [Fact]
    public async Task A_run_comes_back_with_every_field()
    {
        await RunAsync();
        var run = Run("20261121-054500-0001") with
        {
            Source = null, Trigger = RunTrigger.Watch, State = RunState.Refused, Ended = Now.AddTicks(1234567), PlanDigest = "abc", Message = "too much", ApprovedDigest = "def", WasFull = false,
            Tally = new Tally
            {
                Entries = 1, Creates = 2, Replaces = 3, Removes = 4, Moves = 5, Links = 6, Directories = 7, Metadata = 8, Adopts = 9, Checks = 10, Bytes = 11, Done = 12, Failed = 13, Changed = 14,
                Skipped = 15, BytesDone = long.MaxValue,
            },
        };
        await Db.Runs.UpdateAsync(run, Cancellation);
        await ReopenAsync();

        Assert.Equal(run, await Db.Runs.FindAsync(run.Id, Cancellation));
        Assert.Null(await Db.Runs.FindAsync("none", Cancellation));
    }

    [Fact]
    public async Task Runs_are_listed_newest_first()
    {
        for (var i = 1; i <= 4; i++) await Db.Runs.BeginAsync(Run($"r{i}", i % 2 == 0 ? "even" : "odd") with { Started = Now.AddHours(i == 4 ? 1 : i) }, Cancellation);

        Assert.Equal(["r3", "r2", "r4"], (await Db.Runs.ListAsync(null, 3, Cancellation)).Select(run => run.Id));
        Assert.Equal(["r2", "r4"], (await Db.Runs.ListAsync("even", 10, Cancellation)).Select(run => run.Id));
    }

    [Fact]
    public async Task A_run_that_does_not_exist_is_an_error()
    {
        await Assert.ThrowsAsync<StateException>(async () => await Db.Runs.UpdateAsync(Run("none"), Cancellation));
        await Assert.ThrowsAsync<StateException>(async () => await Db.Runs.CommitAsync("none", null, [], [], Cancellation));
        await Assert.ThrowsAsync<StateException>(async () => await ListAsync(Db.Runs.PendingAsync("none", Cancellation)));
    }

    [Fact]
    [Trait("row", "N7")]
    public async Task A_transfer_that_was_not_ended_comes_back_with_what_was_announced_and_is_not_recorded()
    {
        var (run, leg) = (await RunAsync(), await LegAsync());
        await Db.Transfers.OpenAsync(new OpenTransfer(run, "mirror", "uuid-1", []), Cancellation);
        Assert.Empty(Assert.Single(await Db.Transfers.FindAsync("mirror", "uuid-1", Cancellation)).Announced);
        await Db.Runs.CommitAsync(run, leg, [], [], new Announcement(-1, 0, [Row("first")]), Cancellation);
        BaselineEntry[] announced = [Row("a\nb"), Row("link", EntryKind.Symlink), Row("c", inode: 9, links: 3)];
        await Db.Runs.CommitAsync(run, leg, [], [], new Announcement(-1, 1, announced[..1]), Cancellation);
        await Db.Runs.CommitAsync(run, leg, [], [Put(Row("first"))], new Announcement(0, 2, announced[1..]), Cancellation);
        await Db.Runs.CommitAsync(run, leg, [], [], Cancellation);
        await ReopenAsync();

        var open = Assert.Single(await Db.Transfers.FindAsync("mirror", "uuid-1", Cancellation));
        Assert.Equal(run, open.Run);
        Assert.Equal(announced.Select(Show), open.Announced.Select(Show));
        Assert.Empty(await Db.Transfers.FindAsync("copy", "uuid-1", Cancellation));
        await Db.Transfers.CloseAsync(run, Cancellation);
        Assert.Empty(await Db.Transfers.FindAsync("mirror", "uuid-1", Cancellation));
    }
}
