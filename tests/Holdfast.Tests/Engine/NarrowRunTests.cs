using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit.Trees;

namespace Holdfast.Tests.Engine;

/// <summary>Runs over the names a watcher reported.</summary>
public sealed class NarrowRunTests
{
    [Theory]
    [Trait("row", "L3")]
    [InlineData(false, 31)]
    [InlineData(false, 32)]
    [InlineData(true, 33)]
    [InlineData(true, 34)]
    [InlineData(true, 35)]
    public async Task A_run_over_what_changed_does_what_a_full_run_would(bool local, int seed)
    {
        await using var lab = new EngineLab(local);
        await TreeBuilder.BuildAsync(lab.Source, RandomTree.Make(seed, 200));
        await lab.RunAsync();
        var dirty = await ChangeAsync(lab.Source, new Random(seed));

        var run = await NarrowAsync(lab, Scope.Of(dirty));

        Assert.Equal((RunState.Succeeded, null), (run.State, run.Message));
        Assert.True(run.Tally.Done < 120, $"{run.Tally.Done} operations are more than what changed");
        Assert.Equal(await lab.SnapshotAsync(lab.Source), await lab.SnapshotAsync(lab.Destination));
    }

    [Fact]
    [Trait("row", "N2")]
    public async Task A_narrow_run_that_would_empty_a_top_level_directory_asks()
    {
        await using var lab = new EngineLab();
        await lab.BuildAsync(lab.Source, "d/a = one\nd/b = two\nkeep = k");
        await lab.RunAsync();
        foreach (var name in new[] { "d/a", "d/b" }) await lab.Source.DeleteAsync((await lab.Source.StatAsync(TreePath.From(name), default))!, default);

        var one = await NarrowAsync(lab, Scope.Of([new ScopeItem(TreePath.From("d/a"), false), new ScopeItem(TreePath.From("d/b"), false)]));

        Assert.Equal(RunState.Refused, one.State);
        Assert.Contains("emptied-directory", one.Message, StringComparison.Ordinal);
    }

    private static Task<RunRecord> NarrowAsync(EngineLab lab, Scope scope)
    {
        lab.Time.Advance(TimeSpan.FromSeconds(10));
        var rules = new MirrorRules { Extraneous = ExtraneousRule.Delete };
        return lab.Engine.RunAsync(lab.Request(rules) with { Scope = scope.WithParents() }, TestContext.Current.CancellationToken);
    }

    private static async Task<List<ScopeItem>> ChangeAsync(IStore store, Random chance)
    {
        var entries = new List<Entry>();
        await foreach (var entry in store.ListAsync(ListRequest.Everything, default)) entries.Add(entry);
        var dirty = new List<ScopeItem>();
        var files = entries.Where(e => e is { IsFile: true, Links: 1 }).OrderBy(_ => chance.Next()).Take(20).ToList();
        foreach (var file in files.Take(10))
        {
            await store.DeleteAsync(file, default);
            dirty.Add(new ScopeItem(file.Path, false));
            dirty.Add(new ScopeItem(file.Path.Parent, false));
        }
        foreach (var file in files.Skip(10))
        {
            await store.Ask<IMetadataStore>()!.SetMetadataAsync(file, new Metadata { Parts = MetadataParts.Mode, Mode = file.Mode ^ 0x10 }, AclRule.Overwrite, default);
            dirty.Add(new ScopeItem(file.Path, false));
        }
        await TreeBuilder.BuildAsync(store, "brand/new/tree/file = content\nbrand/new/other = more");
        dirty.Add(new ScopeItem(TreePath.From("brand"), true));
        dirty.Add(new ScopeItem(TreePath.Root, false));
        return dirty;
    }
}
