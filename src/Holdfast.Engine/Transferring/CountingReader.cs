using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Engine.Transferring;

/// <summary>Tells the progress what is read through it. Whoever opened the inner reader disposes it.</summary>
internal sealed class CountingReader(IContentReader inner, RunProgress progress) : IContentReader
{
    public Entry Entry => inner.Entry;

    public ValueTask<ContentBlock> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        var read = inner.ReadAsync(buffer, cancellation);
        if (!read.IsCompletedSuccessfully) return CountAsync(read);
        var block = read.Result;
        progress.MovedBytes(block.Length);
        return new ValueTask<ContentBlock>(block);
    }

    public ValueTask<Entry> StatAsync(CancellationToken cancellation) => inner.StatAsync(cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask<ContentBlock> CountAsync(ValueTask<ContentBlock> read)
    {
        var block = await read;
        progress.MovedBytes(block.Length);
        return block;
    }
}
