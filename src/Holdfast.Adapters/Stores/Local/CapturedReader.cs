using Holdfast.Adapters.Captures;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Local;

/// <summary>Reads a whole copy of a database in the place of its file. What was taken does not change any more.</summary>
internal sealed class CapturedReader(CapturedDatabase captured, Entry entry) : IContentReader
{
    private long _offset;

    /// <inheritdoc/>
    public Entry Entry => entry;

    /// <inheritdoc/>
    public ValueTask<ContentBlock> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var wanted = (int)Math.Min(buffer.Length, captured.Size - _offset);
        if (wanted <= 0) return ValueTask.FromResult(default(ContentBlock));
        var read = captured.Read(buffer.Span[..wanted], _offset);
        if (read == 0) throw new IOException($"{entry.Path}: the copy made of it ended after {_offset} of {captured.Size} bytes");
        _offset += read;
        return ValueTask.FromResult(new ContentBlock(read, 0));
    }

    /// <inheritdoc/>
    public ValueTask<Entry> StatAsync(CancellationToken cancellation) => ValueTask.FromResult(entry);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        captured.Dispose();
        return ValueTask.CompletedTask;
    }
}
