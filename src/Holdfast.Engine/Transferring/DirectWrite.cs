using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Engine.Transferring;

/// <summary>A store without staging writes at once, whole and durable; publishing then only tells what was written.</summary>
internal sealed class DirectWrite(WriteRequest request, Written written) : IStagedWrite
{
    public WriteRequest Request => request;

    public ContentHash? Hash => written.Hash;

    public Entry? Made => null;

    public static async ValueTask<IStagedWrite> StageAsync(IStore store, WriteRequest request, CancellationToken cancellation) =>
        new DirectWrite(request, await store.WriteAsync(request, cancellation));

    public ValueTask<Written> PublishAsync(CancellationToken cancellation) => new(written);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
