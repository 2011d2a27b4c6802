using Holdfast.Adapters.Networking;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>
/// The lock of a store: an object that says who holds it and until when, renewed while it is held, written under the condition
/// that it is still what was read. Each holder counts the epoch up, so that one that wrote too late can be seen afterwards.
/// </summary>
internal sealed class S3Lock : IAsyncDisposable
{
    private static readonly TreePath Shown = TreePath.From(".holdfast/lock");

    private readonly S3Service _service;
    private readonly S3StoreOptions _options;
    private readonly RemoteLease _lease;
    private readonly string _key;
    private readonly long _epoch;

    // An answer that was lost must not make us take another's lock for ours.
    private readonly Dictionary<string, string> _words;
    private string _etag = "";

    private S3Lock(S3Service service, S3StoreOptions options, RemoteLease lease, string key, long epoch) =>
        (_service, _options, _lease, _key, _epoch, _words) = (service, options, lease, key, epoch, new Dictionary<string, string> { [ObjectMetadata.Upload] = options.NewId().ToString("N") });

    /// <summary>Takes the lock; null when somebody else holds it. Finds out on the way whether the server honours conditions.</summary>
    public static async ValueTask<S3Lock?> TryTakeAsync(string store, S3Service service, KeyNames keys, S3StoreOptions options, CancellationToken cancellation)
    {
        var key = keys.InOwn("lock");
        if (RemoteLease.TryBegin(store, $"{options.Endpoint}/{options.Bucket}/{key}", options.Time, options.Lease) is not { } lease) return null;
        S3Lock? held = null;
        try { return held = await TryTakeAsync(service, options, lease, key, cancellation); }
        finally
        {
            if (held is null) lease.Dispose();
        }
    }

    /// <summary>Throws when the lock is lost or its time has run out.</summary>
    public void Check(TreePath path) => _lease.Check(path);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (await _lease.EndAsync())
        {
            try { await _service.DeleteAsync(_key, Shown, _etag, CancellationToken.None); }
            catch (StoreException) { /* it runs out by itself */ }
        }
        _lease.Dispose();
    }

    private static async ValueTask<S3Lock?> TryTakeAsync(S3Service service, S3StoreOptions options, RemoteLease lease, string key, CancellationToken cancellation)
    {
        var asked = options.Time.GetTimestamp();
        var (epoch, condition) = (1L, Condition.Absent);
        if (await ReadAsync(service, key, options, cancellation) is var (there, etag))
        {
            if (!there.IsFree(options.Holder, options.Time.GetUtcNow())) return null;
            (epoch, condition) = ((there.Epoch ?? 0) + 1, Condition.Match(etag));
        }
        var held = new S3Lock(service, options, lease, key, epoch);
        if (!await held.TryWriteAsync(condition, cancellation)) return null;
        await held.ProbeAsync(cancellation);
        lease.Hold(asked, token => held.TryWriteAsync(Condition.Match(held._etag), token));
        return held;
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

    private async Task<bool> TryWriteAsync(Condition condition, CancellationToken cancellation)
    {
        try { _etag = await _service.PutAsync(_key, Shown, Content(), null, _words, condition, cancellation); }
        catch (WorldChangedException) { return false; }
        return true;
    }

    private byte[] Content() => new LeaseText(_options.Holder, _lease.Until, Epoch: _epoch).Write();

    private static async ValueTask<(LeaseText There, string ETag)?> ReadAsync(S3Service service, string key, S3StoreOptions options, CancellationToken cancellation)
    {
        if (await service.OpenAsync(key, Shown, 0, null, cancellation) is not { } opened) return null;
        await using var content = opened.Content;
        using var text = new MemoryStream();
        await content.CopyToAsync(text, cancellation);
        // Nothing we wrote: it holds as long as one of ours would.
        return (LeaseText.Read(text.ToArray()) ?? new LeaseText("", opened.Head.Modified + options.Lease), opened.Head.ETag);
    }
}
