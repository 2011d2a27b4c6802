using Holdfast.Adapters.Stores.Memory;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.Engine.Transferring;
using Holdfast.TestKit;
using Holdfast.TestKit.Stores;
using Holdfast.TestKit.Trees;

namespace Holdfast.Tests.Engine.Transferring;

/// <summary>What comes back wrong from the medium is not left under its name.</summary>
public sealed class ReadbackTests : IAsyncLifetime
{
    private readonly MemoryStore _store = new("destination", new MemoryDisk("readback", new TestTime()));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await TreeBuilder.BuildAsync(_store, "old = the old one");

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    [Trait("row", "N7")]
    public async Task What_comes_back_right_stays_as_it_is()
    {
        List<Outcome> outcomes = [await WriteAsync("new", null, isRight: true)];

        Assert.False(await new Readback(_store).CheckAsync(outcomes, "run"));
        Assert.Equal(OutcomeKind.Done, outcomes[0].Kind);
        Assert.NotNull(await _store.StatAsync(TreePath.From("new"), Cancellation));
    }

    [Fact]
    [Trait("row", "N7")]
    public async Task A_new_file_that_comes_back_wrong_loses_its_name()
    {
        List<Outcome> outcomes = [await WriteAsync("new", null, isRight: false)];

        Assert.True(await new Readback(_store).CheckAsync(outcomes, "run"));
        Assert.Equal(OutcomeKind.Failed, outcomes[0].Kind);
        Assert.Contains("not what was written", outcomes[0].Message, StringComparison.Ordinal);
        Assert.Null(await _store.StatAsync(TreePath.From("new"), Cancellation));
    }

    [Fact]
    [Trait("row", "N7")]
    public async Task What_it_replaced_gets_its_name_back()
    {
        List<Outcome> outcomes = [await WriteAsync("old", await _store.StatAsync(TreePath.From("old"), Cancellation), isRight: false)];

        Assert.True(await new Readback(_store).CheckAsync(outcomes, "run"));
        Assert.Contains("what it replaced is back", outcomes[0].Message, StringComparison.Ordinal);
        Assert.Equal("the old one".Length, (await _store.StatAsync(TreePath.From("old"), Cancellation))!.Size);
    }

    [Fact]
    [Trait("row", "N7")]
    public async Task What_somebody_changed_meanwhile_is_not_taken_away()
    {
        var outcome = await WriteAsync("new", null, isRight: false);
        await WriteAsync("new", outcome.Written, isRight: true);
        List<Outcome> outcomes = [outcome];

        await new Readback(_store).CheckAsync(outcomes, "run");
        Assert.Contains("could not be taken away", outcomes[0].Message, StringComparison.Ordinal);
        Assert.NotNull(await _store.StatAsync(TreePath.From("new"), Cancellation));
    }

    private async Task<Outcome> WriteAsync(string name, Entry? replaces, bool isRight)
    {
        var wanted = new Entry { Path = TreePath.From(name), Kind = EntryKind.File, Size = 3, Mtime = replaces?.Mtime + 1 ?? 5, Mode = 0x1a4 };
        var written = await _store.WriteAsync(new WriteRequest { Wanted = wanted, Content = new BytesReader("abc"u8.ToArray()), Replaces = replaces, TrashRun = "run" }, Cancellation);
        var operation = new Operation { Kind = replaces is null ? OperationKind.Create : OperationKind.Replace, Path = wanted.Path, Source = wanted, Reason = "r" };
        return new Outcome(operation, OutcomeKind.Done, null, written.Entry, isRight ? written.Hash : ContentHash.Empty, written.TrashPath);
    }
}
