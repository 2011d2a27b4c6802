using System.Runtime.CompilerServices;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.TestKit.Stores;

/// <summary>
/// Any store, with faults where a test wants them. It has the capabilities of the store it wraps. A test says what goes
/// wrong (<see cref="Faults"/>), and reads back how often each call was made.
/// </summary>
public sealed partial class FaultyStore(IStore inner, Faults? faults = null) : IStore
{
    /// <summary>What goes wrong.</summary>
    public Faults Faults { get; } = faults ?? new Faults();

    /// <inheritdoc/>
    public StoreFacts Facts => inner.Facts;

    /// <inheritdoc/>
    public T? Ask<T>() where T : class => inner.Ask<T>() is null ? null : this as T;

    /// <inheritdoc/>
    public async IAsyncEnumerable<Entry> ListAsync(ListRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Faults.BeforeAsync(Facts.Name, StoreCall.List, TreePath.Root, cancellation);
        TreePath? hidden = null;
        await foreach (var entry in inner.ListAsync(request, cancellation))
        {
            if (hidden is { } above && entry.Path.IsBelow(above)) continue;
            await Faults.BeforeAsync(Facts.Name, StoreCall.ListEntry, entry.Path, cancellation);
            if (!entry.IsDirectory || Faults.WhyUnlisted(entry.Path) is not { } why)
            {
                yield return entry;
                continue;
            }
            hidden = entry.Path;
            yield return Unlisted(entry, why);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Entry?> StatAsync(TreePath path, CancellationToken cancellation) => CallAsync(StoreCall.Stat, path, () => inner.StatAsync(path, cancellation), cancellation);

    /// <inheritdoc/>
    public ValueTask<IContentReader> OpenReadAsync(Entry expected, CancellationToken cancellation) => CallAsync<IContentReader>(
        StoreCall.OpenRead, expected.Path, async () => new FaultyReader(Facts.Name, await inner.OpenReadAsync(expected, cancellation), Faults), cancellation);

    /// <inheritdoc/>
    public ValueTask<Written> WriteAsync(WriteRequest request, CancellationToken cancellation) =>
        CallAsync(StoreCall.Write, request.Wanted.Path, () => inner.WriteAsync(request, cancellation), cancellation);

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(Entry expected, CancellationToken cancellation) => await CallAsync(StoreCall.Delete, expected.Path, async () =>
    {
        await inner.DeleteAsync(expected, cancellation);
        return true;
    }, cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private TCapability Inner<TCapability>() where TCapability : class => inner.Ask<TCapability>() ?? throw new NotSupportedException(typeof(TCapability).Name);

    private async ValueTask<T> CallAsync<T>(StoreCall call, TreePath path, Func<ValueTask<T>> act, CancellationToken cancellation)
    {
        var due = await Faults.BeforeAsync(Facts.Name, call, path, cancellation);
        var result = await act();
        Faults.After(Facts.Name, path, due);
        return result;
    }

    private static Entry Unlisted(Entry entry, string why) => new()
    {
        Path = entry.Path, Kind = entry.Kind, Mtime = entry.Mtime, Ctime = entry.Ctime, Mode = entry.Mode, Uid = entry.Uid, Gid = entry.Gid,
        Inode = entry.Inode, Links = entry.Links, IsMountPoint = entry.IsMountPoint, Unlisted = why,
    };

    private sealed class FaultyReader(string store, IContentReader reader, Faults faults) : IContentReader
    {
        public Entry Entry => reader.Entry;

        public async ValueTask<ContentBlock> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
        {
            await faults.BeforeAsync(store, StoreCall.Read, Entry.Path, cancellation);
            var block = await reader.ReadAsync(faults.Shorten(buffer), cancellation);
            faults.AfterRead(Entry.Path);
            return block;
        }

        public async ValueTask<Entry> StatAsync(CancellationToken cancellation)
        {
            await faults.BeforeAsync(store, StoreCall.ReaderStat, Entry.Path, cancellation);
            return await reader.StatAsync(cancellation);
        }

        public ValueTask DisposeAsync() => reader.DisposeAsync();
    }
}
