using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Sharing;

/// <summary>A source as one of several destinations that are fed together sees it: what another of them reads just now need not be read again.</summary>
/// <param name="inner">The source; it belongs to whoever opened it.</param>
/// <param name="reads">What is being read.</param>
/// <param name="party">Which of the destinations this is.</param>
internal sealed class SharedStore(IStore inner, SharedReads reads, int party) : IStore
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
    public async ValueTask<IContentReader> OpenReadAsync(Entry expected, CancellationToken cancellation)
    {
        var content = reads.Join(expected, party);
        if (content is null) return await inner.OpenReadAsync(expected, cancellation);
        try { await content.OpenAsync(token => inner.OpenReadAsync(expected, token), cancellation); }
        catch
        {
            reads.Forget(content);
            reads.Finished(content, party);
            throw;
        }
        return new SharedReader(inner, reads, content, party);
    }

    /// <inheritdoc/>
    public ValueTask<Written> WriteAsync(WriteRequest request, CancellationToken cancellation) => inner.WriteAsync(request, cancellation);

    /// <inheritdoc/>
    public ValueTask DeleteAsync(Entry expected, CancellationToken cancellation) => inner.DeleteAsync(expected, cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        reads.Leave(party);
        return ValueTask.CompletedTask;
    }
}
