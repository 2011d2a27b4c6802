using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.OwnState;

/// <summary>A file of a store as a stream that is read once, from start to end.</summary>
internal sealed class ContentStream(IContentReader reader) : Stream
{
    private long _hole;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_hole == 0)
        {
            var block = await reader.ReadAsync(buffer, cancellationToken);
            if (block.Hole == 0) return block.Length;
            _hole = block.Hole;
        }
        var length = (int)Math.Min(_hole, buffer.Length);
        buffer.Span[..length].Clear();
        _hole -= length;
        return length;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>A file of ours as content for a store.</summary>
internal sealed class FileContent(string path, Entry entry) : IContentReader
{
    private readonly FileStream _file = File.OpenRead(path);

    /// <inheritdoc/>
    public Entry Entry => entry;

    /// <inheritdoc/>
    public async ValueTask<ContentBlock> ReadAsync(Memory<byte> buffer, CancellationToken cancellation) => new(await _file.ReadAsync(buffer, cancellation), 0);

    /// <inheritdoc/>
    public ValueTask<Entry> StatAsync(CancellationToken cancellation) => ValueTask.FromResult(entry);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
