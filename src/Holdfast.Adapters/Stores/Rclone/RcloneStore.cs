using Holdfast.Adapters.Networking;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Rclone;

/// <summary>
/// A folder of a remote that rclone knows, reached through the program's remote control. What the remote can do is asked of it when the store is
/// opened; what each promise rests on, and what remotes of which kind cannot keep, stands in docs/stores-rclone.md.
/// </summary>
internal sealed partial class RcloneStore : IStore, IDirectoryStore, IMovingStore, ITrashStore, IVersionStore, ICapacityStore, ILockingStore, IRemoteStore, IProbingStore
{
    private const int Stripes = 64;
    private readonly string _name;
    private readonly RcloneStoreOptions _options;
    private readonly IRcloneLine _line;
    private readonly RcloneService _service;
    private readonly RcloneFeatures _features;
    private readonly RcloneDirectories _directories;
    private readonly RcloneOwnFiles _files;
    private readonly RcloneTrash _trash;
    private readonly ContentServer _server;
    private readonly Bandwidth _bandwidth;
    private readonly string _instance;
    private readonly SemaphoreSlim[] _stripes = [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(1, 1))];
    private RcloneLock? _lock;
    private long _temporaries;

    private RcloneStore(string name, RcloneStoreOptions options, IRcloneLine line, RcloneService service, RcloneFeatures features, ContentServer server)
    {
        (_name, _options, _line, _service, _features, _server) = (name, options, line, service, features, server);
        _files = new RcloneOwnFiles(name, service, server, options.Time);
        _directories = new RcloneDirectories(service, features, _files.WriteAsync);
        _trash = new RcloneTrash(name, service, features, _directories, features.Grain);
        _bandwidth = new Bandwidth(options.Settings.Bandwidth, options.Time);
        _instance = options.NewId().ToString("N")[..12];
        Facts = null!;
    }

    /// <inheritdoc/>
    public StoreFacts Facts { get; private set; }

    /// <inheritdoc/>
    public int Parallel => _options.Settings.Parallel;

    /// <inheritdoc/>
    public bool AreIndependent => true;

    /// <summary>What makes its calls.</summary>
    public RcloneService Service => _service;

    /// <summary>Opens a store. Nothing is written; a marker that is missing is written when the store is first locked.</summary>
    /// <exception cref="StoreException"><see cref="StoreFault.Unavailable"/> when the program, the remote or the folder cannot be used, <see cref="StoreFault.Denied"/> when the remote does not let us in.</exception>
    public static async ValueTask<RcloneStore> OpenAsync(string name, RcloneStoreOptions options, CancellationToken cancellation)
    {
        var settings = options.Settings;
        var calls = new NetworkCalls(name, options.Rules.Under(settings.Bandwidth, settings.Parallel), RcloneErrors.Classify, options.Time, options.Random, options.Note);
        var line = options.Reach(new RcloneLaunch { Program = settings.Program, ConfigFile = settings.ConfigFile, Password = settings.Password, Environment = options.Environment, Time = options.Time });
        var service = new RcloneService(name, settings.Remote, line, calls);
        var server = options.Writable ? new ContentServer() : null;
        try
        {
            var features = await service.FeaturesAsync(cancellation);
            service.Hash = features.Hash;
            var store = new RcloneStore(name, options, line, service, features, server!);
            store.Facts = await store.LookAsync(cancellation);
            return store;
        }
        catch (Exception e)
        {
            if (server is not null) await server.DisposeAsync();
            await line.DisposeAsync();
            if (e is not StoreException told || (told.Fault is StoreFault.Unavailable or StoreFault.Refused && told.InnerException is not RcloneException)) throw;
            throw new StoreException(name, TreePath.Root, told.Fault == StoreFault.Denied ? StoreFault.Denied : StoreFault.Unavailable, $"{settings.Remote} cannot be used: {told.Cause}", e);
        }
    }

    /// <inheritdoc/>
    public T? Ask<T>() where T : class
    {
        if (typeof(T) == typeof(ICapacityStore) && !_features.TellsRoom) return null;
        if (typeof(T) == typeof(IMovingStore) && !_features.Moves) return null;
        var writes = typeof(T) == typeof(IDirectoryStore) || typeof(T) == typeof(IMovingStore) || typeof(T) == typeof(ITrashStore) || typeof(T) == typeof(ILockingStore) || typeof(T) == typeof(IProbingStore);
        return _options.Writable || !writes ? this as T : null;
    }

    /// <inheritdoc/>
    public async ValueTask<Capacity> CapacityAsync(CancellationToken cancellation)
    {
        var (total, free, used) = await _service.RoomAsync(cancellation);
        // What tells no limit has room for as much as anybody has.
        var all = total ?? (free ?? 1L << 60) + (used ?? 0);
        return new Capacity(all, Math.Clamp(free ?? all - (used ?? 0), 0, all), 0, 0);
    }

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable?> TryLockAsync(CancellationToken cancellation)
    {
        CheckWritable(TreePath.Root);
        var held = await RcloneLock.TryTakeAsync(_name, _service, _files, _options, cancellation);
        if (held is null) return null;
        try
        {
            // What an interrupted run left: nobody else writes while we hold the lock.
            await _service.PurgeAsync(RclonePlaces.Temporary, TreePath.Root, cancellation);
            _directories.Forget(RclonePlaces.Temporary);
            if (Facts.MarkerIsNew)
            {
                if (await ReadMarkerAsync(cancellation) is { } there) Facts = Facts with { Uuid = there.ToString("D") };
                else await _files.MakeAsync(RclonePlaces.Marker, MarkerText.Write(Guid.Parse(Facts.Uuid), _options.Time.GetUtcNow(), _options.Seal), _features, cancellation);
            }
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
        return _lock = held;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<Finding> ProbeAsync(CancellationToken cancellation) => new RcloneProbe(_service, _files, _features, _options).LookAsync(cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        await _line.DisposeAsync();
        foreach (var stripe in _stripes) stripe.Dispose();
    }

    private async ValueTask<StoreFacts> LookAsync(CancellationToken cancellation)
    {
        var remote = _options.Settings.Remote;
        var marker = await ReadMarkerAsync(cancellation);
        // In a bucket a folder begins with what is first put into it.
        if (marker is null && await _service.ListAsync("", TreePath.Root, cancellation) is null && !(_options.Writable && _features.HasObjects))
            throw new StoreException(_name, TreePath.Root, StoreFault.Unavailable, $"there is no folder {remote}");
        var id = $"rclone-{remote}";
        var uuid = marker?.ToString("D") ?? (_options.Writable ? _options.NewId().ToString("D") : StoreFacts.UnmarkedPrefix + id);
        return new StoreFacts(_name, "rclone", uuid, id, _features.Fidelity, _options.Writable && marker is null, $"rclone:{remote}");
    }

    private async ValueTask<Guid?> ReadMarkerAsync(CancellationToken cancellation) =>
        await _files.ReadAsync(RclonePlaces.Marker, cancellation) is { Length: <= MarkerText.MostBytes } text ? MarkerText.Read(_name, text, _options.Seal) : null;

    private StoreException Fail(TreePath path, StoreFault fault, string cause) => new(_name, path, fault, cause);

    private WorldChangedException Changed(TreePath path, string cause) => new(_name, path, cause);

    private void CheckWritable(TreePath path)
    {
        if (!_options.Writable) throw Fail(path, StoreFault.Denied, "the store was opened for reading only");
        _lock?.Check(path);
    }

    /// <summary>Refuses names that are not the user's.</summary>
    private void CheckName(TreePath path)
    {
        if (path.IsRoot) throw Fail(path, StoreFault.Refused, "the root itself is not written, moved or removed");
        if (path.Top.SequenceEqual(".holdfast"u8)) throw Fail(path, StoreFault.Refused, "the name .holdfast is the store's own");
        if (!_features.HasDirectories && path.Name.SequenceEqual(".holdfast-directory"u8)) throw Fail(path, StoreFault.Refused, "the name .holdfast-directory is the store's own: it keeps empty directories");
    }

    /// <summary>Holds a name, so that of two who make it at once one finds the other's.</summary>
    private async ValueTask<IDisposable> HoldAsync(TreePath path, CancellationToken cancellation)
    {
        var stripe = _stripes[(uint)path.GetHashCode() % Stripes];
        await stripe.WaitAsync(cancellation);
        return new Stripe(stripe);
    }

    private sealed class Stripe(SemaphoreSlim held) : IDisposable
    {
        public void Dispose() => held.Release();
    }
}
