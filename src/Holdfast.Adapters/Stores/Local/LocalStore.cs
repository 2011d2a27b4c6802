using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Local;

/// <summary>
/// A directory of this machine. All access goes through the safety kernel in <c>Files/</c>; what must be private lies in
/// <c>.holdfast/</c> at its root. Calls do their work before they return.
/// </summary>
public sealed partial class LocalStore : IStore, IStagingStore, IDirectoryStore, IMetadataStore, IMovingStore, ILinkingStore, ITrashStore, IVersionStore, ICapacityStore, ILockingStore, IReadbackStore
{
    private readonly LocalTree _tree;
    private readonly LocalStoreOptions _options;
    private readonly Trash _trash;
    private readonly Publisher _publisher;
    private readonly Stager _stager;
    private readonly MetadataKeeper _metadata;
    private readonly LocalDatabases? _databases;
    private readonly Guid _newUuid;

    private LocalStore(LocalTree tree, LocalStoreOptions options, StoreFacts facts, Guid newUuid)
    {
        (_tree, _options, Facts, _newUuid) = (tree, options, facts, newUuid);
        _trash = new Trash(tree);
        _publisher = new Publisher(tree, _trash);
        _stager = new Stager(tree, _publisher);
        _metadata = new MetadataKeeper(tree);
        _databases = options is { Writable: false, Databases: { } capture } ? new LocalDatabases(tree, capture, facts.Location) : null;
    }

    /// <inheritdoc/>
    public StoreFacts Facts { get; private set; }

    /// <summary>The open tree, for what watches it.</summary>
    internal TreeRoot Root => _tree.Root;

    /// <summary>Opens a store. Nothing is written; a marker that is missing is written when the store is first locked.</summary>
    /// <param name="name">Its name in the configuration.</param>
    /// <param name="path">The root directory; links in this path are followed.</param>
    /// <param name="options">How it is opened.</param>
    /// <exception cref="StoreException">
    /// <see cref="StoreFault.Unavailable"/> when there is no such directory; <see cref="StoreFault.Refused"/> when its
    /// <c>.holdfast</c> is not ours, its marker is a newer program's, or the kernel lacks what safety needs.
    /// </exception>
    public static LocalStore Open(string name, string path, LocalStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var root = OpenRoot(name, path, new RestartingCalls(options.Calls), options.Mounts);
        var own = new OwnDirectory(name, root, options.NewId());
        var reopener = default(Reopener);
        try
        {
            var fidelity = FileSystemIdentity.Fidelity(root);
            reopener = Reopener.Open(root.Calls);
            var tree = new LocalTree(name, root, fidelity, own, reopener, options.Time);
            var id = FileSystemIdentity.Id(root);
            var newUuid = options.NewId();
            var marked = ReadMarker(tree, options);
            var uuid = marked?.ToString("D") ?? (options.Writable ? newUuid.ToString("D") : FileSystemIdentity.Unmarked(id, path));
            var facts = new StoreFacts(name, "local", uuid, id, fidelity, options.Writable && marked is null, path);
            return new LocalStore(tree, options, facts, newUuid);
        }
        catch (Exception failure)
        {
            reopener?.Dispose();
            own.Dispose();
            root.Dispose();
            if (failure is PlatformNotSupportedException lack) throw new StoreException(name, TreePath.Root, StoreFault.Refused, lack.Message, lack);
            if (failure is SystemCallException call) throw new StoreException(name, TreePath.Root, StoreFault.Unavailable, $"{path}: {call.Call}: {Errno.Describe(call.Error)}", call);
            throw;
        }
    }

    /// <inheritdoc/>
    public T? Ask<T>() where T : class => _options.Writable || !ChangesTheStore(typeof(T)) ? this as T : null;

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _tree.Dispose();
        return ValueTask.CompletedTask;
    }

    private static bool ChangesTheStore(Type capability) =>
        capability == typeof(IStagingStore) || capability == typeof(IDirectoryStore) || capability == typeof(IMovingStore)
        || capability == typeof(ILinkingStore) || capability == typeof(ITrashStore) || capability == typeof(ILockingStore);

    private static TreeRoot OpenRoot(string name, string path, ISystemCalls calls, MountRule mounts)
    {
        try
        {
            return TreeRoot.Open(calls, System.Text.Encoding.UTF8.GetBytes(path), mounts);
        }
        catch (SystemCallException failure)
        {
            throw new StoreException(name, TreePath.Root, StoreFault.Unavailable, $"{path}: {failure.Call}: {Errno.Describe(failure.Error)}", failure);
        }
        catch (PlatformNotSupportedException failure)
        {
            throw new StoreException(name, TreePath.Root, StoreFault.Refused, failure.Message, failure);
        }
    }

    // A tree that is only read may hold another service's directory: then it has no marker for us.
    private static Guid? ReadMarker(LocalTree tree, LocalStoreOptions options)
    {
        try
        {
            return tree.Own.TryOpen() is { } directory ? Marker.Read(tree.Name, tree.Calls, directory.Number, options.Seal) : null;
        }
        catch (Exception failure) when (!options.Writable && failure is (StoreException and not SealMismatchException) or SystemCallException)
        {
            return null;
        }
    }

    private void CheckWritable(TreePath path)
    {
        if (!_options.Writable) throw new StoreException(_tree.Name, path, StoreFault.Denied, "the store was opened for reading only");
    }

    private T Do<T>(TreePath path, Func<T> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try { return work(); }
        catch (SystemCallException failure) { throw _tree.Translate(failure, path); }
    }

    private ValueTask<T> Change<T>(TreePath path, Func<T> work, CancellationToken cancellation)
    {
        CheckWritable(path);
        return ValueTask.FromResult(Do(path, work, cancellation));
    }
}
