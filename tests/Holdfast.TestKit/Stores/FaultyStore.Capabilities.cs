using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.TestKit.Stores;

/// <content>The capabilities of the store that is wrapped.</content>
public sealed partial class FaultyStore
    : IStagingStore, IDirectoryStore, IMetadataStore, IMovingStore, ILinkingStore, ITrashStore, IVersionStore, ICapacityStore, ILockingStore, IWatchingStore
{
    /// <inheritdoc/>
    public ValueTask<IStagedWrite> StageAsync(WriteRequest request, CancellationToken cancellation) => CallAsync<IStagedWrite>(
        StoreCall.Stage, request.Wanted.Path, async () => new FaultyStage(this, await Inner<IStagingStore>().StageAsync(request, cancellation)), cancellation);

    /// <inheritdoc/>
    public async ValueTask FlushAsync(CancellationToken cancellation) => await CallAsync(StoreCall.Flush, TreePath.Root, async () =>
    {
        await Inner<IStagingStore>().FlushAsync(cancellation);
        return true;
    }, cancellation);

    /// <inheritdoc/>
    public ValueTask<Entry> MakeDirectoryAsync(Entry wanted, CancellationToken cancellation) =>
        CallAsync(StoreCall.MakeDirectory, wanted.Path, () => Inner<IDirectoryStore>().MakeDirectoryAsync(wanted, cancellation), cancellation);

    /// <inheritdoc/>
    public ValueTask<Entry> SetMetadataAsync(Entry expected, Metadata metadata, AclRule acl, CancellationToken cancellation) =>
        CallAsync(StoreCall.SetMetadata, expected.Path, () => Inner<IMetadataStore>().SetMetadataAsync(expected, metadata, acl, cancellation), cancellation);

    /// <inheritdoc/>
    public ValueTask<Entry> ReadXattrsAsync(Entry entry, CancellationToken cancellation) =>
        CallAsync(StoreCall.ReadXattrs, entry.Path, () => Inner<IMetadataStore>().ReadXattrsAsync(entry, cancellation), cancellation);

    /// <inheritdoc/>
    public ValueTask<Entry> MoveAsync(Entry expected, TreePath to, CancellationToken cancellation) =>
        CallAsync(StoreCall.Move, expected.Path, () => Inner<IMovingStore>().MoveAsync(expected, to, cancellation), cancellation);

    /// <inheritdoc/>
    public ValueTask<Written> LinkAsync(Entry existing, TreePath path, Entry? replaces, string? trashRun, CancellationToken cancellation) =>
        CallAsync(StoreCall.Link, path, () => Inner<ILinkingStore>().LinkAsync(existing, path, replaces, trashRun, cancellation), cancellation);

    /// <inheritdoc/>
    public ValueTask<TreePath> DiscardAsync(Entry expected, string run, CancellationToken cancellation) =>
        CallAsync(StoreCall.Discard, expected.Path, () => Inner<ITrashStore>().DiscardAsync(expected, run, cancellation), cancellation);

    /// <inheritdoc/>
    public ValueTask<TreePath?> FindAsync(string run, Entry was, CancellationToken cancellation) => Inner<ITrashStore>().FindAsync(run, was, cancellation);

    /// <inheritdoc/>
    public ValueTask<Entry> RecoverAsync(TreePath trashPath, TreePath to, CancellationToken cancellation) =>
        CallAsync(StoreCall.Recover, to, () => Inner<ITrashStore>().RecoverAsync(trashPath, to, cancellation), cancellation);

    /// <inheritdoc/>
    public ValueTask<long> MeasureAsync(string run, CancellationToken cancellation) =>
        CallAsync(StoreCall.Measure, TreePath.Root, () => Inner<ITrashStore>().MeasureAsync(run, cancellation), cancellation);

    public async ValueTask<IContentReader> OpenKeptAsync(TreePath trashPath, CancellationToken cancellation) => await Inner<IVersionStore>().OpenKeptAsync(trashPath, cancellation);

    public async ValueTask DropKeptAsync(TreePath trashPath, CancellationToken cancellation) => await Inner<IVersionStore>().DropKeptAsync(trashPath, cancellation);

    public ValueTask<TrashSwept> SweepAsync(DateTimeOffset keepSince, long maxBytes, CancellationToken cancellation) =>
        CallAsync(StoreCall.Sweep, TreePath.Root, () => Inner<ITrashStore>().SweepAsync(keepSince, maxBytes, cancellation), cancellation);

    /// <inheritdoc/>
    public ValueTask<Capacity> CapacityAsync(CancellationToken cancellation) =>
        CallAsync(StoreCall.Capacity, TreePath.Root, () => Inner<ICapacityStore>().CapacityAsync(cancellation), cancellation);

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable?> TryLockAsync(CancellationToken cancellation) =>
        CallAsync(StoreCall.Lock, TreePath.Root, () => Inner<ILockingStore>().TryLockAsync(cancellation), cancellation);

    /// <inheritdoc/>
    public ValueTask<IStoreWatcher> WatchAsync(FilterSet filters, CancellationToken cancellation) =>
        CallAsync(StoreCall.Watch, TreePath.Root, () => Inner<IWatchingStore>().WatchAsync(filters, cancellation), cancellation);

    private sealed class FaultyStage(FaultyStore store, IStagedWrite staged) : IStagedWrite
    {
        public WriteRequest Request => staged.Request;

        public ContentHash? Hash => staged.Hash;

        public Entry? Made => staged.Made;

        public ValueTask<Written> PublishAsync(CancellationToken cancellation) =>
            store.CallAsync(StoreCall.Publish, Request.Wanted.Path, () => staged.PublishAsync(cancellation), cancellation);

        public ValueTask DisposeAsync() => staged.DisposeAsync();
    }
}
