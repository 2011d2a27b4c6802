using System.Globalization;
using System.Net;
using Holdfast.Adapters.Networking;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>The server: one method a kind of request, each stacked on <see cref="NetworkCalls"/>. Objects are named by key; names of the store are for messages.</summary>
internal sealed partial class S3Service : IDisposable
{
    private readonly string _name;
    private readonly S3StoreOptions _options;
    private readonly S3Wire _wire;
    private readonly SemaphoreSlim _inFlight;

    // Some older servers compare conditions with the bare ETag; found out at the first refusal.
    private volatile bool _bareETags;

    public S3Service(string name, S3StoreOptions options)
    {
        (_name, _options) = (name, options);
        _wire = new S3Wire(options);
        _inFlight = new SemaphoreSlim(options.Parallel);
        Calls = new NetworkCalls(name, options.Rules.Under(options.BytesPerSecond, options.Parallel), S3Errors.Classify, options.Time, options.Random, options.Note);
        Bandwidth = new Bandwidth(options.BytesPerSecond, options.Time);
    }

    /// <summary>Name of the store, for errors.</summary>
    public string Store => _name;

    /// <summary>Every request goes through here.</summary>
    public NetworkCalls Calls { get; }

    /// <summary>Limits bytes to and from the server.</summary>
    public Bandwidth Bandwidth { get; }

    /// <summary>Whether the server refuses a write whose condition does not hold; found out when the lock is taken.</summary>
    public bool HonoursConditions { get; set; } = true;

    /// <summary>An object's metadata; null when there is none.</summary>
    public Task<ObjectHead?> HeadAsync(string key, TreePath path, CancellationToken cancellation) => CallAsync("look at", path, 0, async (_, token) =>
    {
        try
        {
            return await HeadOnceAsync(key, token);
        }
        catch (S3RefusedException e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket") { return null; }
    }, cancellation);

    /// <summary>Opens content from an offset on; null when there is none, or no longer this one.</summary>
    /// <param name="key">The object.</param>
    /// <param name="path">Its name.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="etag">What it must still be; null for anything.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<(ObjectHead Head, Stream Content)?> OpenAsync(string key, TreePath path, long offset, string? etag, CancellationToken cancellation) => CallAsync<(ObjectHead, Stream)?>("read", path, 0, async (_, token) =>
    {
        var request = new S3Request(HttpMethod.Get, key).Say("if-match", etag is null ? null : Quoted(etag));
        if (offset > 0) request.Say("range", $"bytes={offset.ToString(CultureInfo.InvariantCulture)}-");
        try
        {
            var response = await _wire.SendAsync(request, token);
            return (S3Answers.Head(key, response, offset), await response.Content.ReadAsStreamAsync(token));
        }
        catch (S3RefusedException e) when (e.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.PreconditionFailed && e.ErrorCode != "NoSuchBucket") { return null; }
    }, cancellation);

