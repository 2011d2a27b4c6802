using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Timing;

/// <summary>A source whose content is read no faster than a job may.</summary>
internal sealed class PacedStore(IStore inner, Pace pace) : IStore
{
    /// <inheritdoc/>
    public StoreFacts Facts => inner.Facts;

    /// <inheritdoc/>
    public T? Ask<T>() where T : class => inner.Ask<T>();

    /// <inheritdoc/>
    public IAsyncEnumerable<Entry> ListAsync(ListRequest request, CancellationToken cancellation) => inner.ListAsync(request, cancellation);

    /// <inheritdoc/>
    public ValueTask<Entry?> StatAsync(TreePath path, CancellationToken cancellation) => inner.StatAsync(path, cancellation);

    /// <inheritdoc/>
    public async ValueTask<IContentReader> OpenReadAsync(Entry expected, CancellationToken cancellation) => new PacedReader(await inner.OpenReadAsync(expected, cancellation), pace);

    /// <inheritdoc/>
    public ValueTask<Written> WriteAsync(WriteRequest request, CancellationToken cancellation) => inner.WriteAsync(request, cancellation);

    /// <inheritdoc/>
    public ValueTask DeleteAsync(Entry expected, CancellationToken cancellation) => inner.DeleteAsync(expected, cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed class PacedReader(IContentReader reader, Pace pace) : IContentReader
    {
        public Entry Entry => reader.Entry;

        public async ValueTask<ContentBlock> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
        {
            var block = await reader.ReadAsync(buffer, cancellation);
            if (block.Length > 0) await pace.TakeAsync(block.Length, cancellation);
            return block;
        }

        public ValueTask<Entry> StatAsync(CancellationToken cancellation) => reader.StatAsync(cancellation);

        public ValueTask DisposeAsync() => reader.DisposeAsync();
    }
}
