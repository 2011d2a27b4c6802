using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Adapters.Networking;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Rclone;

/// <summary>What a store asks of rclone, each with its tries, its limits and the store's own errors. Names are those of the remote's folder.</summary>
/// <param name="store">Name of the store.</param>
/// <param name="remote">The remote and the folder in it.</param>
/// <param name="line">The way to the program.</param>
/// <param name="calls">How patient it is.</param>
internal sealed class RcloneService(string store, string remote, IRcloneLine line, NetworkCalls calls)
{
    /// <summary>The way to the program.</summary>
    public IRcloneLine Line => line;

    /// <summary>The calls it makes.</summary>
    public NetworkCalls Calls => calls;

    /// <summary>How patient it is.</summary>
    public NetworkRules Rules => calls.Rules;

    /// <summary>The hash that listings shall tell; null for none.</summary>
    public string? Hash { get; set; }

    /// <summary>What the remote can do.</summary>
    public Task<RcloneFeatures> FeaturesAsync(CancellationToken cancellation) => CallAsync("ask what it is", TreePath.Root, 0, async (_, token) => Read(await AskAsync("operations/fsinfo", Words(), token), RcloneFeatures.Read), cancellation);

    /// <summary>What lies in a directory; null when there is no such directory.</summary>
    public Task<List<RcloneItem>?> ListAsync(string directory, TreePath path, CancellationToken cancellation) => CallAsync("list", path, 0, async (_, token) =>
    {
        JsonElement answer;
        try { answer = await AskAsync("operations/list", Words(directory, Options()), token); }
        catch (RcloneException e) when (e.IsNotThere) { return null; }
        return Read(answer, told => told.GetProperty("list") is { ValueKind: not JsonValueKind.Null } list ? list.EnumerateArray().Select(item => RcloneItem.Read(item, Hash)).ToList() : []);
    }, cancellation);

    /// <summary>A file; null when there is none of that name.</summary>
    public Task<RcloneItem?> LookAsync(string name, TreePath path, CancellationToken cancellation) => CallAsync("look at", path, 0, (_, token) => LookAsync(name, token), cancellation);

    /// <summary>Makes a directory; one that is there already is no error.</summary>
    public Task MakeDirectoryAsync(string name, TreePath path, CancellationToken cancellation) => CallAsync("make", path, 0, (_, token) => AskAsync("operations/mkdir", Words(name), token), cancellation);

    /// <summary>Removes a file; false when it was not there.</summary>
    public Task<bool> RemoveAsync(string name, TreePath path, CancellationToken cancellation) => TellAsync("remove", "operations/deletefile", name, path, cancellation);

    /// <summary>Removes an empty directory; false when it was not there.</summary>
    public Task<bool> RemoveDirectoryAsync(string name, TreePath path, CancellationToken cancellation) => TellAsync("remove", "operations/rmdir", name, path, cancellation);

    /// <summary>Removes a directory of our own with all in it; one that is not there is no error.</summary>
    public Task<bool> PurgeAsync(string name, TreePath path, CancellationToken cancellation) => TellAsync("clear", "operations/purge", name, path, cancellation);

    /// <summary>Gives a file another name, which must be free.</summary>
    /// <param name="from">Its name.</param>
    /// <param name="to">The new one.</param>
    /// <param name="size">Its size: what the remote cannot rename takes time.</param>
    /// <param name="path">What is told of it.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task MoveAsync(string from, string to, long size, TreePath path, CancellationToken cancellation) => CarryAsync("rename", "operations/movefile", from, to, size, path, cancellation);

    /// <summary>Copies a file inside the remote to a name that must be free.</summary>
    public Task CopyAsync(string from, string to, long size, TreePath path, CancellationToken cancellation) => CarryAsync("copy", "operations/copyfile", from, to, size, path, cancellation);

    /// <summary>Lets rclone fetch content of ours.</summary>
    public async Task FetchAsync(string name, string address, CancellationToken cancellation) =>
        await AskAsync("operations/copyurl", Words(name).With("url", address).With("autoFilename", false), cancellation);

    /// <summary>Bytes below a directory; 0 when there is none.</summary>
    public Task<long> MeasureAsync(string directory, TreePath path, CancellationToken cancellation) => CallAsync("measure", path, 0, async (_, token) =>
    {
        try { return Read(await AskAsync("operations/size", new JsonObject { ["fs"] = remote.EndsWith(':') || remote.EndsWith('/') ? remote + directory : $"{remote}/{directory}" }, token), told => told.GetProperty("bytes").GetInt64()); }
        catch (RcloneException e) when (e.IsNotThere) { return 0; }
    }, cancellation);

    /// <summary>The remote's room, as far as it tells.</summary>
    public Task<(long? Total, long? Free, long? Used)> RoomAsync(CancellationToken cancellation) => CallAsync("ask the room of", TreePath.Root, 0, async (_, token) =>
    {
        var answer = await AskAsync("operations/about", Words(), token);
        return (Number("total"), Number("free"), Number("used"));

        long? Number(string name) => answer.TryGetProperty(name, out var value) && value.TryGetInt64(out var number) ? number : null;
    }, cancellation);