    /// <summary>A page of keys in ascending order of their bytes.</summary>
    /// <param name="prefix">What they begin with.</param>
    /// <param name="after">Keys after this one; empty for all.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<(IReadOnlyList<ListedObject> Objects, bool More)> ListAsync(string prefix, string after, int limit, CancellationToken cancellation) => CallAsync("list", TreePath.Root, 0, async (_, token) =>
    {
        var request = new S3Request(HttpMethod.Get, "").Ask("list-type", "2").Ask("encoding-type", "url").Ask("max-keys", limit.ToString(CultureInfo.InvariantCulture)).Ask("prefix", prefix);
        if (after.Length > 0) request.Ask("start-after", after);
        using var response = await _wire.SendAsync(request, token);
        using var text = new MemoryStream(await response.Content.ReadAsByteArrayAsync(token));
        var (objects, more) = S3Page.Read(text);
        return more && objects.Count == 0 ? throw new IOException("a page of the listing is empty and not the last") : (objects, more);
    }, cancellation);

    /// <summary>Writes an object in one request.</summary>
    /// <returns>Its ETag.</returns>
    /// <exception cref="WorldChangedException">The condition does not hold.</exception>
    public Task<string> PutAsync(string key, TreePath path, ArraySegment<byte> content, byte[]? sha256, IReadOnlyDictionary<string, string> words, Condition? condition, CancellationToken cancellation) =>
        CallAsync("write", path, content.Count, async (number, token) =>
        {
            await Bandwidth.TakeAsync(content.Count, token);
            try { return await ConditionallyAsync(condition ?? Condition.Absent, bare => PutOnceAsync(key, content, sha256, words, condition, bare, token)); }
            catch (S3RefusedException e) when (number.MayHaveBeenDone && e.StatusCode == HttpStatusCode.PreconditionFailed)
            {
                // An earlier try may have written it, and only its answer was lost.
                return await FindOwnAsync(key, path, content.Count, words, token);
            }
        }, cancellation);

    /// <summary>Deletes an object if it is still the one that was seen; one that is gone is as wanted.</summary>
    public Task<bool> DeleteAsync(string key, TreePath path, string? etag, CancellationToken cancellation) => CallAsync("delete", path, 0, async (_, token) =>
    {
        var condition = etag is null || !HonoursConditions ? (Condition?)null : Condition.Match(etag);
        try
        {
            await ConditionallyAsync(condition ?? Condition.Absent, async bare =>
            {
                (await _wire.SendAsync(new S3Request(HttpMethod.Delete, key).Say("if-match", condition is null ? null : bare ? etag : Quoted(etag!)), token)).Dispose();
                return "";
            });
        }
        catch (S3RefusedException e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket") { return false; }
        return true;
    }, cancellation);

    /// <summary>Deletes objects of our own, whatever they are by now.</summary>
    public Task DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancellation) => CallAsync("delete", TreePath.Root, 0, async (_, token) =>
    {
        var body = S3Request.Element("Delete", S3Request.Element("Quiet", "true"), keys.Select(key => S3Request.Element("Object", S3Request.Element("Key", key))));
        var answer = await _wire.AskAsync(new S3Request(HttpMethod.Post, "").Ask("delete").Carry(body), token);
        return answer.Child("Error") is { } error ? throw S3RefusedException.In(error, HttpStatusCode.OK)! : true;
    }, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        _wire.Dispose();
        _inFlight.Dispose();
    }

    /// <summary>Makes a call, and translates what it throws.</summary>
    private async Task<T> CallAsync<T>(string what, TreePath path, long bytes, Func<Try, CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        try
        {
            await _inFlight.WaitAsync(cancellation);
            try { return await Calls.CallAsync(what, path, bytes, call, cancellation); }
            finally { _inFlight.Release(); }
        }
        catch (Exception e) when (S3Errors.Translate(_name, path, e) is var translated && translated != e) { throw translated; }
    }

    private async Task<string> PutOnceAsync(string key, ArraySegment<byte> content, byte[]? sha256, IReadOnlyDictionary<string, string> words, Condition? condition, bool bare, CancellationToken cancellation)
    {
        var request = Described(new S3Request(HttpMethod.Put, key), words, isOwn: key.Contains($"{KeyNames.Own}/", StringComparison.Ordinal)).Carry(content, sha256);
        if (sha256 is not null) Check(request, sha256);
        if (HonoursConditions) Demand(request, condition, bare);
        using var response = await _wire.SendAsync(request, cancellation);
        return S3Answers.ETag(response);
    }

    /// <summary>Has the server compare what it gets with a hash, where it knows how; the signature covers one anyway.</summary>
    private string? Check(S3Request request, byte[] sha256)
    {
        if (!_options.SendsChecksums) return null;
        var told = Convert.ToBase64String(sha256);
        // The first of them is what buckets with a lock want to see.
        request.Say("x-amz-sdk-checksum-algorithm", "SHA256").Say("x-amz-checksum-sha256", told);
        return told;
    }

    private static void Demand(S3Request request, Condition? condition, bool bare)
    {
        if (condition is { ETag: { } etag }) request.Say("if-match", bare ? etag : Quoted(etag));
        else if (condition is not null) request.Say("if-none-match", "*");
    }

    /// <summary>What a new object is to be: its metadata, and how it is kept.</summary>
    private S3Request Described(S3Request request, IReadOnlyDictionary<string, string> words, bool isOwn = false) => request.Describe(words)
        .Say("content-type", "application/octet-stream")
        .Say("x-amz-storage-class", isOwn ? null : _options.StorageClass)
        .Say("x-amz-server-side-encryption", _options.Encryption)
        .Say("x-amz-server-side-encryption-aws-kms-key-id", _options.EncryptionKey);

    /// <summary>Runs a request with a condition, with the bare ETag where the server wants it so. Neither form lets anything through that has changed.</summary>
    private async Task<T> ConditionallyAsync<T>(Condition condition, Func<bool, Task<T>> request)
    {
        var bare = _bareETags;
        try { return await request(bare); }
        catch (S3RefusedException e) when (e.StatusCode == HttpStatusCode.PreconditionFailed && condition.ETag is not null)
        {
            var result = await request(!bare);
            _bareETags = !bare;
            return result;
        }
    }

    private async Task<string> FindOwnAsync(string key, TreePath path, long size, IReadOnlyDictionary<string, string> words, CancellationToken cancellation)
    {
        var found = await HeadOnceAsync(key, cancellation);
        return found.Size == size && words.All(word => found.Words.GetValueOrDefault(word.Key) == word.Value) ? found.ETag
            : throw new WorldChangedException(_name, path, "something else stands there");
    }

    private async Task<ObjectHead> HeadOnceAsync(string key, CancellationToken cancellation)
    {
        using var response = await _wire.SendAsync(new S3Request(HttpMethod.Head, key), cancellation);
        return S3Answers.Head(key, response);
    }

    private static string Quoted(string etag) => $"\"{etag}\"";
}
