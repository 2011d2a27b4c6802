using System.Collections.Specialized;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Web;

namespace Holdfast.TestKit.Clouds.Drive;

/// <summary>
/// A server that speaks Google Drive v3 and its OAuth, inside the process, in the place of the network; <c>DriveServer</c> puts it behind
/// real sockets. It refuses what the documented API refuses: unknown fields and query words, tokens that ran out, parts of a wrong size,
/// several parents, writing what only the server writes, documents as media, exports above 10 MB, page tokens of other questions. Its
/// names compare without case in searches, may stand twice in a folder and may be anything.
/// It is simpler than the real one in this: one user; rights are only "mine" or "shared with me"; no revisions, comments, permissions,
/// thumbnails, watch channels or full-text search; no indexing delay unless a fault asks for it; trashing a folder is one change and
/// those below tell of none, as is losing access; a page of changes comes at once; lists are sorted by some of the documented keys; <c>fields</c> are checked by word and not by place;
/// quotas are what a test scripts.
/// </summary>
public sealed partial class FakeDrive(TimeProvider time) : HttpMessageHandler
{
    private const int MostOnPage = 1000;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DriveItem> _items = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ids = [];
    private readonly Dictionary<string, string> _drives = new(StringComparer.Ordinal);
    private readonly List<string> _asked = [];
    private int _made;

    /// <summary>Id of the user's own root folder.</summary>
    public const string Root = "0AMyDriveRootUk9PVA";

    /// <summary>Requests answered.</summary>
    public int Requests { get; private set; }

    /// <summary>Times a token was sent to where large exports are handed out, which needs none.</summary>
    public int TokensHandedOn { get; private set; }

    /// <summary>What was asked until now, oldest first: method and path with the query.</summary>
    public IReadOnlyList<string> Asked
    {
        get { lock (_gate) return [.. _asked]; }
    }

    /// <summary>Most entries of one page, below what is asked for.</summary>
    public int PageLimit { get; set; } = MostOnPage;

    /// <summary>Whether searches tell that they did not search everything.</summary>
    public bool IsSearchIncomplete { get; set; }

    /// <summary>Bytes that all content may have; null for no limit.</summary>
    public long? Quota { get; set; } = 15L << 30;

    /// <summary>Where it is reached, for the links that it gives out.</summary>
    public string BaseUrl { get; set; } = "http://127.0.0.1:1";

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => await AnswerAsync(request, cancellationToken);

