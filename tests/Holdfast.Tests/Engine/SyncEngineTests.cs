using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit.Trees;

namespace Holdfast.Tests.Engine;

public sealed class SyncEngineTests
{
    [Theory]
    [Trait("row", "L3")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_mirror_ends_equal_to_its_source_and_then_has_nothing_to_do(int seed)
    {
        await using var lab = new EngineLab();
        await TreeBuilder.BuildAsync(lab.Source, RandomTree.Make(seed, 300));

        var first = await lab.RunAsync();
        Assert.Equal((RunState.Succeeded, null), (first.State, first.Message));
        Assert.Equal(await lab.SnapshotAsync(lab.Source), await lab.SnapshotAsync(lab.Destination));

        await lab.RunAsync();
        var third = await lab.RunAsync();
        Assert.Equal("", string.Join(' ', await lab.OperationsAsync(third.Id)));
    }

    [Theory]
    [Trait("row", "L3")]
    [InlineData(11, 12)]
    [InlineData(13, 14)]
    [InlineData(15, 16)]
    public async Task After_any_change_of_the_source_the_mirror_follows(int before, int after)
    {
        await using var lab = new EngineLab();
        await TreeBuilder.BuildAsync(lab.Source, RandomTree.Make(before, 200));
        await lab.RunAsync();
        await ReplaceAsync(lab.Source, RandomTree.Make(after, 200));

        var delete = new MirrorRules { Extraneous = ExtraneousRule.Delete };
        var run = await lab.RunAsync(delete);
        if (run.State == RunState.Refused) run = await lab.Engine.ApplyPlanAsync(lab.Request(delete) with { Run = run }, TestContext.Current.CancellationToken);
        if (run.State == RunState.Partial) run = await lab.Engine.ApplyPlanAsync(lab.Request(delete) with { Run = await lab.PlanAgainAsync(delete) }, TestContext.Current.CancellationToken);
        Assert.Equal((RunState.Succeeded, null), (run.State, run.Message));

        Assert.Equal(await lab.SnapshotAsync(lab.Source), await lab.SnapshotAsync(lab.Destination));
    }

    [Fact]
    [Trait("row", "N2")]
    public async Task A_refused_plan_touches_nothing_and_goes_on_once_approved()
    {
        await using var lab = new EngineLab();
        await lab.BuildAsync(lab.Source, "d/a = one\nd/b = two\nkeep = k");
        await lab.RunAsync();
        var before = await lab.SnapshotAsync(lab.Destination);
        foreach (var name in new[] { "d/a", "d/b" }) await DeleteAsync(lab.Source, name);

        var refused = await lab.RunAsync(new MirrorRules { Extraneous = ExtraneousRule.Delete }, GuardRules.Default);
        Assert.Equal(RunState.Refused, refused.State);
        Assert.Contains("emptied-directory", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await lab.SnapshotAsync(lab.Destination));

        var request = lab.Request(new MirrorRules { Extraneous = ExtraneousRule.Delete }) with { Run = refused };
        var approved = await lab.Engine.ApplyPlanAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal((RunState.Succeeded, null), (approved.State, approved.Message));
        Assert.Equal(await lab.SnapshotAsync(lab.Source), await lab.SnapshotAsync(lab.Destination));
    }

    [Fact]
    [Trait("row", "N11")]
    public async Task Lost_state_is_adopted_again_without_copying()
    {
        await using var lab = new EngineLab();
        await TreeBuilder.BuildAsync(lab.Source, RandomTree.Make(21, 200, links: false));
        await lab.RunAsync();

        var again = await lab.Engine.RunAsync(lab.Request() with { LegJob = "another" }, TestContext.Current.CancellationToken);

        Assert.Equal(RunState.Succeeded, again.State);
        Assert.Equal(0, again.Tally.Creates + again.Tally.Replaces + again.Tally.Removes);
    }

    [Fact]
    [Trait("row", "L3")]
    public async Task A_rename_in_the_source_is_a_rename_in_the_destination()
    {
        await using var lab = new EngineLab();
        await lab.BuildAsync(lab.Source, "a/x = content\nb/");
        await lab.RunAsync();
        var file = await lab.Source.StatAsync(TreePath.From("a/x"), default);
        await lab.Source.Ask<IMovingStore>()!.MoveAsync(file!, TreePath.From("b/y"), default);

        var run = await lab.RunAsync();

        Assert.Equal((1, 0, 0L), (run.Tally.Moves, run.Tally.Creates, run.Tally.BytesDone));
        Assert.Equal(await lab.SnapshotAsync(lab.Source), await lab.SnapshotAsync(lab.Destination));
    }

    [Fact]
    [Trait("row", "L3")]
    public async Task A_directory_in_which_somebody_saved_something_stays_and_the_run_is_a_success()
    {
        await using var lab = new EngineLab();
        await lab.BuildAsync(lab.Source, "d/a = one\nkeep = k");
        await lab.RunAsync();
        await lab.Destination.WriteAsync(new WriteRequest { Wanted = new Entry { Path = TreePath.From("d/mine"), Kind = EntryKind.File, Mode = 0x1a4, Mtime = 5 } }, TestContext.Current.CancellationToken);
        await DeleteAsync(lab.Source, "d/a");
        await DeleteAsync(lab.Source, "d");

        var run = await lab.RunAsync(new MirrorRules { Extraneous = ExtraneousRule.Delete });
        if (run.State == RunState.Refused) run = await lab.Engine.ApplyPlanAsync(lab.Request(new MirrorRules { Extraneous = ExtraneousRule.Delete }) with { Run = run }, TestContext.Current.CancellationToken);

        Assert.Equal((RunState.Succeeded, null), (run.State, run.Message));
        Assert.NotNull(await lab.Destination.StatAsync(TreePath.From("d/mine"), TestContext.Current.CancellationToken));
        Assert.Null(await lab.Destination.StatAsync(TreePath.From("d/a"), TestContext.Current.CancellationToken));
    }

    private static async Task DeleteAsync(IStore store, string name) =>
        await store.DeleteAsync((await store.StatAsync(TreePath.From(name), default))!, default);

    private static async Task ReplaceAsync(IStore store, TreeSpec tree)
    {
        var entries = new List<Entry>();
        await foreach (var entry in store.ListAsync(ListRequest.Everything, default)) entries.Add(entry);
        entries.Reverse();
        foreach (var entry in entries.Where(e => !e.Path.IsRoot)) await store.DeleteAsync((await store.StatAsync(entry.Path, default))!, default);
        await TreeBuilder.BuildAsync(store, tree);
    }
}
