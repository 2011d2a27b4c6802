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

    private static async IAsyncEnumerable<Operation> OneAndThenNothing(Operation operation, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        yield return operation;
        await Task.Delay(Timeout.Infinite, cancellation);
    }
}