    /// <summary>Answers one request.</summary>
    public async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellation);
        lock (_gate)
        {
            Requests++;
            _asked.Add($"{request.Method} {request.RequestUri!.PathAndQuery}");
            Prepare();
            var call = new DriveCall(request, body);
            try { return Route(call); }
            catch (DriveFault fault) { return fault.Answer(); }
        }
    }

    private HttpResponseMessage Route(DriveCall call)
    {
        if (SignIn(call) is { } signed) return signed;
        if (call.Parts is ["handed-out", var secret, var what] && call.Is("GET")) return HandOut(call, secret, what);
        CheckToken(call);
        return call.Parts switch
        {
            ["drive", "v3", "about"] when call.Is("GET") => About(call),
            ["drive", "v3", "drives"] when call.Is("GET") => Drives(call),
            ["drive", "v3", "changes", "startPageToken"] when call.Is("GET") => StartToken(call),
            ["drive", "v3", "changes"] when call.Is("GET") => Changes(call),
            ["drive", "v3", "files"] when call.Is("GET") => List(call),
            ["drive", "v3", "files"] when call.Is("POST") => Create(call, null),
            ["drive", "v3", "files", "generateIds"] when call.Is("GET") => GenerateIds(call),
            ["drive", "v3", "files", var id] when call.Is("GET") => Get(call, id),
            ["drive", "v3", "files", var id] when call.Is("PATCH") => Update(call, id, null),
            ["drive", "v3", "files", var id] when call.Is("DELETE") => Delete(call, id),
            ["drive", "v3", "files", var id, "copy"] when call.Is("POST") => Copy(call, id),
            ["drive", "v3", "files", var id, "export"] when call.Is("GET") => Export(call, id),
            ["export", var id] when call.Is("GET") => LeadOn(call, id),
            ["upload", "drive", "v3", "files"] => Upload(call, null),
            ["resumable", "upload", "drive", "v3", "files"] => Upload(call, null),
            ["upload", "drive", "v3", "files", var id] => Upload(call, id),
            ["resumable", "upload", "drive", "v3", "files", var id] => Upload(call, id),
            _ => DriveFault.Of(HttpStatusCode.NotFound, "notFound", "Not Found"),
        };
    }

    private HttpResponseMessage About(DriveCall call)
    {
        if (call.Query["fields"] is not { } fields) throw new DriveFault(HttpStatusCode.BadRequest, "required", "The 'fields' parameter is required for this method.");
        var used = _items.Values.Sum(item => item.Content?.LongLength ?? 0);
        var quota = new JsonObject { ["usage"] = Text(used), ["usageInDrive"] = Text(used), ["usageInDriveTrash"] = "0" };
        if (Quota is { } limit) quota["limit"] = Text(limit);
        var about = new JsonObject { ["kind"] = "drive#about", ["user"] = new JsonObject { ["kind"] = "drive#user", ["displayName"] = "Ada", ["emailAddress"] = Account, ["me"] = true, ["permissionId"] = "1" }, ["storageQuota"] = quota, ["exportFormats"] = Formats(), ["importFormats"] = new JsonObject() };
        return Ok(DriveFields.Apply(about, fields, "*", "emailAddress", "displayName", "limit", "usage", "usageInDrive", "usageInDriveTrash"));
    }

    private static JsonObject Formats()
    {
        var formats = new JsonObject();
        foreach (var kind in DriveExports.Kinds) formats["application/vnd.google-apps." + kind] = new JsonArray([.. DriveExports.Of("application/vnd.google-apps." + kind).Select(mime => JsonValue.Create(mime))]);
        return formats;
    }

    private HttpResponseMessage Drives(DriveCall call)
    {
        var size = int.Parse(call.Query["pageSize"] ?? "10", CultureInfo.InvariantCulture);
        if (size is < 1 or > 100) throw DriveFault.Invalid("pageSize");
        var from = 0;
        if (call.Query["pageToken"] is { } token && !(token.StartsWith("drives~", StringComparison.Ordinal) && int.TryParse(token.AsSpan(7), NumberStyles.None, CultureInfo.InvariantCulture, out from))) throw DriveFault.Invalid("pageToken");
        var page = _drives.OrderBy(drive => drive.Key, StringComparer.Ordinal).Skip(from).Take(size).ToArray();
        var all = new JsonObject { ["kind"] = "drive#driveList", ["drives"] = new JsonArray([.. page.Select(drive => new JsonObject { ["kind"] = "drive#drive", ["id"] = drive.Key, ["name"] = drive.Value })]) };
        if (from + page.Length < _drives.Count) all["nextPageToken"] = string.Create(CultureInfo.InvariantCulture, $"drives~{from + page.Length}");
        return Ok(DriveFields.Apply(all, call.Query["fields"], "*"));
    }

    private HttpResponseMessage GenerateIds(DriveCall call)
    {
        var count = int.Parse(call.Query["count"] ?? "10", CultureInfo.InvariantCulture);
        if (count is < 1 or > 1000) throw DriveFault.Invalid("count");
        var ids = Enumerable.Range(0, count).Select(_ => NewId()).ToArray();
        foreach (var id in ids) _ids.Add(id);
        return Ok(new JsonObject { ["kind"] = "drive#generatedIds", ["space"] = "drive", ["ids"] = new JsonArray([.. ids.Select(id => JsonValue.Create(id))]) });
    }

    private void Prepare()
    {
        if (_items.ContainsKey(Root)) return;
        _items[Root] = new DriveItem { Id = Root, Name = "My Drive", Mime = DriveItem.Folder, Created = time.GetUtcNow(), Modified = time.GetUtcNow() };
    }

    private string NewId() => "1" + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(++_made)))[..32];

    private bool IsTrashed(DriveItem item)
    {
        for (var at = item; at is not null; at = at.Parent is { } above ? _items.GetValueOrDefault(above) : null) if (at.IsTrashedItself) return true;
        return false;
    }

    private static HttpResponseMessage Ok(JsonObject body) => DriveFault.Json(HttpStatusCode.OK, body);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One request, taken apart.</summary>
internal sealed class DriveCall(HttpRequestMessage request, byte[] body)
{
    public byte[] Body { get; } = body;

    public NameValueCollection Query { get; } = HttpUtility.ParseQueryString(request.RequestUri!.Query);

    public string[] Parts { get; } = [.. request.RequestUri!.AbsolutePath.Trim('/').Split('/').Select(Uri.UnescapeDataString)];

    public string Path => request.RequestUri!.AbsolutePath;

    public bool Is(string method) => request.Method.Method == method;

    public bool Has(string flag) => Query[flag] == "true";

    public string? Header(string name) =>
        request.Headers.TryGetValues(name, out var values) || (request.Content?.Headers.TryGetValues(name, out values) ?? false) ? string.Join(",", values) : null;

    /// <summary>The body as an object.</summary>
    public JsonObject Json()
    {
        if (Body.Length == 0) return [];
        try { return JsonNode.Parse(Body) as JsonObject ?? throw DriveFault.Invalid("body"); }
        catch (System.Text.Json.JsonException) { throw new DriveFault(HttpStatusCode.BadRequest, "parseError", "Parse Error"); }
    }
}
