using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Holdfast.TestKit.Clouds.Drive;

/// <content>Files: listing, looking, making, changing, copying, removing, and their content.</content>
public sealed partial class FakeDrive
{
    private const int LargestExport = 10 << 20;
    private const int LongestProperty = 124;
    private const int MostProperties = 30;
    private static readonly HashSet<string> Writable = new(StringComparer.Ordinal)
    {
        "id", "name", "mimeType", "parents", "modifiedTime", "createdTime", "appProperties", "properties", "trashed", "starred", "description", "shortcutDetails", "viewedByMeTime",
        "copyRequiresWriterPermission", "writersCanShare", "folderColorRgb", "originalFilename", "keepForever", "kind", "driveId", "teamDriveId", "contentHints",
    };

    private HttpResponseMessage List(DriveCall call)
    {
        var size = int.Parse(call.Query["pageSize"] ?? "100", CultureInfo.InvariantCulture);
        if (size is < 1 or > MostOnPage) throw DriveFault.Invalid("pageSize");
        var isAll = call.Has("includeItemsFromAllDrives") || call.Has("includeTeamDriveItems");
        if (isAll && !Supports(call)) throw new DriveFault(HttpStatusCode.Forbidden, "teamDrivesParameterRequired", "The supportsAllDrives parameter must be true when includeItemsFromAllDrives is.");
        var corpus = call.Query["corpora"] ?? "user";
        var drive = call.Query["driveId"] ?? call.Query["teamDriveId"];
        if (corpus is not ("user" or "drive" or "allDrives" or "domain" or "teamDrive")) throw DriveFault.Invalid("corpora");
        if (corpus is "drive" or "teamDrive" && (drive is null || !isAll)) throw new DriveFault(HttpStatusCode.BadRequest, "invalid", "corpora=drive needs driveId and includeItemsFromAllDrives.");
        if (drive is not null && !_drives.ContainsKey(drive)) throw new DriveFault(HttpStatusCode.NotFound, "notFound", $"Shared drive not found: {drive}");
        var query = call.Query["q"]?.Replace("'root'", $"'{Root}'", StringComparison.Ordinal);
        var fits = DriveQuery.Parse(query, IsTrashed);
        var from = 0;
        var asked = $"{query}|{corpus}|{drive}|{call.Query["orderBy"]}";
        if (call.Query["pageToken"] is { } token)
        {
            var parts = token.Split('~');
            if (parts.Length != 3 || parts[0] != "page" || parts[2] != Short(asked)) throw DriveFault.Invalid("pageToken");
            from = int.Parse(parts[1], CultureInfo.InvariantCulture);
        }
        var found = _items.Values.Where(item => item.Id != Root && !_drives.ContainsKey(item.Id) && IsIn(item, corpus, drive, isAll) && (!_isLimited || item.IsByApp) && fits(item)).ToArray();
        var many = Math.Min(size, PageLimit);
        var page = DriveOrder.Sort(found, call.Query["orderBy"]).Skip(from).Take(many).ToArray();
        var answer = new JsonObject { ["kind"] = "drive#fileList", ["incompleteSearch"] = IsSearchIncomplete, ["files"] = new JsonArray([.. page.Select(Told)]) };
        if (from + page.Length < found.Length) answer["nextPageToken"] = $"page~{from + page.Length}~{Short(asked)}";
        return Ok(DriveFields.Apply(answer, call.Query["fields"], "kind,incompleteSearch,nextPageToken,files(kind,id,name,mimeType)"));
    }

    private static bool IsIn(DriveItem item, string corpus, string? drive, bool isAll) => corpus is "drive" or "teamDrive" ? item.DriveId == drive : item.DriveId is null || isAll;

    private HttpResponseMessage Get(DriveCall call, string id)
    {
        var item = Find(call, id);
        if (call.Query["alt"] != "media") return One(call, item);
        if (item.Content is not { } content) throw new DriveFault(HttpStatusCode.Forbidden, "fileNotDownloadable", "Only files with binary content can be downloaded. Use Export with Docs Editors files.");
        if (item.IsOverQuota) throw new DriveFault(HttpStatusCode.Forbidden, "downloadQuotaExceeded", "The download quota for this file has been exceeded.");
        return Media(call, content);
    }

