using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>
/// A bucket, or what begins with a prefix in one, on any server that speaks S3. An object is whole or not there by the
/// protocol itself, so nothing is staged. What each promise rests on stands in docs/stores-s3.md.
/// </summary>
internal sealed partial class S3Store : IStore, IDirectoryStore, IMetadataStore, IMovingStore, ITrashStore, IVersionStore, ILockingStore, IReadbackStore, IRemoteStore, IProbingStore
{
    private readonly string _name;
    private readonly S3StoreOptions _options;
    private readonly S3Service _service;
    private readonly KeyNames _keys;
    private readonly KnownDirectories _directories;
    private readonly MemoryBudget _memory;
    private readonly S3Trash _trash;
    private S3Lock? _lock;

    private S3Store(string name, S3StoreOptions options, S3Service service, KeyNames keys)
    {
        (_name, _options, _service, _keys) = (name, options, service, keys);
        _directories = new KnownDirectories(keys);
        _memory = new MemoryBudget(options.Memory);
        _trash = new S3Trash(service, keys);
        Facts = null!;
    }

    /// <inheritdoc/>
    public StoreFacts Facts { get; private set; }

    /// <inheritdoc/>
    public int Parallel => _options.Parallel;

    /// <inheritdoc/>
    public bool AreIndependent => true;

    /// <summary>The server behind it.</summary>
    internal S3Service Service => _service;

    /// <summary>Opens a store. Nothing is written; a marker that is missing is written when the store is first locked.</summary>
    /// <exception cref="StoreException"><see cref="StoreFault.Unavailable"/> when the server, the bucket or the keys cannot be used.</exception>
    public static async ValueTask<S3Store> OpenAsync(string name, S3StoreOptions options, CancellationToken cancellation)
    {
        var service = new S3Service(name, options);
        try
        {
            var keys = new KeyNames(options.Prefix);
            var marker = await S3Marker.ReadAsync(name, service, keys, options.Seal, cancellation);
            var id = $"s3-{options.Bucket}";
            var location = $"s3://{options.Bucket}/{keys.Prefix} at {options.Endpoint}";
            var uuid = marker?.ToString("D") ?? (options.Writable ? options.NewId().ToString("D") : $"{StoreFacts.UnmarkedPrefix}{id}/{keys.Prefix}");
            return new S3Store(name, options, service, keys)
            {
                Facts = new StoreFacts(name, "s3", uuid, id, Fidelity.Full with { HardLinks = false, Xattrs = false }, options.Writable && marker is null, location),
            };
        }
        catch
        {
            service.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public T? Ask<T>() where T : class =>
        _options.Writable || !(typeof(T) == typeof(IDirectoryStore) || typeof(T) == typeof(IMovingStore) || typeof(T) == typeof(ITrashStore) || typeof(T) == typeof(ILockingStore) || typeof(T) == typeof(IProbingStore)) ? this as T : null;

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable?> TryLockAsync(CancellationToken cancellation)
    {
        var held = await S3Lock.TryTakeAsync(_name, _service, _keys, _options, cancellation);
        if (held is null) return null;
        try
        {
            if (Facts.MarkerIsNew)
            {
                var uuid = await S3Marker.WriteAsync(_name, _service, _keys, Guid.Parse(Facts.Uuid), _options.Time.GetUtcNow(), _options.Seal, cancellation);
                Facts = Facts with { Uuid = uuid.ToString("D") };
            }
            await AbandonedUploads.ClearAsync(_service, _keys, _options.Time.GetUtcNow() - _options.UploadsKeptFor, cancellation);
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
        return _lock = held;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<Finding> ProbeAsync(CancellationToken cancellation) => new S3Probe(_service, _keys, _options).LookAsync(cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _service.Dispose();
        return ValueTask.CompletedTask;
    }

    private StoreException Fail(TreePath path, StoreFault fault, string cause) => new(_name, path, fault, cause);

    private WorldChangedException Changed(TreePath path, string cause) => new(_name, path, cause);

    private void CheckWritable(TreePath path)
    {
        if (!_options.Writable) throw Fail(path, StoreFault.Denied, "the store was opened for reading only");
        _lock?.Check(path);
    }

    /// <summary>Refuses names that are not the user's, and those a key cannot hold.</summary>
    private void CheckName(TreePath path)
    {
        if (path.IsRoot) throw Fail(path, StoreFault.Refused, "the root itself is not written, moved or removed");
        if (path.Top.SequenceEqual(".holdfast"u8)) throw Fail(path, StoreFault.Refused, "the name .holdfast is the store's own");
        if (System.Text.Encoding.UTF8.GetByteCount(_keys.Of(path)) >= KeyNames.Longest) throw Fail(path, StoreFault.Refused, $"its key would be longer than {KeyNames.Longest} bytes");
    }
}