    /// <summary>Opens content from an offset on.</summary>
    public Task<HttpResponseMessage> OpenAsync(string name, long offset, TreePath path, CancellationToken cancellation) => CallAsync("read", path, 0, async (_, token) =>
    {
        var client = await line.EnterAsync(token);
        using var request = new HttpRequestMessage(HttpMethod.Get, Uri.EscapeDataString($"[{remote}]") + "/" + string.Join('/', name.Split('/').Select(Uri.EscapeDataString)));
        if (offset > 0) request.Headers.Range = new(offset, null);
        var response = await SendAsync(client, request, token);
        if (response.IsSuccessStatusCode) return response;
        using (response) throw await ErrorAsync(response, token);
    }, cancellation);

    /// <summary>Makes a call of several requests.</summary>
    /// <exception cref="StoreException">It failed.</exception>
    public async Task<T> CallAsync<T>(string what, TreePath path, long bytes, Func<Try, CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        try { return await calls.CallAsync(what, path, bytes, call, cancellation); }
        catch (Exception e) when (RcloneErrors.Translate(store, path, e) is var translated && !ReferenceEquals(translated, e)) { throw translated; }
    }

    private async Task<RcloneItem?> LookAsync(string name, CancellationToken cancellation)
    {
        JsonElement answer;
        try { answer = await AskAsync("operations/stat", Words(name, Options().With("filesOnly", true)), cancellation); }
        catch (RcloneException e) when (e.IsNotThere) { return null; }
        return Read(answer, told => told.GetProperty("item") is { ValueKind: not JsonValueKind.Null } item ? RcloneItem.Read(item, Hash) : null);
    }

    private Task<bool> TellAsync(string what, string command, string name, TreePath path, CancellationToken cancellation) => CallAsync(what, path, 0, async (number, token) =>
    {
        try { await AskAsync(command, Words(name), token); }
        catch (RcloneException e) when (e.IsNotThere) { return number.MayHaveBeenDone; }
        return true;
    }, cancellation);

    private Task<bool> CarryAsync(string what, string command, string from, string to, long size, TreePath path, CancellationToken cancellation) => CallAsync(what, path, size, async (number, token) =>
    {
        var words = new JsonObject
        {
            ["srcFs"] = remote, ["srcRemote"] = from, ["dstFs"] = remote, ["dstRemote"] = to,
            // Else a file of the same size and time would be taken for the same, and the source only removed.
            ["_config"] = new JsonObject { ["IgnoreTimes"] = true },
        };
        try { await AskAsync(command, words, token); }
        catch (RcloneException e) when (e.Status == RcloneException.NotThere && number.MayHaveBeenDone)
        {
            // An earlier try may have done it, whose answer was lost.
            if (await LookAsync(to, token) is not { } there || there.Size != size) throw;
        }
        return true;
    }, cancellation);

    // JSON that is something else than what was asked for says nothing: neither that something is there, nor that it is not.
    private static T Read<T>(JsonElement answer, Func<JsonElement, T> read)
    {
        try { return read(answer); }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException) { throw new JsonException("rclone answered something else than it was asked for", e); }
    }

    private async Task<JsonElement> AskAsync(string command, JsonObject words, CancellationToken cancellation)
    {
        var client = await line.EnterAsync(cancellation);
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(words.With("_group", "holdfast").ToJsonString()));
        // With a character set behind it rclone would not take it for JSON.
        content.Headers.ContentType = new("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, command) { Content = content };
        using var response = await SendAsync(client, request, cancellation);
        if (!response.IsSuccessStatusCode) throw await ErrorAsync(response, cancellation);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        using var json = await JsonDocument.ParseAsync(body, cancellationToken: cancellation);
        return json.RootElement.Clone();
    }

    // What is under way when it ends is given up together.
    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpRequestMessage request, CancellationToken cancellation)
    {
        try { return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation); }
        catch (Exception e) when ((e is OperationCanceledException && !cancellation.IsCancellationRequested) || e is ObjectDisposedException) { throw new RcloneGoneException("rclone ended in the middle of it", inner: e); }
    }

    // Besides its error an answer holds what was asked, which may name places that are secret for a moment.
    private static async Task<RcloneException> ErrorAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        if (response.StatusCode == HttpStatusCode.Unauthorized) return new RcloneException(status, "rclone does not know us");
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            using var json = await JsonDocument.ParseAsync(body, cancellationToken: cancellation);
            return new RcloneException(json.RootElement.TryGetProperty("status", out var told) && told.TryGetInt32(out var number) ? number : status, json.RootElement.GetProperty("error").GetString() ?? "");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException) { return new RcloneException(status, $"HTTP {status}"); }
    }

    private JsonObject Options()
    {
        var options = new JsonObject { ["noMimeType"] = true };
        return Hash is null ? options : options.With("showHash", true).With("hashTypes", new JsonArray(Hash));
    }

    private JsonObject Words() => new() { ["fs"] = remote };

    private JsonObject Words(string name, JsonObject? options = null) => options is null ? Words().With("remote", name) : Words().With("remote", name).With("opt", options);
}

/// <summary>Words of a request, one after the other.</summary>
internal static class RcloneWords
{
    /// <summary>The same words, and one more.</summary>
    public static JsonObject With(this JsonObject words, string name, JsonNode? value)
    {
        words[name] = value;
        return words;
    }
}
