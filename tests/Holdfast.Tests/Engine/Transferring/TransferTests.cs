using System.Runtime.CompilerServices;
using Holdfast.Adapters.Stores.Memory;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.Engine.Transferring;
using Holdfast.TestKit;
using Holdfast.TestKit.Stores;
using Holdfast.TestKit.Trees;

namespace Holdfast.Tests.Engine.Transferring;

public sealed class TransferTests
{
    [Fact]
    [Trait("row", "N7")]
    public async Task A_full_store_is_told_as_such_even_while_more_operations_are_awaited()
    {
        var time = new TestTime();
        var source = new MemoryStore("source", new MemoryDisk("source", time));
        await TreeBuilder.BuildAsync(source, "big random=2M:1");
        var destination = new FaultyStore(new MemoryStore("destination", new MemoryDisk("destination", time)), new Faults().Fail(StoreCall.Stage, fault: StoreFault.Full));
        var entry = await source.StatAsync(TreePath.From("big"), default);
        var transfer = new Transfer(new TransferJob
        {
            Run = "r", Source = source, Destination = destination, Progress = new RunProgress(), Time = time, Record = (_, _) => ValueTask.CompletedTask,
        });
        var create = new Operation { Seq = 1, Kind = OperationKind.Create, Path = entry!.Path, Source = entry, Metadata = Metadata.Of(entry, MetadataParts.All), Reason = "new" };

        var failure = await Assert.ThrowsAsync<StoreException>(() => Eventually.SoonAsync(transfer.RunAsync(OneAndThenNothing(create), default), "the transfer to end"));
        Assert.Equal(StoreFault.Full, failure.Fault);
    }

    [Fact]
    [Trait("row", "C4")]
    public async Task Over_a_network_files_get_their_names_side_by_side()
    {
        var time = new TestTime();
        var source = new MemoryStore("source", new MemoryDisk("source", time));
        await TreeBuilder.BuildAsync(source, """
            a = 1
            b = 2
            c = 3
            """);
        await using var destination = new FarStore(new MemoryStore("destination", new MemoryDisk("destination", time)), meet: 3);
        var recorded = new List<Outcome>();
        var transfer = new Transfer(new TransferJob
        {
            Run = "r", Source = source, Destination = destination, Progress = new RunProgress(), Time = time,
            Record = (commit, _) =>
            {
                recorded.AddRange(commit.Outcomes);
                return ValueTask.CompletedTask;
            },
        });
        var entries = await source.ListAsync(ListRequest.Everything, TestContext.Current.CancellationToken).Where(entry => entry.IsFile).ToListAsync(TestContext.Current.CancellationToken);

        // Nobody gets a name before all three ask for theirs.
        await Eventually.SoonAsync(transfer.RunAsync(entries.Select(Create).ToAsyncEnumerable(), default), "the transfer to end");
        Assert.Equal(["a", "b", "c"], recorded.Where(outcome => outcome.Kind == OutcomeKind.Done).Select(outcome => outcome.Operation.Path.ToString()).Order(StringComparer.Ordinal));
    }

    private static Operation Create(Entry entry, int index) => new() { Seq = index + 1, Kind = OperationKind.Create, Path = entry.Path, Source = entry, Metadata = Metadata.Of(entry, MetadataParts.All), Reason = "new" };

    private static async IAsyncEnumerable<Operation> OneAndThenNothing(Operation operation, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        yield return operation;
        await Task.Delay(Timeout.Infinite, cancellation);
    }
}
