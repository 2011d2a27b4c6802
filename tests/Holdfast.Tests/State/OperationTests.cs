using Holdfast.Engine.Model;
using Holdfast.Engine.Planning;

namespace Holdfast.Tests.State;

public sealed class OperationTests : StateFixture
{
    [Fact]
    [Trait("row", "L9")]
    public async Task Operations_and_outcomes_come_back_with_every_field()
    {
        var run = await RunAsync();
        var operation = new Operation
        {
            Seq = 3, Kind = OperationKind.Replace, Path = TreePath.FromBytes([0xfe, (byte)'/', (byte)'x']), From = TreePath.From("old"), Reason = "newer \"than\" theirs",
            Source = File("s", 9, 5, 123456789, 2), Destination = File("d", 8), Baseline = Row("b"), Metadata = Metadata.Of(File("m"), MetadataParts.All), CompareContent = true,
        };
        var outcome = new Outcome(operation, OutcomeKind.Done, "fine", File("w", 99), ContentHash.Empty, TreePath.From("trash/1")) { SourceRead = File("s", 9, 6), Before = File("d", 8, 4) };
        await Db.Runs.CommitAsync(run, null, [outcome], [], Cancellation);
        await ReopenAsync();

        AssertSame(outcome, Assert.Single(await ListAsync(Db.Runs.OutcomesAsync(run, Cancellation))));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_what_was_made_anew_only_what_happened_is_kept(bool stored)
    {
        var run = await RunAsync();
        var create = new Operation { Seq = 1, Kind = OperationKind.Create, Path = TreePath.From("a"), Reason = "new", Source = File("a", 1, 10) };
        if (stored) await Db.Runs.AddOperationsAsync(run, [create], Cancellation);

        await Db.Runs.CommitAsync(run, null, [new Outcome(create, OutcomeKind.Done, null, File("a", 50, 10), ContentHash.Empty) { SourceRead = File("a", 1, 10) }], [], Cancellation);

        var kept = Assert.Single(await ListAsync(Db.Runs.OutcomesAsync(run, Cancellation)));
        Assert.Equal((OutcomeKind.Done, "new", 10L, ContentHash.Empty), (kept.Kind, kept.Operation.Reason, kept.Operation.Bytes, kept.Hash));
        Assert.Null(kept.Written);
        Assert.Empty(await ListAsync(Db.Runs.PendingAsync(run, Cancellation)));
    }

    [Fact]
    public async Task An_outcome_of_a_stored_operation_takes_its_place_even_when_the_operation_was_refreshed()
    {
        var run = await RunAsync();
        var planned = new Operation { Seq = 1, Kind = OperationKind.Replace, Path = TreePath.From("a"), Reason = "new", Source = File("a", 1, 10) };
        await Db.Runs.AddOperationsAsync(run, [planned, planned with { Seq = 2, Path = TreePath.From("b") }], Cancellation);
        var outcome = new Outcome(planned with { Source = File("a", 2, 20) }, OutcomeKind.Done, null, File("a", 50, 20));

        await Db.Runs.CommitAsync(run, null, [outcome], [], Cancellation);

        var all = await ListAsync(Db.Runs.OutcomesAsync(run, Cancellation));
        AssertSame(outcome, all[0]);
        Assert.Equal(OutcomeKind.Planned, all[1].Kind);
        Assert.Equal(["b"], (await ListAsync(Db.Runs.PendingAsync(run, Cancellation))).Select(left => left.Path.ToString()));
    }

    [Fact]
    public async Task Pending_operations_come_by_phase_and_within_it_by_name_or_deepest_first()
    {
        var run = await RunAsync();
        string[] plan =
        [
            "12 z", "11 y", "10 x", "9 a", "9 a/b", "9 a/b/c", "9 b", "8 n", "7 l", "6 r", "5 d/2", "5 d.1", "5 d/1", "4 k", "4 k/l", "3 m", "2 p/q", "2 p", "1 e/2", "1 e/1", "1 f",
        ];
        await Db.Runs.AddOperationsAsync(run, [.. plan.Select((text, i) => Step(i + 1, text))], Cancellation);

        var order = (await ListAsync(Db.Runs.PendingAsync(run, Cancellation))).Select(one => $"{(int)one.Kind} {one.Path}");

        Assert.Equal(
            ["1 f", "1 e/2", "1 e/1", "2 p", "2 p/q", "3 m", "4 k/l", "4 k", "5 d.1", "5 d/1", "5 d/2", "6 r", "7 l", "8 n", "9 b", "9 a/b/c", "9 a/b", "9 a", "10 x", "11 y", "12 z"], order);
    }

    [Fact]
    [Trait("row", "L9")]
    public async Task A_small_plan_held_in_memory_comes_in_the_same_order_as_the_stored_one()
    {
        var run = await RunAsync();
        var random = new Random(20261121);
        string[] names = ["a", "a/b", "a.b", "a/b/c", "a-b", "b", "b/a", "c", "a/b.c"];
        OperationKind[] kinds = [OperationKind.Remove, OperationKind.RemoveDirectory, OperationKind.MakeDirectory, OperationKind.Replace, OperationKind.SetMetadata, OperationKind.FinishDirectory, OperationKind.Adopt, OperationKind.Forget];
        var plan = Enumerable.Range(1, 300).Select(i => new Operation { Seq = i, Kind = kinds[random.Next(kinds.Length)], Path = TreePath.From(names[random.Next(names.Length)]), Reason = "r" }).ToArray();
        var small = new SmallPlan();
        foreach (var chunk in plan.Chunk(70))
        {
            small.Add(chunk);
            await Db.Runs.AddOperationsAsync(run, chunk, Cancellation);
        }

        Assert.True(small.IsWhole);
        Assert.Equal((await ListAsync(Db.Runs.PendingAsync(run, Cancellation))).Select(one => one.Seq), small.InOrder().Select(one => one.Seq));
    }

    [Fact]
    [Trait("row", "L9")]
    public void A_plan_that_may_hold_renames_or_links_or_is_large_is_read_back_instead()
    {
        Operation One(OperationKind kind, int links = 1) => new() { Kind = kind, Path = TreePath.From("a"), Reason = "r", Source = File("a", links: links) };
        SmallPlan Of(params Operation[] operations)
        {
            var plan = new SmallPlan();
            plan.Add(operations);
            return plan;
        }

        Assert.True(Of(One(OperationKind.Create), One(OperationKind.Replace)).IsWhole);
        Assert.False(Of(One(OperationKind.Create), One(OperationKind.Remove)).IsWhole);
        Assert.False(Of(One(OperationKind.Vacate), One(OperationKind.Create)).IsWhole);
        Assert.False(Of(One(OperationKind.Create, links: 2)).IsWhole);
        Assert.False(Of([.. Enumerable.Repeat(One(OperationKind.Create), 10_001)]).IsWhole);
    }

    [Theory]
    [InlineData(OperationKind.Create)]
    [InlineData(OperationKind.Remove)]
    public async Task Every_pending_operation_comes_once_while_outcomes_are_committed(OperationKind kind)
    {
        var run = await RunAsync();
        var plan = Enumerable.Range(1, 2600).Select(i => new Operation { Seq = i, Kind = kind, Path = TreePath.From($"f{i % 1300:d4}"), Reason = "r" }).ToArray();
        await Db.Runs.AddOperationsAsync(run, plan, Cancellation);
        var seen = new List<long>();
        await foreach (var operation in Db.Runs.PendingAsync(run, Cancellation))
        {
            seen.Add(operation.Seq);
            if (seen.Count % 500 == 0) await Db.Runs.CommitAsync(run, null, [new Outcome(operation, OutcomeKind.Done)], [], Cancellation);
        }

        Assert.Equal(plan.Length, seen.Distinct().Count());
        Assert.Equal(plan.Length, seen.Count);
        Assert.Equal(plan.Length - 5, (await ListAsync(Db.Runs.PendingAsync(run, Cancellation))).Count);
    }

    [Fact]
    public async Task The_history_of_a_name_has_its_renames_and_the_newest_first()
    {
        await Touch("r1", Now, OperationKind.Create, "a", null);
        await Touch("r2", Now.AddHours(1), OperationKind.Move, "b", "a");
        await Touch("r3", Now.AddHours(2), OperationKind.Create, "a/below", null);
        await Touch("r4", Now.AddHours(3), OperationKind.MakeDirectory, "a", null);

        var history = await Db.Runs.HistoryAsync(TreePath.From("a"), 10, Cancellation);

        Assert.Equal(["r4 MakeDirectory", "r2 Move", "r1 Create"], history.Select(one => $"{one.Run.Id} {one.Outcome.Operation.Kind}"));
        Assert.Single(await Db.Runs.HistoryAsync(TreePath.From("a"), 1, Cancellation));
        Assert.Empty(await Db.Runs.HistoryAsync(TreePath.From("c"), 10, Cancellation));
    }

    [Fact]
    public async Task Details_are_dropped_when_a_run_is_old_and_its_trash_is_gone()
    {
        await Touch("old", Now, OperationKind.Create, "a", null);
        await Touch("kept", Now, OperationKind.Remove, "b", null, TreePath.From("t/b"));
        await Touch("young", Now.AddDays(9), OperationKind.Create, "c", null);

        Assert.Equal(1, await Db.Runs.PruneAsync(Now.AddDays(2), Cancellation));
        Assert.Empty(await ListAsync(Db.Runs.OutcomesAsync("old", Cancellation)));
        Assert.NotNull(await Db.Runs.FindAsync("old", Cancellation));
        Assert.NotNull(Assert.Single(await ListAsync(Db.Runs.OutcomesAsync("kept", Cancellation))).TrashPath);

        await Db.Runs.ForgetTrashAsync(["kept", "unheard-of"], Cancellation);

        Assert.Null(Assert.Single(await ListAsync(Db.Runs.OutcomesAsync("kept", Cancellation))).TrashPath);
        Assert.Equal(1, await Db.Runs.PruneAsync(Now.AddDays(2), Cancellation));
        Assert.Equal(0, await Db.Runs.PruneAsync(Now.AddDays(2), Cancellation));
        Assert.Single(await ListAsync(Db.Runs.OutcomesAsync("young", Cancellation)));
    }

    [Fact]
    public async Task A_commit_that_fails_half_way_leaves_nothing()
    {
        var (leg, run) = (await LegAsync(), await RunAsync());
        using var giveUp = new CancellationTokenSource();
        var outcomes = Enumerable.Range(1, 3000).Select(i => new Outcome(Step(i, $"5 f{i}"), OutcomeKind.Done)).ToArray();
        var rows = new CancellingList(outcomes, 2500, giveUp);

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await Db.Runs.CommitAsync(run, leg, rows, [Put(Row("a")), Put(Row("b"))], giveUp.Token));

        Assert.Empty(await ListAsync(Db.Runs.OutcomesAsync(run, Cancellation)));
        Assert.Empty(await PathsAsync(leg, Scope.All));
        Assert.Equal(0, (await LegAsync()).Entries);
        await Db.Runs.CommitAsync(run, leg, outcomes, [Put(Row("a"))], Cancellation);
        Assert.Equal(3000, (await ListAsync(Db.Runs.OutcomesAsync(run, Cancellation))).Count);
    }

