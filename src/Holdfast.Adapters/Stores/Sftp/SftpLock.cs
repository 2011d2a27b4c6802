using Holdfast.Adapters.Networking;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>
/// The lock of a store: a file that says who holds it and until when, made under a name that must be free and renewed while it is
/// held. A lock whose time has run out is taken away by one at a time: a second file, made in the same way, says whose turn it is.
/// </summary>
internal sealed class SftpLock : IAsyncDisposable
{
    private static readonly TreePath Shown = TreePath.From(".holdfast/lock-remote");
    private readonly SftpService _service;
    private readonly SftpPlaces _places;
    private readonly SftpStoreOptions _options;
    private readonly RemoteLease _lease;
    private readonly string _token;

    private SftpLock(SftpService service, SftpPlaces places, SftpStoreOptions options, RemoteLease lease) =>
        (_service, _places, _options, _lease, _token) = (service, places, options, lease, options.NewId().ToString("N"));

    private byte[] File => _places.InOwn("lock-remote"u8);

    private byte[] Turn => _places.InOwn("lock-remote.turn"u8);

    /// <summary>Takes the lock; null when somebody else holds it.</summary>
    public static async ValueTask<SftpLock?> TryTakeAsync(string store, SftpService service, SftpPlaces places, SftpStoreOptions options, CancellationToken cancellation)
    {
        if (RemoteLease.TryBegin(store, $"{options.Server}:{TreePath.Show(places.Root)}", options.Time, options.Lease) is not { } lease) return null;
        var held = new SftpLock(service, places, options, lease);
        var isTaken = false;
        try
        {
            var asked = options.Time.GetTimestamp();
            isTaken = await service.CallAsync("lock", Shown, 0, async (session, _, token) => await held.TakeAsync(session, token), cancellation);
            if (!isTaken) return null;
            lease.Hold(asked, token => service.CallAsync("renew the lock", Shown, 0, async (session, _, inTime) => await held.RenewAsync(session, inTime), token));
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
            try { await _service.CallAsync("unlock", Shown, async (session, _, token) => await GiveBackAsync(session, token), CancellationToken.None); }
            catch (StoreException) { /* it runs out by itself */ }
        }
        _lease.Dispose();
    }

    private async Task<bool> TakeAsync(SftpSession session, CancellationToken cancellation)
    {
        while (true)
        {
            if (await SmallFiles.TryCreateAsync(session, File, Content(), cancellation)) return true;
            if (await ReadAsync(session, File, cancellation) is not { } there) continue;
            // An earlier try of ours whose answer was lost.
            if (there.Token == _token) return true;
            if (!there.IsFree(_options.Holder, _options.Time.GetUtcNow())) return false;
            if (!await TryTakeAwayAsync(session, there.Token, cancellation)) return false;
        }
    }

    /// <summary>Takes a lock away whose time has run out, so that all may try again; false when somebody else is about to.</summary>
    private async ValueTask<bool> TryTakeAwayAsync(SftpSession session, string? token, CancellationToken cancellation)
    {
        if (!await SmallFiles.TryCreateAsync(session, Turn, Content(), cancellation))
        {
            if (await ReadAsync(session, Turn, cancellation) is not { } turn) return true;
            if (turn.Token != _token)
            {
                if (!turn.IsFree(_options.Holder, _options.Time.GetUtcNow())) return false;
                // Its holder went away in the middle of this.
                await RemoveAsync(session, Turn, cancellation);
                return true;
            }
        }
        // Nobody else can have taken it away from here on; whoever did before has written a token of their own.
        if (await ReadAsync(session, File, cancellation) is { } there && there.Token == token) await RemoveAsync(session, File, cancellation);
        await RemoveAsync(session, Turn, cancellation);
        return true;
    }

    private static async ValueTask RemoveAsync(SftpSession session, byte[] place, CancellationToken cancellation)
    {
        try { await session.RemoveAsync(place, cancellation); }
        catch (SftpStatusException e) when (e.Code == StatusCode.NoSuchFile) { /* as it should be */ }
    }

    private async ValueTask<LeaseText?> ReadAsync(SftpSession session, byte[] place, CancellationToken cancellation)
    {
        if (await SmallFiles.ReadAsync(session, place, cancellation) is not { } text) return null;
        if (LeaseText.Read(text) is { Token: not null } known) return known;
        // Being written just now, left half written, or nothing of ours: it holds as long as one of ours would.
        return await session.LStatAsync(place, cancellation) is { } file ? new LeaseText("", DateTimeOffset.FromUnixTimeSeconds(file.Times?.Modification ?? 0) + _options.Lease) : null;
    }

    private async Task<bool> RenewAsync(SftpSession session, CancellationToken cancellation)
    {
        if (await ReadAsync(session, File, cancellation) is not { } there || there.Token != _token) return false;
        await SmallFiles.WriteAsync(session, _places.InOwn("lock-remote.new"u8), File, Content(), cancellation);
        return true;
    }

    private async Task GiveBackAsync(SftpSession session, CancellationToken cancellation)
    {
        if (await ReadAsync(session, File, cancellation) is { } there && there.Token == _token) await session.RemoveAsync(File, cancellation);
    }

    private byte[] Content() => new LeaseText(_options.Holder, _lease.Until, _token).Write();
}
