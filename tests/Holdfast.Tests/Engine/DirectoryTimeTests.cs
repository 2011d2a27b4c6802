using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit.Stores;

namespace Holdfast.Tests.Engine;

/// <summary>Times of directories, which every name that comes or goes moves, after a run that did not come to their end.</summary>
public sealed class DirectoryTimeTests
{
    [Theory]
    [Trait("row", "N7")]
    [InlineData(StoreFault.Denied)]
    [InlineData(StoreFault.NotFound)]
    [InlineData(StoreFault.Refused)]
    public async Task A_directory_whose_time_could_not_be_set_is_tried_again_by_the_next_run(StoreFault fault)
    {
        await using var lab = new EngineLab();
        await lab.BuildAsync(lab.Source, "d/a = one\ne/b = two");
        await lab.RunAsync();
        await ChangeAsync(lab);
        var broken = new FaultyStore(lab.Destination);
        broken.Faults.Fail(StoreCall.SetMetadata, fault: fault, forEver: true);
        Assert.Equal(2, (await RunAsync(lab, broken)).Tally.Done);

        await lab.RunAsync();

        Assert.Equal(await lab.SnapshotAsync(lab.Source), await lab.SnapshotAsync(lab.Destination));
    }

    [Fact]
    [Trait("row", "N7")]
    public async Task A_run_that_ended_between_a_file_and_its_directory_is_followed_by_one_that_sets_the_time()
    {
        await using var lab = new EngineLab();
        await lab.BuildAsync(lab.Source, "d/a = one\ne/b = two");
        await lab.RunAsync();
        await ChangeAsync(lab);
        var broken = new FaultyStore(lab.Destination);
        broken.Faults.Fail(StoreCall.SetMetadata, fault: StoreFault.Unavailable, forEver: true);
        await Assert.ThrowsAsync<StoreException>(() => RunAsync(lab, broken));
        Assert.NotNull(await lab.Destination.StatAsync(TreePath.From("d/new"), Cancellation));
        Assert.NotEqual((await StatAsync(lab.Source, "d")).Mtime, (await StatAsync(lab.Destination, "d")).Mtime);

        var next = await lab.RunAsync();

        Assert.Equal((RunState.Succeeded, 0, 0), (next.State, next.Tally.Creates, next.Tally.Removes));
        Assert.Equal(await lab.SnapshotAsync(lab.Source), await lab.SnapshotAsync(lab.Destination));
        Assert.Empty(await lab.OperationsAsync((await lab.RunAsync()).Id));
    }

    [Fact]
    [Trait("row", "L3")]
    public async Task A_file_somebody_saved_in_the_destination_does_not_make_its_directory_be_set_back_by_every_run()
    {
        await using var lab = new EngineLab();
        await lab.BuildAsync(lab.Source, "d/a = one");
        await lab.RunAsync();
        await WriteAsync(lab.Destination, "d/mine");

        var run = await lab.RunAsync();

        Assert.Empty(await lab.OperationsAsync(run.Id));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Names come and go, and the directories bear the times they had: so nothing of theirs says that there is anything to do.
    private static async Task ChangeAsync(EngineLab lab)
    {
        var (d, e) = (await StatAsync(lab.Source, "d"), await StatAsync(lab.Source, "e"));
        await WriteAsync(lab.Source, "d/new");
        await WriteAsync(lab.Source, "e/new");
        foreach (var directory in new[] { d, e })
            await lab.Source.Ask<IMetadataStore>()!.SetMetadataAsync(await StatAsync(lab.Source, directory.Path.ToString()), Metadata.Of(directory, MetadataParts.Mtime), AclRule.Skip, Cancellation);
    }

    private static async Task<Entry> StatAsync(IStore store, string path) => (await store.StatAsync(TreePath.From(path), Cancellation))!;

    private static async Task WriteAsync(IStore store, string path) =>
        await store.WriteAsync(new WriteRequest { Wanted = new Entry { Path = TreePath.From(path), Kind = EntryKind.File, Mode = 0x1a4, Mtime = 5 } }, Cancellation);

    private static Task<RunRecord> RunAsync(EngineLab lab, IStore destination)
    {
        lab.Time.Advance(TimeSpan.FromSeconds(10));
        return lab.Engine.RunAsync(lab.Request() with { Destination = destination }, Cancellation);
    }
}
