using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit.Stores;

namespace Holdfast.Tests.Engine;

/// <summary>A run finishes the record of one that was cut off before it plans.</summary>
public sealed class TransferLogTests : IAsyncDisposable
{
    private readonly EngineLab _lab = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    [Fact]
    [Trait("row", "N7")]
    public async Task What_was_announced_and_stands_there_whole_is_ours()
    {
        await CutOffAsync();
        await ChangeAsync();

        await RunAsync(new Faults());

        Assert.Equal(await _lab.SnapshotAsync(_lab.Source), await _lab.SnapshotAsync(_lab.Destination));
    }

    [Fact]
    [Trait("row", "N7")]
    public async Task What_cannot_be_read_again_is_not_believed_and_ends_no_run()
    {
        await CutOffAsync();
        await ChangeAsync();

        var run = await RunAsync(new Faults().Fail(StoreCall.OpenRead, fault: StoreFault.Other));

        Assert.Equal(RunState.Succeeded, run.State);
        Assert.Equal("conflict", Assert.Single(await _lab.State.Findings.OpenAsync("mirror", 10, Cancellation)).Finding.Code);
        Assert.Empty(await _lab.State.Transfers.FindAsync("mirror", _lab.Destination.Facts.Uuid, Cancellation));
    }

    private async Task ChangeAsync()
    {
        await _lab.Source.DeleteAsync((await _lab.Source.StatAsync(TreePath.From("a"), Cancellation))!, Cancellation);
        await _lab.BuildAsync(_lab.Source, "a = changed since, and longer");
    }

    // A run that gave a file its name and died before it recorded it.
    private async Task CutOffAsync()
    {
        await _lab.BuildAsync(_lab.Source, "a = first");
        await _lab.BuildAsync(_lab.Destination, "a = first");
        var (source, there) = (await _lab.Source.StatAsync(TreePath.From("a"), Cancellation), await _lab.Destination.StatAsync(TreePath.From("a"), Cancellation));
        using var hasher = new ContentHasher(HashKind.Sha256);
        hasher.Append("first"u8);
        var row = new BaselineEntry { Path = there!.Path, Kind = EntryKind.File, Size = there.Size, Hash = hasher.Finish(), Source = Stamp.Of(source!), Destination = Stamp.Of(there) };
        var leg = await _lab.State.Baselines.OpenLegAsync("mirror", _lab.Destination.Facts.Uuid, Cancellation);
        await _lab.State.Runs.BeginAsync(_lab.Request().Run with { Id = "cut" }, Cancellation);
        await _lab.State.Transfers.OpenAsync(new OpenTransfer("cut", "mirror", _lab.Destination.Facts.Uuid, []), Cancellation);
        await _lab.State.Runs.CommitAsync("cut", leg, [], [], new Announcement(-1, 0, [row]), Cancellation);
    }

    private Task<RunRecord> RunAsync(Faults faults) => _lab.Engine.RunAsync(_lab.Request() with { Destination = new FaultyStore(_lab.Destination, faults) }, Cancellation);
}
