using System.Collections.Concurrent;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>
/// A Google Drive, a shared drive, a folder of either, or what others have shared. Drive knows files by id and lets names stand twice; what
/// each promise of a store rests on there stands in docs/stores-google-drive.md. A file is whole or not there by the protocol itself, so
/// nothing is staged.
/// </summary>
internal sealed partial class DriveStore : IStore, IDirectoryStore, IMetadataStore, IMovingStore, ITrashStore, ILockingStore, IRemoteStore, ICapacityStore, IWatchingStore, IProbingStore
{
    private const int Stripes = 64;
    private readonly string _name;
    private readonly DriveStoreOptions _options;
    private readonly DriveViews.Held _held;
    private readonly DriveFormats _formats;
    private readonly DriveOwn _own;
    private readonly DriveTrash _trash;
    private readonly ConcurrentQueue<string> _ids = new();
    private readonly SemaphoreSlim[] _stripes = [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(1, 1))];
    private DriveLock? _lock;

    private DriveStore(string name, DriveStoreOptions options, DriveViews.Held held, DriveOwn own)
    {
        (_name, _options, _held, _own) = (name, options, held, own);
        _formats = new DriveFormats(options.Settings.Exports);
        _trash = new DriveTrash(name, View, own, NewIdAsync);
        Facts = null!;
    }

    /// <inheritdoc/>
    public StoreFacts Facts { get; private set; }

    /// <inheritdoc/>
    public int Parallel => _options.Settings.Parallel;

    /// <inheritdoc/>
    public bool AreIndependent => true;

    /// <summary>The tree, and the server behind it.</summary>
    internal DriveView View => _held.View;

    private DriveService Service => View.Service;

    /// <summary>Opens a store. Nothing is written; a marker that is missing is written when the store is first locked.</summary>
    /// <exception cref="StoreException"><see cref="StoreFault.Denied"/> when somebody must sign in first.</exception>
    public static async ValueTask<DriveStore> OpenAsync(string name, DriveStoreOptions options, CancellationToken cancellation)
    {
        if (options is { Writable: true, Settings.IsSharedWithMe: true }) throw new StoreException(name, TreePath.Root, StoreFault.Denied, "what others have shared is read, never written");
        var held = await DriveViews.TakeAsync(name, options, cancellation);
        try
        {
            var place = held.View.Place;
            await CheckAsync(name, held.View, options, cancellation);
            var own = new DriveOwn(name, held.View, options.Seal);
            var marker = place.IsSharedWithMe ? null : await own.ReadMarkerAsync(cancellation);
            var id = $"google-drive-{place.RootNode.Id}";
            var uuid = marker?.ToString("D") ?? (options.Writable ? options.NewId().ToString("D") : StoreFacts.UnmarkedPrefix + id);
            // Of files that somebody else put there nobody knows modes and owners: only where we have been writing they are compared.
            var isOurs = options.Writable || marker is not null;
            var fidelity = Fidelity.Full with { HardLinks = false, Xattrs = false, Owner = isOurs, Mode = isOurs, MtimeGrain = isOurs ? 1 : 1_000_000 };
            var settings = options.Settings;
            var location = $"google-drive:{(settings.IsSharedWithMe ? "shared with me" : settings.SharedDrive ?? "My Drive")}/{settings.Root?.Trim('/')}{(settings.Account is { } account ? $" of {account}" : "")}";
            return new DriveStore(name, options, held, own) { Facts = new StoreFacts(name, "google-drive", uuid, id, fidelity, options.Writable && marker is null, location) };
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public T? Ask<T>() where T : class =>
        _options.Writable || !(typeof(T) == typeof(IDirectoryStore) || typeof(T) == typeof(IMovingStore) || typeof(T) == typeof(ITrashStore) || typeof(T) == typeof(ILockingStore) || typeof(T) == typeof(IProbingStore)) ? this as T : null;

    /// <inheritdoc/>
    public async ValueTask<Capacity> CapacityAsync(CancellationToken cancellation)
    {
        var (_, limit, used) = await Service.AboutAsync(cancellation);
        // Without a limit, and on shared drives, there is room for as much as anybody has.
        var total = View.Place.Drive is null && limit is { } told ? told : 1L << 60;
        return new Capacity(total, Math.Max(0, total - used), 0, 0);
    }

    /// <inheritdoc/>
    public async ValueTask<IStoreWatcher> WatchAsync(FilterSet filters, CancellationToken cancellation)
    {
        await View.TakeAsync(null, cancellation);
        var watcher = new DriveWatcher(View, filters, _options);
        View.Add(watcher);
        return watcher;
    }

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable?> TryLockAsync(CancellationToken cancellation)
    {
        var held = await DriveLock.TryTakeAsync(_name, View, _own, _options, cancellation);
        if (held is null) return null;
        try
        {
            if (Facts.MarkerIsNew)
            {
                var uuid = await _own.WriteMarkerAsync(Guid.Parse(Facts.Uuid), _options.Time.GetUtcNow(), cancellation);
                Facts = Facts with { Uuid = uuid.ToString("D") };
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
    public ValueTask DisposeAsync()
    {
        _held.Dispose();
        foreach (var stripe in _stripes) stripe.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task CheckAsync(string name, DriveView view, DriveStoreOptions options, CancellationToken cancellation)
    {
        if (!view.Place.IsSharedWithMe && !view.Place.IsRootHidden)
        {
            try { await view.Service.GetAsync(view.Place.RootNode.Id, TreePath.Root, cancellation); }
            catch (StoreException e) when (e.Fault == StoreFault.NotFound) { throw new StoreException(name, TreePath.Root, StoreFault.Unavailable, "its root folder is gone, or we may not see it any more", e); }
        }
        if (options.Settings.Account is not { } wanted) return;
        var (account, _, _) = await view.Service.AboutAsync(cancellation);
        if (account.Length > 0 && !string.Equals(account, wanted, StringComparison.OrdinalIgnoreCase)) throw new StoreException(name, TreePath.Root, StoreFault.Denied, $"signed in is {account} and not {wanted}; sign in with: holdfast login google {name}");
    }

    private StoreException Fail(TreePath path, StoreFault fault, string cause) => new(_name, path, fault, cause);

    private WorldChangedException Changed(TreePath path, string cause) => new(_name, path, cause);

    private void CheckWritable(TreePath path)
    {
        if (!_options.Writable) throw Fail(path, StoreFault.Denied, "the store was opened for reading only");
        _lock?.Check(path);
    }

    private void CheckName(TreePath path)
    {
        if (path.IsRoot) throw Fail(path, StoreFault.Refused, "the root itself is not written, moved or removed");
        if (path.Top.SequenceEqual(".holdfast"u8)) throw Fail(path, StoreFault.Refused, "the name .holdfast is the store's own");
    }

    /// <summary>Holds a name, so that of two who make it at once one finds the other's.</summary>
    private async ValueTask<IDisposable> HoldAsync(TreePath path, CancellationToken cancellation)
    {
        var stripe = _stripes[(uint)path.GetHashCode() % Stripes];
        await stripe.WaitAsync(cancellation);
        return new Stripe(stripe);
    }

    private async ValueTask<string> NewIdAsync(CancellationToken cancellation)
    {
        string? id;
        while (!_ids.TryDequeue(out id)) foreach (var fresh in await Service.IdsAsync(100, cancellation)) _ids.Enqueue(fresh);
        return id;
    }

    private sealed class Stripe(SemaphoreSlim held) : IDisposable
    {
        public void Dispose() => held.Release();
    }
}