    internal static Operation Step(long seq, string text)
    {
        var (kind, path) = ((OperationKind)int.Parse(text.Split(' ')[0], null), TreePath.From(text.Split(' ')[1]));
        return new Operation { Seq = seq, Kind = kind, Path = path, Reason = "r" };
    }

    private async Task Touch(string run, DateTimeOffset when, OperationKind kind, string path, string? from, TreePath? trash = null)
    {
        var record = Run(run) with { Started = when, Ended = when.AddDays(1) };
        await Db.Runs.BeginAsync(record, Cancellation);
        var operation = new Operation { Seq = 1, Kind = kind, Path = TreePath.From(path), From = from is null ? null : TreePath.From(from), Reason = "r" };
        await Db.Runs.CommitAsync(run, null, [new Outcome(operation, OutcomeKind.Done, TrashPath: trash)], [], Cancellation);
    }

    private static void AssertSame(Outcome expected, Outcome actual)
    {
        Assert.Equal(Show(expected.Operation), Show(actual.Operation));
        Assert.Equal((expected.Kind, expected.Message, expected.Hash, expected.TrashPath), (actual.Kind, actual.Message, actual.Hash, actual.TrashPath));
        foreach (var (one, other) in new[] { (expected.Written, actual.Written), (expected.SourceRead, actual.SourceRead), (expected.Before, actual.Before) })
            Assert.Equal(one is null ? null : Show(Of(one)), other is null ? null : Show(Of(other)));
    }

    private static Operation Of(Entry entry) => new() { Kind = OperationKind.Adopt, Path = TreePath.Root, Reason = "", Source = entry };

    /// <summary>Outcomes of which one takes the caller's patience.</summary>
    private sealed class CancellingList(Outcome[] outcomes, int at, CancellationTokenSource giveUp) : IReadOnlyList<Outcome>
    {
        public int Count => outcomes.Length;

        public Outcome this[int index]
        {
            get
            {
                if (index == at) giveUp.Cancel();
                return outcomes[index];
            }
        }

        public IEnumerator<Outcome> GetEnumerator() => outcomes.AsEnumerable().GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => outcomes.GetEnumerator();
    }
}
