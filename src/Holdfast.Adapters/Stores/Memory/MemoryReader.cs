using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Memory;

/// <summary>Reads an object of a memory disk as it is at each moment: who changes it meanwhile changes what is read, as on a disk.</summary>
internal sealed class MemoryReader(MemoryDisk disk, MemoryNode node, Entry entry) : IContentReader
{
    private long _offset;

    public Entry Entry { get; } = entry;

    public ValueTask<ContentBlock> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (disk.Gate)
        {
            var (length, hole) = node.Content.Read(_offset, buffer.Span);
            _offset += length + hole;
            return ValueTask.FromResult(new ContentBlock(length, hole));
        }
    }

    public ValueTask<Entry> StatAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (disk.Gate) return ValueTask.FromResult(node.ToEntry(Entry.Path));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
