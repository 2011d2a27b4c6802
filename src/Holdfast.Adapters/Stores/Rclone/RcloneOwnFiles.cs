using Holdfast.Adapters.Networking;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Rclone;

/// <summary>Small files of our own in a remote.</summary>
internal sealed class RcloneOwnFiles(string store, RcloneService service, ContentServer server, TimeProvider time)
{
    private static readonly TreePath Shown = TreePath.From(RclonePlaces.Own);
    private readonly Bandwidth _unlimited = new(null, time);

    /// <summary>The content of one; null when there is none of that name.</summary>
    public async ValueTask<byte[]?> ReadAsync(string name, CancellationToken cancellation)
    {
        HttpResponseMessage response;
        try { response = await service.OpenAsync(name, 0, Shown, cancellation); }
        catch (StoreException e) when (e.Fault == StoreFault.NotFound) { return null; }
        using (response)
        {
            if (response.Content.Headers.ContentLength > MarkerText.MostBytes) throw new StoreException(store, Shown, StoreFault.Refused, $"{name} is longer than anything of ours");
            try { return await response.Content.ReadAsByteArrayAsync(cancellation); }
            catch (Exception e) when (e is IOException or HttpRequestException) { throw new StoreException(store, Shown, StoreFault.Transient, e.Message, e); }
        }
    }

    /// <summary>Writes one, over what stands there.</summary>
    public async ValueTask WriteAsync(string name, byte[] content, CancellationToken cancellation)
    {
        using var upload = new RcloneUpload(service, server, _unlimited, store, Shown, name);
        await upload.RunAsync(new Text(content), content.Length, time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000, cancellation);
    }

    /// <summary>Writes one under a name that must be free, so that it is never seen half written.</summary>
    public async ValueTask MakeAsync(string name, byte[] content, RcloneFeatures features, CancellationToken cancellation)
    {
        if (features.HasObjects)
        {
            await WriteAsync(name, content, cancellation);
            return;
        }
        await WriteAsync(name + ".new", content, cancellation);
        await service.MoveAsync(name + ".new", name, content.Length, Shown, cancellation);
    }

    private sealed class Text(byte[] content) : IContentReader
    {
        private bool _isRead;

        public Entry Entry { get; } = new() { Path = Shown, Kind = EntryKind.File, Size = content.Length };

        public ValueTask<ContentBlock> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
        {
            if (_isRead) return ValueTask.FromResult(default(ContentBlock));
            _isRead = true;
            content.CopyTo(buffer);
            return ValueTask.FromResult(new ContentBlock(content.Length, 0));
        }

        public ValueTask<Entry> StatAsync(CancellationToken cancellation) => ValueTask.FromResult(Entry);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
