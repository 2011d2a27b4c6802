using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit.Stores;

namespace Holdfast.Tests.Engine;

/// <summary>Entries that do not let themselves be looked at while a run is planned.</summary>
public sealed class UnreadEntryTests
{
    [Theory]
    [Trait("row", "N1")]
    [InlineData(StoreFault.Denied, "failed", 1, 0)]
    [InlineData(StoreFault.NotFound, "changed", 0, 1)]
    public async Task One_entry_that_cannot_be_looked_at_is_told_and_the_others_are_carried(StoreFault fault, string code, int failed, int changed)
    {
        await using var lab = new EngineLab();
        await lab.BuildAsync(lab.Source, "a = one\nb = two\nd/x = three");
        await lab.RunAsync();
        foreach (var name in new[] { "a", "b", "d/x" }) await SetAsync(lab.Source, name, Mode(0x180));
        var source = new FaultyStore(lab.Source);
        source.Faults.Fail(StoreCall.ReadXattrs, fault: fault, path: TreePath.From("a"));

        var run = await RunAsync(lab, source);

        Assert.Equal((RunState.Partial, failed, changed, 2), (run.State, run.Tally.Failed, run.Tally.Changed, run.Tally.Done));
        Assert.Equal(0x180, (await lab.Destination.StatAsync(TreePath.From("b"), Cancellation))!.Mode);
        var finding = Assert.Single(await lab.State.Findings.OpenAsync("mirror", 10, Cancellation));
        Assert.Equal((code, "a"), (finding.Finding.Code, finding.Finding.Path.ToString()));

        source.Faults.Heal();
        Assert.Equal(RunState.Succeeded, (await RunAsync(lab, source)).State);
        Assert.Equal(await lab.SnapshotAsync(lab.Source), await lab.SnapshotAsync(lab.Destination));
    }

    [Fact]
    [Trait("row", "L3")]
    public async Task Attributes_of_a_directory_that_could_not_be_read_are_carried_by_the_next_run()
    {
        await using var lab = new EngineLab();
        await lab.BuildAsync(lab.Source, "d/x = one");
        await lab.RunAsync();
        var xattrs = Xattrs.None with { Values = Xattrs.None.Values.Add("user.kind", [.. "raw"u8]) };
        await SetAsync(lab.Source, "d", new Metadata { Parts = MetadataParts.Xattrs, Xattrs = xattrs });
        await lab.Source.WriteAsync(new WriteRequest { Wanted = new Entry { Path = TreePath.From("d/y"), Kind = EntryKind.File, Mode = 0x1a4, Mtime = 5 } }, Cancellation);
        var source = new FaultyStore(lab.Source);
        source.Faults.Fail(StoreCall.ReadXattrs, fault: StoreFault.Denied, path: TreePath.From("d"));

        var run = await RunAsync(lab, source);
        Assert.Equal(RunState.Partial, run.State);
        Assert.NotNull(await lab.Destination.StatAsync(TreePath.From("d/y"), Cancellation));

        source.Faults.Heal();
        await RunAsync(lab, source);
        Assert.Equal(await lab.SnapshotAsync(lab.Source), await lab.SnapshotAsync(lab.Destination));
    }

    [Fact]
    [Trait("row", "N1")]
    public async Task A_store_that_is_gone_ends_the_run()
    {
        await using var lab = new EngineLab();
        await lab.BuildAsync(lab.Source, "a = one");
        await lab.RunAsync();
        await SetAsync(lab.Source, "a", Mode(0x180));
        var source = new FaultyStore(lab.Source);
        source.Faults.Fail(StoreCall.ReadXattrs, fault: StoreFault.Unavailable);

        await Assert.ThrowsAsync<StoreException>(() => RunAsync(lab, source));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Metadata Mode(int mode) => new() { Parts = MetadataParts.Mode, Mode = mode };

    private static async Task SetAsync(IStore store, string name, Metadata metadata) =>
        await store.Ask<IMetadataStore>()!.SetMetadataAsync((await store.StatAsync(TreePath.From(name), Cancellation))!, metadata, AclRule.Skip, Cancellation);

    private static Task<RunRecord> RunAsync(EngineLab lab, IStore source)
    {
        lab.Time.Advance(TimeSpan.FromSeconds(10));
        return lab.Engine.RunAsync(lab.Request() with { Source = source }, Cancellation);
    }
}
