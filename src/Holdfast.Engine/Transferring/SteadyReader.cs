using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Engine.Transferring;

/// <summary>
/// Ends content with an error when the file changed while it was read: a store that writes at once would otherwise put a
/// mixture of both under the final name. Whoever opened the inner reader disposes it.
/// </summary>
internal sealed class SteadyReader(IContentReader inner) : IContentReader
{
    public Entry Entry => inner.Entry;

    /// <summary>Whether it was seen to change.</summary>
    public bool HasChanged { get; private set; }

    public ValueTask<ContentBlock> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        var read = inner.ReadAsync(buffer, cancellation);
        if (!read.IsCompletedSuccessfully) return CheckAsync(read, cancellation);
        var block = read.Result;
        return block.IsEnd ? CheckAsync(new ValueTask<ContentBlock>(block), cancellation) : new ValueTask<ContentBlock>(block);
    }

    public ValueTask<Entry> StatAsync(CancellationToken cancellation) => inner.StatAsync(cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask<ContentBlock> CheckAsync(ValueTask<ContentBlock> read, CancellationToken cancellation)
    {
        var block = await read;
        if (!block.IsEnd || ContentComparer.IsUntouched(inner.Entry, await inner.StatAsync(cancellation))) return block;
        HasChanged = true;
        throw new IOException($"{inner.Entry.Path} changed while it was read");
    }
}
