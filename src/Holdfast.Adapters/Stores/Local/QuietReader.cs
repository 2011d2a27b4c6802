using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Local;

/// <summary>Reads the file of a database that nobody had in use. Somebody who began meanwhile counts as a change of it.</summary>
/// <param name="inner">Reads the file.</param>
/// <param name="isQuiet">Whether still nobody has it in use.</param>
internal sealed class QuietReader(IContentReader inner, Func<bool> isQuiet) : IContentReader
{
    /// <inheritdoc/>
    public Entry Entry => inner.Entry;

    /// <inheritdoc/>
    public ValueTask<ContentBlock> ReadAsync(Memory<byte> buffer, CancellationToken cancellation) => inner.ReadAsync(buffer, cancellation);

    /// <inheritdoc/>
    public async ValueTask<Entry> StatAsync(CancellationToken cancellation)
    {
        var now = await inner.StatAsync(cancellation);
        return isQuiet() ? now : now with { Mtime = long.MinValue };
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
