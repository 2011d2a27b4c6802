using System.Collections.Concurrent;
using System.Text.Json;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>
/// The lock of a store: a file that says who holds it and until when, made under a name that must be free and renewed while it is
/// held. A lock whose time has run out is moved aside, which only one of several can do. A holder that could not renew it in
/// time stops by its own clock; what such a one has on its way may still arrive, which no SFTP server can refuse.
/// </summary>
internal sealed class SftpLock : IAsyncDisposable
{
    private const int Version = 1;
    private static readonly TreePath Shown = TreePath.From(".holdfast/lock-remote");
    private static readonly ConcurrentDictionary<string, bool> Ours = new(StringComparer.Ordinal);
    private readonly string _store;
    private readonly SftpService _service;
    private readonly SftpPlaces _places;
    private readonly SftpStoreOptions _options;
    private readonly string _place;
    private readonly string _token;
    private readonly CancellationTokenSource _stop = new();
    private Task _renewing = Task.CompletedTask;
    private long _renewedAt;
    private volatile string? _lost;

    private SftpLock(string store, SftpService service, SftpPlaces places, SftpStoreOptions options, string place)
    {
        (_store, _service, _places, _options, _place) = (store, service, places, options, place);
        _token = options.NewId().ToString("N");
        _renewedAt = options.Time.GetTimestamp();
    }

    private byte[] File => _places.InOwn("lock-remote"u8);

    /// <summary>Takes the lock; null when somebody else holds it.</summary>
    public static async ValueTask<SftpLock?> TryTakeAsync(string store, SftpService service, SftpPlaces places, SftpStoreOptions options, CancellationToken cancellation)
    {
        var place = $"{options.Server}:{TreePath.Show(places.Root)}";
        if (!Ours.TryAdd(place, true)) return null;
        var held = new SftpLock(store, service, places, options, place);
        var isTaken = false;
        try
        {
            isTaken = await service.CallAsync("lock", Shown, 0, async (session, _, token) => await held.TakeAsync(session, token), cancellation);
            if (!isTaken) return null;
            held._renewing = held.RenewAsync();
            return held;
        }
        finally
        {
            if (!isTaken) Ours.TryRemove(place, out _);
        }
    }

    /// <summary>Throws when the lock is lost or its time has run out.</summary>
    public void Check(TreePath path)
    {
        if (_stop.IsCancellationRequested) return;
        if (_lost is { } why) throw new StoreException(_store, path, StoreFault.Unavailable, why);
        // A fifth of the lease is kept back for requests under way and clocks that differ.
        if (_options.Time.GetElapsedTime(Interlocked.Read(ref _renewedAt)) > _options.Lease * 0.8) throw new StoreException(_store, path, StoreFault.Unavailable, "its lock could not be renewed in time: another run may have begun");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        await _renewing;
        if (_lost is null)
        {
            try { await _service.CallAsync("unlock", Shown, async (session, _, token) => await GiveBackAsync(session, token), CancellationToken.None); }
            catch (StoreException) { /* it runs out by itself */ }
        }
        Ours.TryRemove(_place, out _);
        _stop.Dispose();
    }

    private async Task<bool> TakeAsync(SftpSession session, CancellationToken cancellation)
    {
        while (true)
        {
            if (await SmallFiles.TryCreateAsync(session, File, Content(), cancellation)) return true;
            if (await SmallFiles.ReadAsync(session, File, cancellation) is not { } text) continue;
            var there = Parse(text);
            // Our own of before, or one of an earlier try whose answer was lost.
            var isOurs = there.Token == _token || (_options.Holder.Length > 0 && there.Holder == _options.Holder);
            if (there.Token == _token) return true;
            if (!isOurs && there.Until > _options.Time.GetUtcNow()) return false;
            await MoveAsideAsync(session, there.Token, cancellation);
        }
    }

    // Whoever renames it has it; the name aside is made of its own token, so that a lock made meanwhile stays what it is.
    private async ValueTask MoveAsideAsync(SftpSession session, string token, CancellationToken cancellation)
    {
        var aside = _places.InOwn(System.Text.Encoding.ASCII.GetBytes($"lock-remote.{_token}"));
        try { await session.RenameAsync(File, aside, cancellation); }
        catch (SftpStatusException e) when (e.Code == StatusCode.NoSuchFile) { return; }
        if (await SmallFiles.ReadAsync(session, aside, cancellation) is { } text && Parse(text).Token != token)
        {
            // Somebody was quicker, and this is theirs.
            try { await session.RenameAsync(aside, File, cancellation); }
            catch (SftpStatusException) { await session.RemoveAsync(aside, cancellation); }
            return;
        }
        await session.RemoveAsync(aside, cancellation);
    }

    private async Task RenewAsync()
    {
        while (true)
        {
            try { await Task.Delay(_options.Lease / 3, _options.Time, _stop.Token); }
            catch (OperationCanceledException) { return; }
            try
            {
                var at = _options.Time.GetTimestamp();
                if (await _service.CallAsync("renew the lock", Shown, 0, async (session, _, token) => await RenewAsync(session, token), _stop.Token)) Interlocked.Exchange(ref _renewedAt, at);
                else
                {
                    _lost = "another run took its lock: this one had not been heard of for too long";
                    return;
                }
            }
            catch (OperationCanceledException) { return; }
            catch (StoreException) { /* tried again; should it never succeed, the time runs out */ }
        }
    }

    private async Task<bool> RenewAsync(SftpSession session, CancellationToken cancellation)
    {
        if (await SmallFiles.ReadAsync(session, File, cancellation) is not { } text || Parse(text).Token != _token) return false;
        await SmallFiles.WriteAsync(session, _places.InOwn("lock-remote.new"u8), File, Content(), cancellation);
        return true;
    }

    private async Task GiveBackAsync(SftpSession session, CancellationToken cancellation)
    {
        if (await SmallFiles.ReadAsync(session, File, cancellation) is { } text && Parse(text).Token == _token) await session.RemoveAsync(File, cancellation);
    }

    private byte[] Content()
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("holder", _options.Holder);
            json.WriteString("token", _token);
            json.WriteString("until", _options.Time.GetUtcNow() + _options.Lease);
            json.WriteEndObject();
        }
        return text.ToArray();
    }

    private (string Holder, string Token, DateTimeOffset Until) Parse(byte[] text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;
            return (root.GetProperty("holder").GetString() ?? "", root.GetProperty("token").GetString() ?? "", root.GetProperty("until").GetDateTimeOffset());
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            // Being written just now, or nothing of ours: it holds as long as one of ours would from now on.
            return ("", "", _options.Time.GetUtcNow() + _options.Lease);
        }
    }
}
