using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.TestKit.Stores;

/// <summary>Content from memory; what lies beyond the bytes up to the size is a hole.</summary>
public sealed class BytesReader(ReadOnlyMemory<byte> bytes, long size = -1) : IContentReader
{
    private long _offset;

    /// <inheritdoc/>
    public Entry Entry { get; init; } = new()
    {
        Path = TreePath.Root, Kind = EntryKind.File, Size = Math.Max(size, bytes.Length), Allocated = bytes.Length,
    };

    /// <inheritdoc/>
    public ValueTask<ContentBlock> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (_offset < bytes.Length)
        {
            var piece = bytes[(int)_offset..];
            var length = Math.Min(piece.Length, buffer.Length);
            piece[..length].CopyTo(buffer);
            _offset += length;
            return ValueTask.FromResult(new ContentBlock(length, 0));
        }
        var hole = Math.Max(0, Entry.Size - _offset);
        _offset += hole;
        return ValueTask.FromResult(new ContentBlock(0, hole));
    }

    /// <inheritdoc/>
    public ValueTask<Entry> StatAsync(CancellationToken cancellation) => ValueTask.FromResult(Entry);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