    private HttpResponseMessage Export(DriveCall call, string id)
    {
        var item = Find(call, id);
        if (!item.IsDocument) throw new DriveFault(HttpStatusCode.Forbidden, "fileNotExportable", "Export only supports Docs Editors files.");
        if (call.Query["mimeType"] is not { } mime || !DriveExports.Of(item.Mime).Contains(mime)) throw new DriveFault(HttpStatusCode.BadRequest, "badRequest", "The requested conversion is not supported.");
        var made = DriveExports.Make(item, mime);
        // What is exported comes in one piece: ranges are not heard.
        return made.Length > LargestExport ? throw new DriveFault(HttpStatusCode.Forbidden, "exportSizeLimitExceeded", "This file is too large to be exported.") : new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(made) };
    }

    // What is large is handed out elsewhere, by an address that is a secret itself and wants no token.
    private HttpResponseMessage LeadOn(DriveCall call, string id)
    {
        var on = new HttpResponseMessage(HttpStatusCode.TemporaryRedirect) { Content = new ByteArrayContent([]) };
        on.Headers.Location = new Uri($"{BaseUrl}/handed-out/{Short(id)}/{id}?mime={Uri.EscapeDataString(call.Query["mime"]!)}&supportsAllDrives=true");
        return on;
    }

    private HttpResponseMessage HandOut(DriveCall call, string secret, string id)
    {
        if (call.Header("Authorization") is not null) TokensHandedOn++;
        return secret == Short(id) ? Media(call, DriveExports.Make(Find(call, id), call.Query["mime"]!)) : throw DriveFault.NotFound(id);
    }

    private static HttpResponseMessage Media(DriveCall call, byte[] content)
    {
        if (call.Header("Range") is not { } range || !range.StartsWith("bytes=", StringComparison.Ordinal)) return new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(content) };
        var ends = range["bytes=".Length..].Split('-');
        var from = long.Parse(ends[0], CultureInfo.InvariantCulture);
        var to = ends[1].Length == 0 ? content.Length - 1 : Math.Min(long.Parse(ends[1], CultureInfo.InvariantCulture), content.Length - 1);
        if (from >= content.Length || from > to) throw new DriveFault(HttpStatusCode.RequestedRangeNotSatisfiable, "requestedRangeNotSatisfiable", "Request range not satisfiable");
        var part = new HttpResponseMessage(HttpStatusCode.PartialContent) { Content = new ByteArrayContent(content[(int)from..(int)(to + 1)]) };
        part.Content.Headers.ContentRange = new System.Net.Http.Headers.ContentRangeHeaderValue(from, to, content.Length);
        return part;
    }

    private HttpResponseMessage Create(DriveCall call, (JsonObject Words, byte[] Content, string? Mime)? upload)
    {
        var words = upload?.Words ?? call.Json();
        CheckWords(words);
        var id = words["id"]?.GetValue<string>();
        if (id is not null && _items.ContainsKey(id)) throw new DriveFault(HttpStatusCode.Conflict, "fileIdInUse", "A file already exists with the provided ID.");
        if (id is not null && !_ids.Contains(id)) throw DriveFault.Invalid("id");
        var parents = words["parents"]?.AsArray().Select(one => one!.GetValue<string>()).ToArray() ?? [Root];
        if (parents.Length != 1) throw new DriveFault(HttpStatusCode.Forbidden, "multipleParentsNotSupported", "A file can have one parent folder only.");
        var parent = Find(call, parents[0]);
        if (!parent.IsFolder) throw new DriveFault(HttpStatusCode.Forbidden, "parentNotAFolder", "The specified parent is not a folder.");
        var mime = words["mimeType"]?.GetValue<string>() ?? upload?.Mime ?? "application/octet-stream";
        CheckRoom(upload?.Content.LongLength ?? 0);
        var now = time.GetUtcNow();
        var item = new DriveItem
        {
            Id = id ?? NewId(), Name = words["name"]?.GetValue<string>() is { Length: > 0 } name ? name : "Untitled", Mime = mime, Parent = parent.Id, DriveId = parent.DriveId, IsByApp = true,
            Content = mime.StartsWith("application/vnd.google-apps.", StringComparison.Ordinal) ? null : upload?.Content ?? [], Target = words["shortcutDetails"]?["targetId"]?.GetValue<string>(), Created = now, Modified = now,
        };
        if (mime == DriveItem.Shortcut && (item.Target is null || !_items.ContainsKey(item.Target))) throw new DriveFault(HttpStatusCode.BadRequest, "shortcutTargetInvalid", "The target of the shortcut does not exist.");
        Set(item, words);
        _items[item.Id] = item;
        Changed(item);
        return One(call, item);
    }

    private HttpResponseMessage Update(DriveCall call, string id, (JsonObject Words, byte[] Content, string? Mime)? upload)
    {
        var item = Find(call, id);
        var words = upload?.Words ?? call.Json();
        CheckWords(words);
        if (words.ContainsKey("parents")) throw new DriveFault(HttpStatusCode.Forbidden, "fieldNotWritable", "The parents field is not directly writable in update requests. Use the addParents and removeParents parameters instead.");
        if (words.ContainsKey("id")) throw new DriveFault(HttpStatusCode.Forbidden, "fieldNotWritable", "The resource body includes fields which are not directly writable.");
        if (!item.IsMine && item.DriveId is null) throw new DriveFault(HttpStatusCode.Forbidden, "insufficientFilePermissions", "The user does not have sufficient permissions for this file.");
        if (upload is { } sent)
        {
            if (item.IsFolder || item.IsDocument) throw new DriveFault(HttpStatusCode.BadRequest, "badRequest", "This file has no content of its own.");
            CheckRoom(sent.Content.LongLength - (item.Content?.LongLength ?? 0));
            (item.Content, item.Modified, item.Revision) = (sent.Content, time.GetUtcNow(), item.Revision + 1);
        }
        if (words["name"] is not null || upload is not null) item.Modified = upload is null ? item.Modified : time.GetUtcNow();
        Reparent(call, item);
        Set(item, words);
        Changed(item);
        return One(call, item);
    }

    private void Reparent(DriveCall call, DriveItem item)
    {
        var (added, removed) = (call.Query["addParents"], call.Query["removeParents"]?.Split(',').Select(id => id == "root" ? Root : id));
        if (added is null) return;
        if (item.Parent != added && removed?.Contains(item.Parent) != true) throw new DriveFault(HttpStatusCode.Forbidden, "cannotAddParent", "Increasing the number of parents is not allowed.");
        var parent = Find(call, added);
        if (!parent.IsFolder) throw new DriveFault(HttpStatusCode.Forbidden, "parentNotAFolder", "The specified parent is not a folder.");
        for (var above = parent; above is not null; above = above.Parent is { } next ? _items.GetValueOrDefault(next) : null)
            if (above == item) throw new DriveFault(HttpStatusCode.Forbidden, "cyclicFolder", "A folder cannot be moved into itself.");
        item.Parent = parent.Id;
    }

    private HttpResponseMessage Delete(DriveCall call, string id)
    {
        var item = Find(call, id);
        if (id == Root || !item.IsMine) throw new DriveFault(HttpStatusCode.Forbidden, "insufficientFilePermissions", "The user does not have sufficient permissions for this file.");
        foreach (var below in _items.Values.Where(one => one.Parent == item.Id).ToArray()) Delete(call, below.Id);
        _items.Remove(item.Id);
        Removed(item);
        return new HttpResponseMessage(HttpStatusCode.NoContent) { Content = new ByteArrayContent([]) };
    }

    private HttpResponseMessage Copy(DriveCall call, string id)
    {
        var item = Find(call, id);
        if (item.IsFolder) throw new DriveFault(HttpStatusCode.Forbidden, "cannotCopyFile", "Folders cannot be copied.");
        var words = call.Json();
        if (words["name"] is null) words["name"] = item.Name;
        if (words["modifiedTime"] is null) words["modifiedTime"] = DriveItem.Stamp(item.Modified);
        var properties = words["appProperties"] as JsonObject ?? [];
        foreach (var (word, value) in item.AppProperties) if (!properties.ContainsKey(word)) properties[word] = value;
        words["appProperties"] = properties;
        if (words["parents"] is null && item.Parent is not null) words["parents"] = new JsonArray(item.Parent);
        return Create(call, (words, item.Content ?? [], item.Mime));
    }

    private void CheckWords(JsonObject words)
    {
        foreach (var (word, _) in words) if (!Writable.Contains(word)) throw new DriveFault(HttpStatusCode.Forbidden, "fieldNotWritable", $"The resource body includes fields which are not directly writable: {word}");
        foreach (var (word, value) in words["appProperties"] as JsonObject ?? [])
            if (System.Text.Encoding.UTF8.GetByteCount(word + value?.GetValue<string>()) > LongestProperty) throw new DriveFault(HttpStatusCode.BadRequest, "propertyTooLong", $"Property {word} is longer than {LongestProperty} bytes.");
    }

    private static void Set(DriveItem item, JsonObject words)
    {
        if (words["name"]?.GetValue<string>() is { } name) item.Name = name;
        if (words["mimeType"]?.GetValue<string>() is { } mime && !item.IsFolder) item.Mime = mime;
        if (words["trashed"] is { } trashed) item.IsTrashedItself = trashed.GetValue<bool>();
        if (words["modifiedTime"]?.GetValue<string>() is { } modified)
            item.Modified = DateTimeOffset.TryParse(modified, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? Milliseconds(moment) : throw DriveFault.Invalid("modifiedTime");
        item.Modified = Milliseconds(item.Modified);
        Merge(item.AppProperties, words["appProperties"] as JsonObject);
        Merge(item.Properties, words["properties"] as JsonObject);
        if (item.AppProperties.Count > MostProperties) throw new DriveFault(HttpStatusCode.BadRequest, "appPropertiesLimitExceeded", $"A file has at most {MostProperties} properties of an app.");
    }

    private static DateTimeOffset Milliseconds(DateTimeOffset moment) => DateTimeOffset.FromUnixTimeMilliseconds(moment.ToUnixTimeMilliseconds());

    private static void Merge(SortedDictionary<string, string> into, JsonObject? words)
    {
        foreach (var (word, value) in words ?? [])
        {
            if (value is null) into.Remove(word);
            else into[word] = value.GetValue<string>();
        }
    }

    private void CheckRoom(long more)
    {
        if (Quota is { } limit && more > 0 && _items.Values.Sum(item => item.Content?.LongLength ?? 0) + more > limit) throw new DriveFault(HttpStatusCode.Forbidden, "storageQuotaExceeded", "The user's Drive storage quota has been exceeded.");
    }

    private DriveItem Find(DriveCall call, string id)
    {
        var item = _items.GetValueOrDefault(id == "root" ? Root : id) ?? throw DriveFault.NotFound(id);
        // The root is not to be seen, and yet files can be put there.
        if (_isLimited && !item.IsByApp && !(item.Id == Root && call.Is("POST"))) throw DriveFault.NotFound(id);
        return item.DriveId is null || Supports(call) ? item : throw DriveFault.NotFound(id);
    }

    private static bool Supports(DriveCall call) => call.Has("supportsAllDrives") || call.Has("supportsTeamDrives");

    private HttpResponseMessage One(DriveCall call, DriveItem item) => Ok(DriveFields.Apply(Told(item), call.Query["fields"], "kind,id,name,mimeType"));

    private JsonObject Told(DriveItem item) =>
        item.Tell(IsTrashed(item), item.Target is null ? null : _items.GetValueOrDefault(item.Target), mime => $"{BaseUrl}/export/{item.Id}?mime={Uri.EscapeDataString(mime)}&supportsAllDrives=true",
        _isLimited && item.Parent is { } above && _items.GetValueOrDefault(above) is not { IsByApp: true });

    private static string Short(string text) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)))[..8];
}
