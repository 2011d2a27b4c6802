using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Tests.Engine.Transferring;

/// <summary>A store behind a network, where a staged file gets its name only once so many ask for theirs.</summary>
internal sealed class FarStore(IStore inner, int meet) : IStore, IStagingStore, IRemoteStore
{
    private readonly TaskCompletionSource _met = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _asking;

    public StoreFacts Facts => inner.Facts;

    public int Parallel => 4;

    public T? Ask<T>() where T : class => this as T ?? inner.Ask<T>();

    public IAsyncEnumerable<Entry> ListAsync(ListRequest request, CancellationToken cancellation) => inner.ListAsync(request, cancellation);

    public ValueTask<Entry?> StatAsync(TreePath path, CancellationToken cancellation) => inner.StatAsync(path, cancellation);

    public ValueTask<IContentReader> OpenReadAsync(Entry expected, CancellationToken cancellation) => inner.OpenReadAsync(expected, cancellation);

    public ValueTask<Written> WriteAsync(WriteRequest request, CancellationToken cancellation) => inner.WriteAsync(request, cancellation);

    public ValueTask DeleteAsync(Entry expected, CancellationToken cancellation) => inner.DeleteAsync(expected, cancellation);

    public async ValueTask<IStagedWrite> StageAsync(WriteRequest request, CancellationToken cancellation) => new Stage(this, await inner.Ask<IStagingStore>()!.StageAsync(request, cancellation));

    public ValueTask FlushAsync(CancellationToken cancellation) => inner.Ask<IStagingStore>()!.FlushAsync(cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async Task MeetAsync()
    {
        if (Interlocked.Increment(ref _asking) == meet) _met.SetResult();
        await _met.Task;
    }

    private sealed class Stage(FarStore store, IStagedWrite staged) : IStagedWrite
    {
        public WriteRequest Request => staged.Request;

        public ContentHash? Hash => staged.Hash;

        public Entry? Made => staged.Made;

        public async ValueTask<Written> PublishAsync(CancellationToken cancellation)
        {
            await store.MeetAsync();
            return await staged.PublishAsync(cancellation);
        }

        public ValueTask DisposeAsync() => staged.DisposeAsync();
    }
}
