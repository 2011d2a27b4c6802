using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Tests.State;

[Trait("row", "N14")]
public sealed class PlanShareTests : StateFixture
{
    [Fact]
    public async Task Operations_that_cost_the_same_are_counted_together()
    {
        var run = await RunAsync();
        await Db.Runs.AddOperationsAsync(run,
        [
            Step(1, OperationKind.Create, 10), Step(2, OperationKind.Create, 100), Step(3, OperationKind.Create, 101), Step(4, OperationKind.Create, 200), Step(5, OperationKind.Create, 201),
            Step(6, OperationKind.Replace, 5) with { Destination = File("6") }, Step(7, OperationKind.Replace, 5) with { Destination = File("7"), CompareContent = true },
            Step(8, OperationKind.Remove, 0) with { Source = null, Destination = File("8") }, Step(9, OperationKind.Create, 2_000_000),
        ], Cancellation);
        await Db.Runs.CommitAsync(run, null, [new Outcome(Step(1, OperationKind.Create, 10), OutcomeKind.Done)], [], Cancellation);

        Assert.Equal(
        [
            new PlanShare(OperationKind.Remove, false, true, 1, 1, 0),
            new PlanShare(OperationKind.Create, false, false, 1, 1, 100),
            new PlanShare(OperationKind.Create, false, false, 2, 2, 301),
            new PlanShare(OperationKind.Create, false, false, 3, 1, 201),
            new PlanShare(OperationKind.Create, false, false, 10_000, 1, 2_000_000),
            new PlanShare(OperationKind.Replace, false, true, 1, 1, 5),
            new PlanShare(OperationKind.Replace, true, true, 1, 1, 5),
        ], await Db.Views.SharesAsync(run, 100, Cancellation));
    }

    [Fact]
    public async Task Runs_are_told_apart_by_where_they_went_and_whether_they_had_work()
    {
        await AddAsync("busy", RunState.Succeeded, new Tally { Creates = 1 });
        await AddAsync("idle", RunState.Succeeded, new Tally { Adopts = 3 });
        await AddAsync("partly", RunState.Partial, new Tally { Checks = 2 });
        await AddAsync("failed", RunState.Failed, new Tally { Creates = 1 });
        await AddAsync("elsewhere", RunState.Succeeded, new Tally { Creates = 1 }, "other");

        var query = new RunQuery("mirror", null, null, 10) { Destination = "legacy", Ended = true };
        Assert.Equal(["busy", "partly"], await IdsAsync(query with { HadWork = true }));
        Assert.Equal(["idle"], await IdsAsync(query with { HadWork = false }));
        Assert.Equal(["busy", "idle", "partly"], await IdsAsync(query));
    }

    private async Task AddAsync(string id, RunState state, Tally tally, string destination = "legacy")
    {
        await Db.Runs.BeginAsync(Run(id) with { Destination = destination }, Cancellation);
        await Db.Runs.UpdateAsync(Run(id) with { Destination = destination, State = state, Tally = tally, Ended = Now }, Cancellation);
    }

    private async Task<string[]> IdsAsync(RunQuery query) => [.. (await Db.Views.RunsAsync(query, Cancellation)).Select(run => run.Id).Order(StringComparer.Ordinal)];

    private static Operation Step(long seq, OperationKind kind, long size) => new() { Seq = seq, Kind = kind, Path = TreePath.From($"{seq}"), Source = File($"{seq}", size: size), Reason = "new" };
}
