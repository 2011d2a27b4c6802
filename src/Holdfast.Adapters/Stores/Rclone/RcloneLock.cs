using Holdfast.Adapters.Networking;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Rclone;

/// <summary>
/// The lock of a store: a file in <c>.holdfast/locks</c> that says who holds it and until when, renewed while it is held. No remote is known to refuse a
/// name that is taken, so whoever wants the lock puts a file of his own there, looks at all of them, and takes his away again when another's
/// is alive. Two who come at the same moment may both go away; never do both stay.
/// </summary>
internal sealed class RcloneLock : IAsyncDisposable
{
    private static readonly TreePath Shown = TreePath.From(RclonePlaces.Locks);
    private readonly RcloneService _service;
    private readonly RcloneOwnFiles _files;
    private readonly RcloneStoreOptions _options;
    private readonly RemoteLease _lease;
    private readonly string _token;

    private RcloneLock(RcloneService service, RcloneOwnFiles files, RcloneStoreOptions options, RemoteLease lease) =>
        (_service, _files, _options, _lease, _token) = (service, files, options, lease, options.NewId().ToString("N"));

    private string File => RclonePlaces.Below(RclonePlaces.Locks, _token);

    /// <summary>Takes the lock; null when somebody else holds it.</summary>
    public static async ValueTask<RcloneLock?> TryTakeAsync(string store, RcloneService service, RcloneOwnFiles files, RcloneStoreOptions options, CancellationToken cancellation)
    {
        if (RemoteLease.TryBegin(store, $"rclone:{options.Settings.ConfigFile}|{options.Settings.Remote}", options.Time, options.Lease) is not { } lease) return null;
        var held = new RcloneLock(service, files, options, lease);
        var isTaken = false;
        try
        {
            var asked = options.Time.GetTimestamp();
            isTaken = await held.TakeAsync(cancellation);
            if (!isTaken) return null;
            lease.Hold(asked, held.RenewAsync);
            return held;
        }
        finally
        {
            if (!isTaken) lease.Dispose();
        }
    }

    /// <summary>Throws when the lock is lost or its time has run out.</summary>
    public void Check(TreePath path) => _lease.Check(path);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (await _lease.EndAsync())
        {
            try { await _service.RemoveAsync(File, Shown, CancellationToken.None); }
            catch (StoreException) { /* it runs out by itself */ }
        }
        _lease.Dispose();
    }

    private async Task<bool> TakeAsync(CancellationToken cancellation)
    {
        await _files.WriteAsync(File, Content(), cancellation);
        var isTaken = false;
        try
        {
            var dead = new List<string>();
            foreach (var other in await _service.ListAsync(RclonePlaces.Locks, Shown, cancellation) ?? [])
            {
                if (other.IsDirectory || other.Name == _token) continue;
                if (await IsAliveAsync(other, cancellation)) return false;
                dead.Add(other.Name);
            }
            // Those that ran out are nobody's.
            foreach (var name in dead) await _service.RemoveAsync(RclonePlaces.Below(RclonePlaces.Locks, name), Shown, cancellation);
            return isTaken = true;
        }
        finally
        {
            if (!isTaken) await _service.RemoveAsync(File, Shown, CancellationToken.None);
        }
    }

    private async Task<bool> RenewAsync(CancellationToken cancellation)
    {
        if (await _service.LookAsync(File, Shown, cancellation) is null) return false;
        await _files.WriteAsync(File, Content(), cancellation);
        return true;
    }

    // One that says nothing that is understood holds as long as one of ours would.
    private async ValueTask<bool> IsAliveAsync(RcloneItem other, CancellationToken cancellation)
    {
        if (await _files.ReadAsync(RclonePlaces.Below(RclonePlaces.Locks, other.Name), cancellation) is not { } text) return false;
        var there = LeaseText.Read(text) ?? new LeaseText("", DateTimeOffset.UnixEpoch.AddTicks(other.Modified / 100) + _options.Lease);
        return !there.IsFree(_options.Holder, _options.Time.GetUtcNow());
    }

    private byte[] Content() => new LeaseText(_options.Holder, _lease.Until).Write();
}
