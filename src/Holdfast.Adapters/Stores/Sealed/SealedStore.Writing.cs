using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Sealed;

/// <content>Writing, whole or nothing.</content>
internal sealed partial class SealedStore : IStagingStore
{
    /// <inheritdoc/>
    public async ValueTask<Written> WriteAsync(WriteRequest request, CancellationToken cancellation)
    {
        CheckName(request.Wanted.Path);
        await using var content = Sealing(request);
        return Opened(await Do(request.Wanted.Path, _inner.WriteAsync(Closed(request, content), cancellation)), request.Wanted.Path, content?.Hash);
    }

    /// <inheritdoc/>
    public async ValueTask<IStagedWrite> StageAsync(WriteRequest request, CancellationToken cancellation)
    {
        CheckName(request.Wanted.Path);
        await using var content = Sealing(request);
        return new SealedStage(this, request, await Do(request.Wanted.Path, Inside<IStagingStore>().StageAsync(Closed(request, content), cancellation)), content?.Hash);
    }

    /// <inheritdoc/>
    public ValueTask FlushAsync(CancellationToken cancellation) => Inside<IStagingStore>().FlushAsync(cancellation);

    private SealingReader? Sealing(WriteRequest request) => request.Wanted.IsFile ? new SealingReader(request.Content, request.Wanted, _options.Keys[0], _options.Chance) : null;

    private WriteRequest Closed(WriteRequest request, SealingReader? content) => new()
    {
        Wanted = _entries.Close(request.Wanted),
        Content = content,
        Replaces = request.Replaces is { } old ? _entries.Close(old) : null,
        TrashRun = request.TrashRun,
    };

    private Written Opened(Written there, TreePath path, ContentHash? hash) => new(_entries.Open(there.Entry, path), hash, there.TrashPath);

    /// <summary>An encrypted write that waits under its temporary name.</summary>
    private sealed class SealedStage(SealedStore store, WriteRequest request, IStagedWrite staged, ContentHash? hash) : IStagedWrite
    {
        public WriteRequest Request => request;

        public ContentHash? Hash => hash;

        public Entry? Made => staged.Made is { } made ? store._entries.Open(made, request.Wanted.Path) : null;

        public async ValueTask<Written> PublishAsync(CancellationToken cancellation) =>
            store.Opened(await store.Do(request.Wanted.Path, staged.PublishAsync(cancellation)), request.Wanted.Path, hash);

        public ValueTask DisposeAsync() => staged.DisposeAsync();
    }
}
