using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>
/// The lock of a store: a file in <c>.holdfast</c> that says who holds it and until when, renewed while it is held. Drive knows no
/// conditions, so whoever wants it puts a file of his own there, looks at all of them, and holds it when his is the oldest that is alive;
/// otherwise he takes his away again. A holder whose time has run out stops by itself, by its own clock and before the others may begin.
/// </summary>
internal sealed class DriveLock : IAsyncDisposable
{
    private const string Name = "lock";
    private const string Holder = "hf-holder";
    private const string Until = "hf-until";
    private static readonly TreePath Shown = TreePath.From(".holdfast/lock");
    // What lies on the server cannot tell this process from its predecessor of the same name.
    private static readonly ConcurrentDictionary<string, bool> Ours = new(StringComparer.Ordinal);

    private readonly string _store;
    private readonly DriveService _service;
    private readonly DriveStoreOptions _options;
    private readonly string _id;
    private readonly string _place;
    private readonly CancellationTokenSource _stop = new();
    private Task _renewing = Task.CompletedTask;
    private long _renewedAt;
    private volatile string? _lost;

    private DriveLock(string store, DriveService service, DriveStoreOptions options, string id, string place, long now) =>
        (_store, _service, _options, _id, _place, _renewedAt) = (store, service, options, id, place, now);

    /// <summary>Takes the lock; null when somebody else holds it.</summary>
    public static async ValueTask<DriveLock?> TryTakeAsync(string store, DriveView view, DriveOwn own, DriveStoreOptions options, CancellationToken cancellation)
    {
        var place = $"{options.Endpoints.Api}|{view.Place.RootNode.Id}";
        if (!Ours.TryAdd(place, true)) return null;
        try
        {
            var folder = await own.MakeAsync(cancellation);
            var now = options.Time.GetTimestamp();
            var id = (await view.Service.IdsAsync(1, cancellation))[0];
            await view.Service.MakeAsync(new JsonObject { ["id"] = id, ["name"] = Name, ["parents"] = new JsonArray(folder), ["appProperties"] = Words(options) }, Shown, cancellation);
            var all = await view.Service.NamedAsync(folder, Name, view.Place.Drive, Shown, cancellation);
            var alive = all.Where(file => file.Id == id || IsAlive(file, options)).OrderBy(file => file.Created).ThenBy(file => file.Id, StringComparer.Ordinal);
            if (alive.FirstOrDefault()?.Id != id)
            {
                await view.Service.RemoveAsync(id, Shown, cancellation);
                Ours.TryRemove(place, out _);
                return null;
            }
            // Those that ran out are nobody's.
            foreach (var file in all.Where(file => file.Id != id && !IsAlive(file, options))) await view.Service.RemoveAsync(file.Id, Shown, cancellation);
            var held = new DriveLock(store, view.Service, options, id, place, now);
            held._renewing = held.RenewAsync();
            return held;
        }
        catch
        {
            Ours.TryRemove(place, out _);
            throw;
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
        try { await _service.RemoveAsync(_id, Shown, CancellationToken.None); }
        catch (StoreException) { /* it runs out by itself */ }
        Ours.TryRemove(_place, out _);
        _stop.Dispose();
    }

    private async Task RenewAsync()
    {
        while (true)
        {
            try { await Task.Delay(_options.Lease / 3, _options.Time, _stop.Token); }
            catch (OperationCanceledException) { return; }
            var at = _options.Time.GetTimestamp();
            try
            {
                await _service.PatchAsync(_id, new JsonObject { ["appProperties"] = Words(_options) }, null, Shown, _stop.Token);
                Interlocked.Exchange(ref _renewedAt, at);
            }
            catch (OperationCanceledException) { return; }
            catch (StoreException e) when (e.Fault == StoreFault.NotFound)
            {
                _lost = "its lock is gone: another run took it, or somebody removed it";
                return;
            }
            catch (StoreException) { /* tried again; should it never succeed, the time runs out */ }
        }
    }

    private static bool IsAlive(DriveFile file, DriveStoreOptions options)
    {
        var isOurs = options.Holder.Length > 0 && file.Words.GetValueOrDefault(Holder) == Short(options.Holder);
        return !isOurs && DateTimeOffset.TryParse(file.Words.GetValueOrDefault(Until), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until)
            ? until > options.Time.GetUtcNow() : !isOurs && file.Created + options.Lease > options.Time.GetUtcNow();
    }

    private static JsonObject Words(DriveStoreOptions options) => new() { [Holder] = Short(options.Holder), [Until] = (options.Time.GetUtcNow() + options.Lease).ToString("O", CultureInfo.InvariantCulture) };

    // A property has 124 bytes at most.
    private static string Short(string holder) => holder.Length <= 40 ? holder : holder[..40];
}
