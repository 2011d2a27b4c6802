using System.Text;
using Holdfast.Adapters.Networking;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>
/// A directory on a server that is reached by SFTP. Nothing of ours runs there. Writes go to a temporary name in the store's own
/// directory and get their final name in one step; what each promise rests on, and what a server without OpenSSH's extensions
/// cannot keep, stands in docs/stores-sftp.md.
/// </summary>
internal sealed partial class SftpStore : IStore, IStagingStore, IDirectoryStore, IMetadataStore, IMovingStore, ITrashStore, IVersionStore, ICapacityStore, ILockingStore, IRemoteStore
{
    private const uint Private = 0x1C0;
    private readonly string _name;
    private readonly SftpStoreOptions _options;
    private readonly SftpService _service;
    private readonly SftpPlaces _places;
    private readonly SftpTrash _trash;
    private readonly SftpUnsynced _unsynced;
    private readonly Bandwidth _bandwidth;
    private readonly string _instance;
    private SftpLock? _lock;
    private long _temporaries;

    /// <summary>Whether the server tells how much room there is.</summary>
    private bool TellsRoom { get; init; }

    /// <summary>What makes its calls.</summary>
    public SftpService Service => _service;

    private SftpStore(string name, SftpStoreOptions options, SftpService service, SftpPlaces places, StoreFacts facts)
    {
        (_name, _options, _service, _places, Facts) = (name, options, service, places, facts);
        _trash = new SftpTrash(places);
        _unsynced = new SftpUnsynced(new ServerFlush(options.Command, places.Temporary, options.Time));
        _bandwidth = new Bandwidth(options.BytesPerSecond, options.Time);
        _instance = options.NewId().ToString("N")[..12];
    }

    /// <inheritdoc/>
    public StoreFacts Facts { get; private set; }

    /// <inheritdoc/>
    public int Parallel => _options.Parallel;

