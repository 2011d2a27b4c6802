using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Holdfast.TestKit.Clouds;

/// <summary>
/// What rclone's remote control does, inside the process, on a remote in memory: it answers in the words and statuses of rclone, and
/// fetches what it is to write over the network, as rclone does. It knows the commands that are used here and no others; what rclone
/// itself does with them the same tests ask of the program.
/// </summary>
/// <param name="isBucket">Whether the remote is one of objects; else one of files and directories.</param>
public sealed class FakeRclone(bool isBucket) : HttpMessageHandler
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, StoredFile> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _directories = [""];
    private readonly HttpMessageInvoker _web = new(new SocketsHttpHandler());

    /// <summary>What each file holds.</summary>
    public IReadOnlyList<byte[]> Contents
    {
        get { lock (_gate) return [.. _files.Values.Select(file => file.Content)]; }
    }

    /// <summary>The command a request gives; empty when it asks for content.</summary>
    public static string CommandOf(HttpRequestMessage request) => request.Method == HttpMethod.Post ? request.RequestUri!.AbsolutePath.TrimStart('/') : "";

    /// <summary>An answer in the place of what was asked for.</summary>
    public static HttpResponseMessage Fault(int status, string error) => Told((HttpStatusCode)status, new JsonObject { ["error"] = error, ["input"] = new JsonObject(), ["path"] = "operations/any", ["status"] = status });

    /// <summary>Puts content under the name that a request to fetch names, in the place of what would be fetched; less of it than there is, or other.</summary>
    public async Task WriteAsync(HttpRequestMessage request, Func<byte[], byte[]> change)
    {
        var words = await WordsAsync(request);
        var (content, modified) = await FetchAsync(words["url"]!.GetValue<string>());
        Put(words["remote"]!.GetValue<string>(), new StoredFile(change(content), modified));
    }

    /// <summary>Fetches what a request names, and does nothing with it.</summary>
    public async Task FetchAsync(HttpRequestMessage request) => await FetchAsync((await WordsAsync(request))["url"]!.GetValue<string>());

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try { return request.Method == HttpMethod.Post ? Told(HttpStatusCode.OK, await DoAsync(CommandOf(request), await WordsAsync(request))) : Read(request); }
        catch (Refusal e) { return Fault(e.Status, e.Message); }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _web.Dispose();
        base.Dispose(disposing);
    }

    private async Task<JsonObject> DoAsync(string command, JsonObject words)
    {
        var name = words["remote"]?.GetValue<string>() ?? "";
        if (command == "operations/copyurl")
        {
            var (content, modified) = await FetchAsync(words["url"]!.GetValue<string>());
            Put(name, new StoredFile(content, modified));
            return [];
        }
        lock (_gate)
        {
            return command switch
            {
                "operations/fsinfo" => Features(),
                "operations/list" => new JsonObject { ["list"] = List(name) },
                "operations/stat" => new JsonObject { ["item"] = _files.TryGetValue(name, out var file) ? Item(name, file) : null },
                "operations/mkdir" => Do(() => Make(name)),
                "operations/deletefile" => Do(() => { if (!_files.Remove(name)) throw NotThere("object"); }),
                "operations/rmdir" => Do(() => RemoveDirectory(name)),
                "operations/size" => new JsonObject { ["bytes"] = Measure(words["fs"]!.GetValue<string>().Split('/', 2)[1] + "/") },
                "operations/purge" => Do(() => Purge(name)),
                "operations/movefile" => Carry(words, removes: true),
                "operations/copyfile" => Carry(words, removes: false),
                _ => throw new Refusal(404, $"couldn't find method \"{command}\""),
            };
        }
    }

    private JsonObject Features() => new()
    {
        ["Features"] = new JsonObject { ["BucketBased"] = isBucket, ["CanHaveEmptyDirectories"] = !isBucket, ["Move"] = !isBucket, ["Copy"] = true, ["PutStream"] = true },
        ["Precision"] = 1_000_000_000,
        ["Hashes"] = new JsonArray("sha256"),
    };

    private JsonArray List(string directory)
    {
        var top = directory.Length == 0 ? "" : directory + "/";
        var below = _files.Keys.Concat(_directories).Where(name => name.Length > top.Length && name.StartsWith(top, StringComparison.Ordinal)).Select(name => name[top.Length..]).ToArray();
        if (directory.Length > 0 && below.Length == 0 && !_directories.Contains(directory)) throw NotThere("directory");
        var list = new JsonArray();
        foreach (var name in below.Where(name => !name.Contains('/', StringComparison.Ordinal) && _files.ContainsKey(top + name))) list.Add(Item(top + name, _files[top + name]));
        foreach (var name in below.Where(name => name.Contains('/', StringComparison.Ordinal) || _directories.Contains(top + name)).Select(name => name.Split('/')[0]).Distinct(StringComparer.Ordinal)) list.Add(new JsonObject { ["Name"] = name, ["Path"] = top + name, ["IsDir"] = true, ["Size"] = -1, ["ModTime"] = "" });
        return list;
    }

    private static JsonObject Item(string name, StoredFile file) => new()
    {
        ["Name"] = name.Split('/')[^1], ["Path"] = name, ["IsDir"] = false, ["Size"] = file.Content.Length,
        ["ModTime"] = file.Modified.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffffZ"[..19] + "Z", CultureInfo.InvariantCulture),
        ["Hashes"] = new JsonObject { ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(file.Content)) },
    };

    private long Measure(string top) => _files.Where(file => file.Key.StartsWith(top, StringComparison.Ordinal)).Sum(file => (long)file.Value.Content.Length);

    private void Make(string name)
    {
        if (isBucket) return;
        if (_files.ContainsKey(name)) throw new Refusal(500, "mkdir: not a directory");
        for (var at = name; at.Length > 0; at = at.Contains('/', StringComparison.Ordinal) ? at[..at.LastIndexOf('/')] : "") _directories.Add(at);
    }

    private void RemoveDirectory(string name)
    {
        if (_files.Keys.Concat(_directories).Any(other => other.StartsWith(name + "/", StringComparison.Ordinal))) throw new Refusal(500, "directory not empty");
        if (!_directories.Remove(name)) throw NotThere("directory");
    }

    private void Purge(string name)
    {
        var gone = _files.Keys.Where(file => file.StartsWith(name + "/", StringComparison.Ordinal)).ToArray();
        if (_directories.RemoveWhere(other => other == name || other.StartsWith(name + "/", StringComparison.Ordinal)) + gone.Length == 0) throw NotThere("directory");
        foreach (var file in gone) _files.Remove(file);
    }

    private JsonObject Carry(JsonObject words, bool removes)
    {
        var (from, to) = (words["srcRemote"]!.GetValue<string>(), words["dstRemote"]!.GetValue<string>());
        if (!_files.TryGetValue(from, out var file)) throw NotThere("object");
        Put(to, file);
        if (removes) _files.Remove(from);
        return [];
    }

    private void Put(string name, StoredFile file)
    {
        lock (_gate)
        {
            if (name.Contains('/', StringComparison.Ordinal)) Make(name[..name.LastIndexOf('/')]);
            _files[name] = file;
        }
    }

    private HttpResponseMessage Read(HttpRequestMessage request)
    {
        var name = Uri.UnescapeDataString(request.RequestUri!.AbsolutePath.TrimStart('/').Split('/', 2)[1]);
        StoredFile file;
        lock (_gate)
        {
            if (!_files.TryGetValue(name, out file!)) return Fault(404, "object not found");
        }
        var from = (int)(request.Headers.Range?.Ranges.Single().From ?? 0);
        var response = new HttpResponseMessage(from > 0 ? HttpStatusCode.PartialContent : HttpStatusCode.OK) { Content = new ByteArrayContent(file.Content[from..]) };
        if (from > 0) response.Content.Headers.ContentRange = new(from, file.Content.Length - 1, file.Content.Length);
        return response;
    }

    // What is cut short is no content: rclone tells it so, and keeps nothing of it.
    private async Task<(byte[] Content, DateTimeOffset Modified)> FetchAsync(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        try
        {
            using var response = await _web.SendAsync(request, CancellationToken.None);
            if (!response.IsSuccessStatusCode) throw new Refusal(500, $"failed to fetch: {(int)response.StatusCode}");
            return (await response.Content.ReadAsByteArrayAsync(), response.Content.Headers.LastModified ?? DateTimeOffset.UnixEpoch);
        }
        catch (Exception e) when (e is HttpRequestException or IOException) { throw new Refusal(500, "unexpected EOF"); }
    }

    private static async Task<JsonObject> WordsAsync(HttpRequestMessage request) => JsonNode.Parse(await request.Content!.ReadAsByteArrayAsync())!.AsObject();

    private static JsonObject Do(Action act)
    {
        act();
        return [];
    }

    private static Refusal NotThere(string what) => new(404, $"{what} not found");

    private static HttpResponseMessage Told(HttpStatusCode status, JsonNode words) => new(status) { Content = new StringContent(words.ToJsonString(), Encoding.UTF8, "application/json") };

    private sealed record StoredFile(byte[] Content, DateTimeOffset Modified);

    private sealed class Refusal(int status, string error) : Exception(error)
    {
        public int Status => status;
    }
}
