using System.Collections.Concurrent;
using System.Text.Json;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>
/// The lock of a store: an object that says who holds it and until when, renewed while it is held, written under the condition
/// that it is still what was read. A holder whose time has run out stops by itself, by its own clock and before the others may
/// begin. What no server offers is to refuse the late writes of a holder that was frozen in the middle of a request: a request
/// already on its way may still arrive. Each holder counts the epoch up, so that this can be seen afterwards.
/// </summary>
internal sealed class S3Lock : IAsyncDisposable
{
    private const int Version = 1;
    private static readonly TreePath Shown = TreePath.From(".holdfast/lock");
    // The server's object cannot tell this process from its predecessor of the same name.
    private static readonly ConcurrentDictionary<string, bool> Ours = new(StringComparer.Ordinal);

    private readonly string _store;
    private readonly S3Service _service;
    private readonly S3StoreOptions _options;
    private readonly string _key;
    private readonly string _place;
    private readonly CancellationTokenSource _stop = new();
    private readonly long _epoch;

    // An answer that was lost must not make us take another's lock for ours.
    private readonly Dictionary<string, string> _words;
    private Task _renewing = Task.CompletedTask;
    private string _etag = "";
    private long _renewedAt;
    private volatile string? _lost;

    private S3Lock(string store, S3Service service, S3StoreOptions options, string key, string place, long epoch) =>
        (_store, _service, _options, _key, _place, _epoch, _words) = (store, service, options, key, place, epoch, new Dictionary<string, string> { [ObjectMetadata.Upload] = options.NewId().ToString("N") });

    /// <summary>Takes the lock; null when somebody else holds it. Finds out on the way whether the server honours conditions.</summary>
    public static async ValueTask<S3Lock?> TryTakeAsync(string store, S3Service service, KeyNames keys, S3StoreOptions options, CancellationToken cancellation)
    {
        var key = keys.InOwn("lock");
        var place = $"{options.Endpoint}/{options.Bucket}/{key}";
        if (!Ours.TryAdd(place, true)) return null;
        try
        {
            var (epoch, condition) = (1L, Condition.Absent);
            if (await ReadAsync(service, key, options, cancellation) is { } there)
            {
                var isOurs = options.Holder.Length > 0 && there.Holder == options.Holder;
                if (!isOurs && there.Until > options.Time.GetUtcNow()) return Give(place);
                (epoch, condition) = (there.Epoch + 1, Condition.Match(there.ETag));
            }
            var held = new S3Lock(store, service, options, key, place, epoch);
            try { await held.WriteAsync(condition, cancellation); }
            catch (WorldChangedException) { return Give(place); }
            await held.ProbeAsync(cancellation);
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
        if (_lost is null)
        {
            try { await _service.DeleteAsync(_key, Shown, _etag, CancellationToken.None); }
            catch (StoreException) { /* it runs out by itself */ }
        }
        Ours.TryRemove(_place, out _);
        _stop.Dispose();
    }

    private static S3Lock? Give(string place)
    {
        Ours.TryRemove(place, out _);
        return null;
    }

    /// <summary>Writes once more what must not be written: a server that lets it through ignores conditions.</summary>
    private async ValueTask ProbeAsync(CancellationToken cancellation)
    {
        _service.HonoursConditions = true;
        try
        {
            _etag = await _service.PutAsync(_key, Shown, Content(), null, _words, Condition.Absent, cancellation);
            _service.HonoursConditions = false;
        }
        catch (WorldChangedException) { /* as it should be */ }
    }

    private async Task RenewAsync()
    {
        while (true)
        {
            try { await Task.Delay(_options.Lease / 3, _options.Time, _stop.Token); }
            catch (OperationCanceledException) { return; }
            try { await WriteAsync(Condition.Match(_etag), _stop.Token); }
            catch (OperationCanceledException) { return; }
            catch (WorldChangedException)
            {
                _lost = "another run took its lock: this one had not been heard of for too long";
                return;
            }
            catch (StoreException) { /* tried again; should it never succeed, the time runs out */ }
        }
    }

    private async ValueTask WriteAsync(Condition condition, CancellationToken cancellation)
    {
        var at = _options.Time.GetTimestamp();
        _etag = await _service.PutAsync(_key, Shown, Content(), null, _words, condition, cancellation);
        Interlocked.Exchange(ref _renewedAt, at);
    }

    private byte[] Content()
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("holder", _options.Holder);
            json.WriteNumber("epoch", _epoch);
            json.WriteString("until", _options.Time.GetUtcNow() + _options.Lease);
            json.WriteEndObject();
        }
        return text.ToArray();
    }

    private static async ValueTask<(string Holder, long Epoch, DateTimeOffset Until, string ETag)?> ReadAsync(S3Service service, string key, S3StoreOptions options, CancellationToken cancellation)
    {
        if (await service.OpenAsync(key, Shown, 0, null, cancellation) is not { } opened) return null;
        await using var content = opened.Content;
        try
        {
            using var json = await JsonDocument.ParseAsync(content, cancellationToken: cancellation);
            var root = json.RootElement;
            return (root.GetProperty("holder").GetString() ?? "", root.GetProperty("epoch").GetInt64(), root.GetProperty("until").GetDateTimeOffset(), opened.Head.ETag);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            // Nothing we wrote: it holds as long as one of ours would.
            return ("", 0, opened.Head.Modified + options.Lease, opened.Head.ETag);
        }
    }
}
