using System.Runtime.CompilerServices;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Memory;

/// <summary>
/// A store in the process's memory, for tests and trials. It keeps the whole contract of <see cref="IStore"/> and can do
/// everything a local store can, so that what works on it works for the same reasons elsewhere.
/// </summary>
internal sealed partial class MemoryStore : IStore
{
    private readonly MemoryDisk _disk;
    private readonly Fidelity _fidelity;

    /// <summary>Opens a store on a disk.</summary>
    /// <param name="name">Its name in the configuration.</param>
    /// <param name="disk">What it lies on.</param>
    /// <param name="fidelity">What it keeps; everything when null. Names always differ in case.</param>
    /// <param name="seal">How what lies in it is encrypted, for its marker; null for not.</param>
    public MemoryStore(string name, MemoryDisk disk, Fidelity? fidelity = null, StoreSeal? seal = null)
    {
        (_disk, _fidelity) = (disk, fidelity ?? Fidelity.Full);
        bool isNew;
        lock (disk.Gate)
        {
            (isNew, disk.IsMarked) = (!disk.IsMarked, true);
            if (isNew) disk.Seal = seal;
            SealMismatchException.Check(name, disk.Seal, seal);
        }
        Facts = new StoreFacts(name, "memory", $"memory-{disk.Name}", $"memory-{disk.Name}", _fidelity, isNew, $"memory:{disk.Name}");
    }

    /// <inheritdoc/>
    public StoreFacts Facts { get; }

    /// <summary>What it lies on.</summary>
    public MemoryDisk Disk => _disk;

    /// <inheritdoc/>
    public T? Ask<T>() where T : class =>
        typeof(T) == typeof(ILinkingStore) && !_fidelity.HardLinks ? null : this as T;

    /// <inheritdoc/>
    public async IAsyncEnumerable<Entry> ListAsync(ListRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        List<Entry> entries;
        lock (_disk.Gate) entries = new MemoryListing(_disk, request.Filters).List(request.Scope);
        foreach (var entry in entries)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return entry;
        }
    }

    /// <inheritdoc/>
    public ValueTask<Entry?> StatAsync(TreePath path, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_disk.Gate) return ValueTask.FromResult(_disk.Find(path)?.ToEntry(path));
    }

    /// <inheritdoc/>
    public ValueTask<IContentReader> OpenReadAsync(Entry expected, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_disk.Gate)
        {
            var node = _disk.Find(expected.Path) ?? throw Fail(expected.Path, StoreFault.NotFound, "there is nothing of that name");
            if (node.Kind != EntryKind.File) throw Fail(expected.Path, StoreFault.Refused, "only regular files are read");
            return ValueTask.FromResult<IContentReader>(new MemoryReader(_disk, node, node.ToEntry(expected.Path)));
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Written> WriteAsync(WriteRequest request, CancellationToken cancellation)
    {
        await using var staged = await StageAsync(request, cancellation);
        return await staged.PublishAsync(cancellation);
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(Entry expected, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_disk.Gate)
        {
            FindRemovable(expected);
            _disk.Free(_disk.Detach(ParentOf(expected.Path), expected.Path));
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private StoreException Fail(TreePath path, StoreFault fault, string cause) => new(Facts.Name, path, fault, cause);

    private WorldChangedException Changed(TreePath path, string cause) => new(Facts.Name, path, cause);

    /// <summary>Refuses names that are not the user's: the root itself and the store's own directory.</summary>
    private void CheckName(TreePath path)
    {
        if (path.IsRoot) throw Fail(path, StoreFault.Refused, "the root itself is not written, moved or removed");
        if (path.Top.SequenceEqual(".holdfast"u8)) throw Fail(path, StoreFault.Refused, "the name .holdfast is the store's own");
        foreach (var range in path.Bytes.Split((byte)'/'))
        {
            if (path.Bytes[range].Length > 255) throw Fail(path, StoreFault.Other, "a name is longer than 255 bytes");
        }
    }

    private MemoryNode ParentOf(TreePath path) =>
        _disk.Find(path.Parent) is { Kind: EntryKind.Directory } parent ? parent : throw Fail(path, StoreFault.NotFound, "the directory above it is not there");

    private MemoryNode FindExpected(Entry expected) =>
        _disk.Find(expected.Path) is not { } node ? throw Changed(expected.Path, "it is no longer there")
        : node.IsStill(expected) ? node
        : throw Changed(expected.Path, "it has changed since it was seen");

    private MemoryNode FindRemovable(Entry expected)
    {
        CheckName(expected.Path);
        var node = FindExpected(expected);
        if (node.Kind == EntryKind.Special) throw Fail(expected.Path, StoreFault.Refused, "special files are never touched");
        return node.Children.Count == 0 ? node : throw Changed(expected.Path, "the directory is not empty");
    }

    /// <summary>Checks that a name is free, or holds exactly what the caller wants to replace.</summary>
    private MemoryNode? FindReplaced(TreePath path, Entry? replaces)
    {
        var there = _disk.Find(path);
        if (replaces is null) return there is null ? null : throw Changed(path, "something stands there already");
        if (there is null) throw Changed(path, "what was to be replaced is no longer there");
        if (there.Kind is not (EntryKind.File or EntryKind.Symlink)) throw Changed(path, "it is not a file or link that could be replaced");
        return there.IsStill(replaces) ? there : throw Changed(path, "what was to be replaced has changed since it was seen");
    }
}