    /// <summary>Opens a store. Nothing is written but, for a store that may be written, its own directory.</summary>
    /// <exception cref="StoreException">
    /// <see cref="StoreFault.Unavailable"/> when the server or the directory is not there, <see cref="StoreFault.Denied"/> when it does not let us in,
    /// <see cref="StoreFault.Refused"/> when it is not the server that is known.
    /// </exception>
    public static async ValueTask<SftpStore> OpenAsync(string name, SftpStoreOptions options, CancellationToken cancellation)
    {
        var calls = new NetworkCalls(name, options.Rules.Under(options.BytesPerSecond, options.Parallel), SftpService.Classify, options.Time, options.Random, options.Note);
        var service = new SftpService(name, new SftpPool(options.Connect, options.Connections), calls, options.Time);
        try
        {
            return await service.CallAsync("open", TreePath.Root, 0, (session, _, token) => OpenAsync(name, options, service, session, token), cancellation);
        }
        catch (StoreException e)
        {
            await service.DisposeAsync();
            throw e.Fault is StoreFault.Unavailable or StoreFault.Refused or StoreFault.Denied ? e : new StoreException(name, TreePath.Root, StoreFault.Unavailable, e.Fault == StoreFault.NotFound ? $"there is no directory {options.Path} on {options.Server}" : e.Cause, e);
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public T? Ask<T>() where T : class =>
        typeof(T) == typeof(ICapacityStore) && !TellsRoom ? null : _options.Writable || !(typeof(T) == typeof(IStagingStore) || typeof(T) == typeof(IDirectoryStore) || typeof(T) == typeof(IMovingStore) || typeof(T) == typeof(ITrashStore) || typeof(T) == typeof(ILockingStore)) ? this as T : null;

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable?> TryLockAsync(CancellationToken cancellation)
    {
        CheckWritable(TreePath.Root);
        await _service.CallAsync("make ready", TreePath.Root, (session, _, token) => MakeOwnAsync(session, token), cancellation);
        var held = await SftpLock.TryTakeAsync(_name, _service, _places, _options, cancellation);
        if (held is null) return null;
        try
        {
            await _service.CallAsync("make ready", TreePath.Root, async (session, _, token) =>
            {
                // What an interrupted run left: nobody else writes while we hold the lock.
                foreach (var left in await session.ListAsync(_places.Temporary, token)) await session.RemoveAsync(SftpPlaces.Below(_places.Temporary, left.Name), token);
                if (!Facts.MarkerIsNew) return;
                if (await SftpMarker.ReadAsync(_name, session, _places, _options.Seal, token) is { } there) Facts = Facts with { Uuid = there.ToString("D") };
                else await SftpMarker.WriteAsync(session, _places, Guid.Parse(Facts.Uuid), _options.Time.GetUtcNow(), _options.Seal, token);
            }, cancellation);
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
        return _lock = held;
    }

    /// <inheritdoc/>
    public async ValueTask<Capacity> CapacityAsync(CancellationToken cancellation) =>
        await _service.CallAsync("ask the room of", TreePath.Root, 0, async (session, _, token) => (await session.RoomAsync(_places.Root, token))?.Room ?? new Capacity(0, 0, 0, 0), cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _unsynced.DisposeAsync();
        await _service.DisposeAsync();
    }

    private static async Task<SftpStore> OpenAsync(string name, SftpStoreOptions options, SftpService service, SftpSession session, CancellationToken cancellation)
    {
        var places = new SftpPlaces(await session.RealPathAsync(Encoding.UTF8.GetBytes(options.Path), cancellation));
        if (await session.LStatAsync(places.Root, cancellation) is not { } root) throw new SftpStatusException(StatusCode.NoSuchFile, "");
        if (root.Kind != EntryKind.Directory) throw new StoreException(name, TreePath.Root, StoreFault.Unavailable, $"{options.Path} on {options.Server} is no directory");
        var marker = await SftpMarker.ReadAsync(name, session, places, options.Seal, cancellation);
        var location = $"sftp://{options.Server}{TreePath.Show(places.Root)}";
        var room = await session.RoomAsync(places.Root, cancellation);
        var id = $"sftp-{options.Server}-{room?.Id ?? 0:x}";
        var uuid = marker?.ToString("D") ?? (options.Writable ? options.NewId().ToString("D") : $"{StoreFacts.UnmarkedPrefix}{id}{TreePath.Show(places.Root)}");
        // Where the time of a link cannot be set, no link could be told from one that changed.
        var fidelity = new Fidelity { Owner = options.Writable && await IsSuperuserAsync(session, places, cancellation), Mode = true, Symlinks = session.Knows(Extensions.LSetStat), MtimeGrain = SftpEntries.Grain, CaseSensitive = true };
        return new SftpStore(name, options, service, places, new StoreFacts(name, "sftp", uuid, id, fidelity, options.Writable && marker is null, location)) { TellsRoom = room is not null };
    }

    /// <summary>Whether files can be given away there: what we make belongs to the superuser.</summary>
    private static async ValueTask<bool> IsSuperuserAsync(SftpSession session, SftpPlaces places, CancellationToken cancellation)
    {
        await MakeAsync(session, places.Own, cancellation);
        return await session.LStatAsync(places.Own, cancellation) is { Owner.Uid: 0 };
    }

    private async Task MakeOwnAsync(SftpSession session, CancellationToken cancellation)
    {
        foreach (var directory in new[] { _places.Own, _places.Temporary, _places.Trash }) await MakeAsync(session, directory, cancellation);
    }

    private static async ValueTask MakeAsync(SftpSession session, byte[] directory, CancellationToken cancellation)
    {
        if (await session.LStatAsync(directory, cancellation) is not { } there)
        {
            await session.MakeDirectoryAsync(directory, Private, cancellation);
            // The server's mask may have taken bits away, and its defaults given some.
            await session.SetAsync(directory, new SftpAttributes { Mode = Private }, cancellation);
            return;
        }
        if (there.Kind != EntryKind.Directory) throw new SftpStatusException(StatusCode.Failure, $"{TreePath.Show(directory)} is not the store's own directory: look at it, and remove it");
        if ((there.Mode & 0x1FF) != Private) throw new SftpStatusException(StatusCode.Failure, $"{TreePath.Show(directory)} is open to others: it must have mode 700");
    }

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
    }
}
