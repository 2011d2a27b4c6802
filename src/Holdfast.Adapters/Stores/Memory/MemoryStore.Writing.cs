using System.Buffers;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Memory;

/// <content>Writing: staging and publishing, directories, links.</content>
internal sealed partial class MemoryStore : IStagingStore, IDirectoryStore, ILinkingStore
{
    private const int SetIdBits = 0b110_000_000_000;

    /// <inheritdoc/>
    public async ValueTask<IStagedWrite> StageAsync(WriteRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var wanted = request.Wanted;
        CheckName(wanted.Path);
        if (wanted.Kind is not (EntryKind.File or EntryKind.Symlink)) throw Fail(wanted.Path, StoreFault.Refused, "only files and symbolic links are written");
        if (wanted.Kind == EntryKind.Symlink && !_fidelity.Symlinks) throw Fail(wanted.Path, StoreFault.Refused, "the store keeps no symbolic links");
        MemoryNode node;
        lock (_disk.Gate)
        {
            ParentOf(wanted.Path);
            _disk.Temporaries.Add(node = _disk.NewNode(wanted.Kind, wanted.Target));
        }
        var staged = new MemoryStage(this, node, request);
        try
        {
            if (wanted.Kind == EntryKind.File) staged.Hash = await FillAsync(node, request, cancellation);
            lock (_disk.Gate) Dress(node, Metadata.Of(wanted, MetadataParts.All));
            return staged;
        }
        catch
        {
            await staged.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask FlushAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<Entry> MakeDirectoryAsync(Entry wanted, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_disk.Gate)
        {
            CheckName(wanted.Path);
            var parent = ParentOf(wanted.Path);
            if (_disk.Find(wanted.Path) is not null) throw Changed(wanted.Path, "something stands there already");
            var node = _disk.NewNode(EntryKind.Directory);
            Dress(node, Metadata.Of(wanted, MetadataParts.All));
            node.Mode |= 0b111_000_000;
            _disk.Attach(parent, wanted.Path, node);
            return ValueTask.FromResult(node.ToEntry(wanted.Path));
        }
    }

    /// <inheritdoc/>
    public ValueTask<Written> LinkAsync(Entry existing, TreePath path, Entry? replaces, string? trashRun, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_disk.Gate)
        {
            CheckName(path);
            var node = FindExpected(existing);
            if (node.Kind != EntryKind.File) throw Fail(existing.Path, StoreFault.Refused, "only regular files get further names");
            return ValueTask.FromResult(Place(node, path, replaces, trashRun, null));
        }
    }

    /// <summary>Gives a staged object its final name.</summary>
    private Written Publish(MemoryStage staged)
    {
        var request = staged.Request;
        lock (_disk.Gate)
        {
            if (!_disk.Temporaries.Contains(staged.Node)) throw Fail(request.Wanted.Path, StoreFault.NotFound, "its temporary is gone");
            var written = Place(staged.Node, request.Wanted.Path, request.Replaces, request.TrashRun, staged.Hash);
            _disk.Temporaries.Remove(staged.Node);
            return written;
        }
    }

    private void Abandon(MemoryStage staged)
    {
        lock (_disk.Gate)
        {
            if (_disk.Temporaries.Remove(staged.Node)) _disk.Free(staged.Node);
        }
    }

    private Written Place(MemoryNode node, TreePath path, Entry? replaces, string? trashRun, ContentHash? hash)
    {
        var parent = ParentOf(path);
        var old = FindReplaced(path, replaces);
        TreePath? trash = null;
        if (old is not null)
        {
            _disk.Detach(parent, path);
            if (trashRun is not null) trash = _disk.Trash.Keep(trashRun, path, old);
            else _disk.Free(old);
        }
        _disk.Attach(parent, path, node);
        return new Written(node.ToEntry(path), hash, trash);
    }

    private async ValueTask<ContentHash> FillAsync(MemoryNode node, WriteRequest request, CancellationToken cancellation)
    {
        if (request.Content is not { } content) return ContentHash.Empty;
        using var hasher = new ContentHasher(ContentHasher.KindFor(content.Entry));
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            while (true)
            {
                var block = await content.ReadAsync(buffer, cancellation);
                if (block.IsEnd) return hasher.Finish();
                hasher.Append(buffer.AsSpan(0, block.Length));
                hasher.AppendHole(block.Hole);
                lock (_disk.Gate) Append(node, request.Wanted.Path, buffer.AsSpan(0, block.Length), block.Hole);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Append(MemoryNode node, TreePath path, ReadOnlySpan<byte> data, long hole)
    {
        if (!_disk.TryTake(data.Length)) throw Fail(path, StoreFault.Full, "no room is left");
        node.Content.Append(data);
        node.Content.AppendHole(hole);
    }

    private sealed class MemoryStage(MemoryStore store, MemoryNode node, WriteRequest request) : IStagedWrite
    {
        public MemoryNode Node => node;

        public WriteRequest Request => request;

        public ContentHash? Hash { get; set; }

        public Entry? Made
        {
            get { lock (store._disk.Gate) return node.ToEntry(request.Wanted.Path); }
        }

        public ValueTask<Written> PublishAsync(CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            return ValueTask.FromResult(store.Publish(this));
        }

        public ValueTask DisposeAsync()
        {
            store.Abandon(this);
            return ValueTask.CompletedTask;
        }
    }
}
