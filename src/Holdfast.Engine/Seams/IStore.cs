using Holdfast.Engine.Model;

namespace Holdfast.Engine.Seams;

/// <summary>
/// A place that holds files. The contract every kind keeps, and <c>StoreContract</c> checks:
/// <list type="bullet">
/// <item>Names are bytes. <c>.holdfast</c> at the root is the store's own: never listed, never written through these calls.</item>
/// <item>A listing comes in canonical order and either ends having seen everything, or marks a directory it could not list
/// with <see cref="Entry.Unlisted"/>, or throws. It never ends early in silence.</item>
/// <item>A write is whole or nothing: under the final name stands either what was there before or all that was written,
/// at every moment and after every crash. When it returns, it is durable.</item>
/// <item>A write states what it expects to find; if that is not what stands there, nothing changes and
/// <see cref="WorldChangedException"/> is thrown.</item>
/// <item>What a read returns after the call that wrote it is what was written.</item>
/// <item>Errors are <see cref="StoreException"/> and name the store, the entry and the cause.</item>
/// <item>All calls may be made from many threads at once.</item>
/// </list>
/// What only some stores can do is an interface of its own, reached by <see cref="Ask{T}"/>.
/// </summary>
public interface IStore : IAsyncDisposable
{
    /// <summary>What is known of the store.</summary>
    StoreFacts Facts { get; }

    /// <summary>Lists entries in canonical order, the root directory first when it is in scope.</summary>
    /// <param name="request">How much, and which names stay out.</param>
    /// <param name="cancellation">Ends the listing.</param>
    /// <exception cref="StoreException">The store could not be listed.</exception>
    IAsyncEnumerable<Entry> ListAsync(ListRequest request, CancellationToken cancellation);

    /// <summary>One entry, or null when there is nothing of that name. Links are not followed.</summary>
    ValueTask<Entry?> StatAsync(TreePath path, CancellationToken cancellation);

    /// <summary>Opens a file's content for reading.</summary>
    /// <param name="expected">The entry as it was listed; what stands there now may differ and the reader tells what it is.</param>
    /// <param name="cancellation">Gives up.</param>
    ValueTask<IContentReader> OpenReadAsync(Entry expected, CancellationToken cancellation);

    /// <summary>Writes a file or symbolic link, whole or nothing, durable when it returns.</summary>
    /// <returns>What stands there now.</returns>
    ValueTask<Written> WriteAsync(WriteRequest request, CancellationToken cancellation);

    /// <summary>Deletes a file, a link or an empty directory if it is still as <paramref name="expected"/>.</summary>
    /// <exception cref="WorldChangedException">It is not, or a directory is not empty.</exception>
    ValueTask DeleteAsync(Entry expected, CancellationToken cancellation);

    /// <summary>What this store can do beyond the common contract, or null when it cannot.</summary>
    T? Ask<T>() where T : class => this as T;
}

/// <summary>How much of a store is listed.</summary>
/// <param name="Scope">The whole tree, or some names.</param>
/// <param name="Filters">Names that stay out; an excluded directory is not entered.</param>
public sealed record ListRequest(Scope Scope, FilterSet Filters)
{
    /// <summary>
    /// What the caller knows of entries from before, in canonical order; null for nothing. A store whose listings do not tell everything of an
    /// entry takes the rest from there when the object is still the same (<see cref="Entry.Inode"/> and size), instead of asking for each.
    /// </summary>
    public Func<CancellationToken, IAsyncEnumerable<Entry>>? Known { get; init; }

    /// <summary>Everything.</summary>
    public static ListRequest Everything { get; } = new(Scope.All, FilterSet.Empty);
}

/// <summary>What is to be written.</summary>
public sealed record WriteRequest
{
    /// <summary>Name, kind, mode, owner, time, attributes, link target. Parts the store cannot keep are ignored.</summary>
    public required Entry Wanted { get; init; }

    /// <summary>The content; null for a symbolic link or an empty file. The caller disposes it.</summary>
    public IContentReader? Content { get; init; }

    /// <summary>What stands there now and is to be replaced, or null when there must be nothing.</summary>
    public Entry? Replaces { get; init; }

    /// <summary>Where in the trash what is replaced goes; null when it is not kept.</summary>
    public string? TrashRun { get; init; }
}

/// <summary>What a write left behind.</summary>
/// <param name="Entry">What stands there now.</param>
/// <param name="Hash">Hash of the content that was handed over; null for links.</param>
/// <param name="TrashPath">Where what was replaced lies now, relative to the trash; null when nothing was.</param>
public sealed record Written(Entry Entry, ContentHash? Hash, TreePath? TrashPath);

/// <summary>A piece of a file's content: bytes in the caller's buffer, or a hole.</summary>
/// <param name="Length">Bytes of data at the start of the buffer; 0 for a hole or the end.</param>
/// <param name="Hole">Length of a hole in bytes; 0 for data or the end.</param>
public readonly record struct ContentBlock(int Length, long Hole)
{
    /// <summary>Whether the content has ended.</summary>
    public bool IsEnd => Length == 0 && Hole == 0;
}

/// <summary>Reads one file's content from start to end.</summary>
public interface IContentReader : IAsyncDisposable
{
    /// <summary>What was really opened.</summary>
    Entry Entry { get; }

    /// <summary>The next piece, in order. Stores that know of holes report them instead of zeros.</summary>
    ValueTask<ContentBlock> ReadAsync(Memory<byte> buffer, CancellationToken cancellation);

    /// <summary>What the open file looks like now; compared with <see cref="Entry"/> after reading it tells whether it changed meanwhile.</summary>
    ValueTask<Entry> StatAsync(CancellationToken cancellation);
}
