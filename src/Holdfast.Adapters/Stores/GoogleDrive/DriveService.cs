using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>One page of a listing.</summary>
/// <param name="Files">What is on it.</param>
/// <param name="Next">What gets the next one; null on the last.</param>
/// <param name="IsIncomplete">Whether the server says that it did not search everything.</param>
internal sealed record DrivePage(IReadOnlyList<DriveFile> Files, string? Next, bool IsIncomplete);

/// <summary>One change.</summary>
/// <param name="Id">Whose.</param>
/// <param name="File">As it is now; null when it is gone, or we may not see it any more.</param>
internal sealed record DriveChange(string Id, DriveFile? File);

/// <summary>A page of changes.</summary>
/// <param name="Changes">What changed.</param>
/// <param name="Next">Where the next page, or the next question, begins.</param>
/// <param name="IsLast">Whether there is nothing more for now.</param>
internal sealed record DriveChanges(IReadOnlyList<DriveChange> Changes, string Next, bool IsLast);

/// <summary>Drive's API, as far as it is needed.</summary>
/// <param name="http">Carries requests.</param>
/// <param name="options">Where to.</param>
internal sealed partial class DriveService(DriveHttp http, DriveStoreOptions options)
{
    private const string Everywhere = "supportsAllDrives=true";

    /// <summary>Carries requests.</summary>
    public DriveHttp Http => http;

    /// <summary>One file by its id.</summary>
    public Task<DriveFile> GetAsync(string id, TreePath path, CancellationToken cancellation) =>
        http.AskAsync("look at", path, () => Ask(HttpMethod.Get, $"files/{Escaped(id)}?{Everywhere}&fields={Escaped(DriveFile.Fields)}"), DriveFile.Read, cancellation);

    /// <summary>One page of what a query finds.</summary>
    /// <param name="query">In Drive's own language.</param>
    /// <param name="drive">A shared drive; null for the account's own and what is shared with it.</param>
    /// <param name="page">What the page before told; null for the first.</param>
    /// <param name="path">What it is asked for, for notes.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<DrivePage> ListAsync(string query, string? drive, string? page, TreePath path, CancellationToken cancellation)
    {
        var corpus = drive is null ? "corpora=user" : $"corpora=drive&driveId={Escaped(drive)}&includeItemsFromAllDrives=true";
        var address = $"files?{Everywhere}&{corpus}&spaces=drive&pageSize={Number(options.PageSize)}&q={Escaped(query)}&fields={Escaped($"nextPageToken,incompleteSearch,files({DriveFile.Fields})")}{(page is null ? "" : $"&pageToken={Escaped(page)}")}";
        return http.AskAsync("list", path, () => Ask(HttpMethod.Get, address), static json => new DrivePage(
            [.. json.GetProperty("files").EnumerateArray().Select(DriveFile.Read)], json.TryGetProperty("nextPageToken", out var next) ? next.GetString() : null,
            json.TryGetProperty("incompleteSearch", out var incomplete) && incomplete.GetBoolean()), cancellation);
    }

    /// <summary>All that a query finds.</summary>
    public async IAsyncEnumerable<DriveFile> ListAllAsync(string query, string? drive, TreePath path, Action incomplete, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        for (string? page = null; ;)
        {
            var found = await ListAsync(query, drive, page, path, cancellation);
            if (found.IsIncomplete) incomplete();
            foreach (var file in found.Files) yield return file;
            if ((page = found.Next) is null) yield break;
        }
    }

    /// <summary>What stands in a folder under one name of Drive; names compare by case there, and we do.</summary>
    public async Task<List<DriveFile>> NamedAsync(string folder, string name, string? drive, TreePath path, CancellationToken cancellation)
    {
        var found = new List<DriveFile>();
        await foreach (var file in ListAllAsync($"{Quoted(folder)} in parents and name = {Quoted(name)} and trashed = false", drive, path, static () => { }, cancellation))
            if (file.Name == name && (file.Parent ?? folder) == folder) found.Add(file);
        return found;
    }

    /// <summary>Where the feed of changes stands now.</summary>
    public Task<string> StartTokenAsync(string? drive, CancellationToken cancellation) => http.AskAsync("begin to follow", TreePath.Root,
        () => Ask(HttpMethod.Get, $"changes/startPageToken?{Everywhere}{(drive is null ? "" : $"&driveId={Escaped(drive)}")}"), static json => json.GetProperty("startPageToken").GetString()!, cancellation);

    /// <summary>A page of changes.</summary>
    public Task<DriveChanges> ChangesAsync(string token, string? drive, CancellationToken cancellation)
    {
        var corpus = drive is null ? "" : $"&driveId={Escaped(drive)}&includeItemsFromAllDrives=true";
        var address = $"changes?{Everywhere}{corpus}&includeRemoved=true&pageSize={Number(options.PageSize)}&pageToken={Escaped(token)}&fields={Escaped($"nextPageToken,newStartPageToken,changes(changeType,fileId,removed,file({DriveFile.Fields}))")}";
        return http.AskAsync("ask for changes", TreePath.Root, () => Ask(HttpMethod.Get, address), ReadChanges, cancellation);
    }

    /// <summary>Ids and names of all shared drives.</summary>
    public async Task<List<(string Id, string Name)>> DrivesAsync(CancellationToken cancellation)
    {
        var all = new List<(string Id, string Name)>();
        for (string? page = null; ;)
        {
            var address = $"drives?pageSize=100{(page is null ? "" : $"&pageToken={Escaped(page)}")}";
            (var some, page) = await http.AskAsync("look for shared drives", TreePath.Root, () => Ask(HttpMethod.Get, address), static json => (
                json.GetProperty("drives").EnumerateArray().Select(drive => (drive.GetProperty("id").GetString()!, drive.GetProperty("name").GetString() ?? "")).ToList(),
                json.TryGetProperty("nextPageToken", out var next) ? next.GetString() : null), cancellation);
            all.AddRange(some);
            if (page is null) return all;
        }
    }

    /// <summary>Whose Drive it is, and its room: the limit is null where there is none.</summary>
    public Task<(string Account, long? Limit, long Used)> AboutAsync(CancellationToken cancellation) => http.AskAsync("ask for room", TreePath.Root, () => Ask(HttpMethod.Get, "about?fields=user(emailAddress),storageQuota(limit,usage)"),
        static json =>
        {
            var quota = json.TryGetProperty("storageQuota", out var told) ? told : default;
            return (json.GetProperty("user").TryGetProperty("emailAddress", out var mail) ? mail.GetString() ?? "" : "", Long(quota, "limit"), Long(quota, "usage") ?? 0);
        }, cancellation);

    /// <summary>Ids that can be given to what is made next: whoever names an id can make sure that it is made once.</summary>
    public Task<List<string>> IdsAsync(int count, CancellationToken cancellation) => http.AskAsync("ask for ids", TreePath.Root, () => Ask(HttpMethod.Get, $"files/generateIds?space=drive&count={Number(count)}"),
        static json => json.GetProperty("ids").EnumerateArray().Select(id => id.GetString()!).ToList(), cancellation);

    /// <summary>Makes a folder, or a file without content.</summary>
    public Task<DriveFile> MakeAsync(JsonObject words, TreePath path, CancellationToken cancellation) => OnceAsync(words, path,
        token => http.SendAsync(() => Ask(HttpMethod.Post, $"files?{Everywhere}&fields={Escaped(DriveFile.Fields)}", Json(words)), token), cancellation);

    /// <summary>Changes what is noted of a file, its name, its folder, or whether it lies in the trash.</summary>
    public Task<DriveFile> PatchAsync(string id, JsonObject words, (string Added, string Removed)? move, TreePath path, CancellationToken cancellation) => http.AskAsync("change", path,
        () => Ask(HttpMethod.Patch, $"files/{Escaped(id)}?{Everywhere}&fields={Escaped(DriveFile.Fields)}{(move is { } way ? $"&addParents={Escaped(way.Added)}&removeParents={Escaped(way.Removed)}" : "")}", Json(words)), DriveFile.Read, cancellation);

    /// <summary>Copies a file on the server.</summary>
    public Task<DriveFile> CopyAsync(string id, JsonObject words, TreePath path, CancellationToken cancellation) => OnceAsync(words, path,
        token => http.SendAsync(() => Ask(HttpMethod.Post, $"files/{Escaped(id)}/copy?{Everywhere}&fields={Escaped(DriveFile.Fields)}", Json(words)), token), cancellation);

    /// <summary>Removes something for good, with all in it.</summary>
    public async Task RemoveAsync(string id, TreePath path, CancellationToken cancellation) => await http.CallAsync("remove", path, 0, async (attempt, token) =>
    {
        try { using var response = await http.SendAsync(() => Ask(HttpMethod.Delete, $"files/{Escaped(id)}?{Everywhere}"), token); }
        catch (DriveException e) when (attempt.MayHaveBeenDone && e.Status == System.Net.HttpStatusCode.NotFound) { /* an earlier try did it */ }
        return true;
    }, cancellation);

    /// <summary>Text as the query language has it.</summary>
    public static string Quoted(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    // What was made with an id of ours is made once, however often the answer is lost.
    private Task<DriveFile> OnceAsync(JsonObject words, TreePath path, Func<CancellationToken, Task<HttpResponseMessage>> send, CancellationToken cancellation) => http.CallAsync("make", path, 0, async (attempt, token) =>
    {
        try
        {
            using var response = await send(token);
            return await DriveHttp.ReadAsync(response, DriveFile.Read, token);
        }
        catch (DriveException e) when (attempt.MayHaveBeenDone && e.Status == System.Net.HttpStatusCode.Conflict && words["id"]?.GetValue<string>() is { } id)
        {
            using var response = await http.SendAsync(() => Ask(HttpMethod.Get, $"files/{Escaped(id)}?{Everywhere}&fields={Escaped(DriveFile.Fields)}"), token);
            return await DriveHttp.ReadAsync(response, DriveFile.Read, token);
        }
    }, cancellation);

    private static DriveChanges ReadChanges(JsonElement json)
    {
        var changes = new List<DriveChange>();
        foreach (var change in json.GetProperty("changes").EnumerateArray())
        {
            // A shared drive itself can change too; that has no file.
            if (change.TryGetProperty("changeType", out var type) && type.GetString() != "file") continue;
            var isGone = change.TryGetProperty("removed", out var removed) && removed.GetBoolean();
            var file = !isGone && change.TryGetProperty("file", out var told) ? DriveFile.Read(told) : null;
            changes.Add(new DriveChange(change.GetProperty("fileId").GetString()!, file is { IsTrashed: true } ? null : file));
        }
        if (json.TryGetProperty("nextPageToken", out var next)) return new DriveChanges(changes, next.GetString()!, false);
        return new DriveChanges(changes, json.GetProperty("newStartPageToken").GetString()!, true);
    }

    private HttpRequestMessage Ask(HttpMethod method, string address, HttpContent? content = null) => new(method, new Uri(options.Endpoints.Api, address)) { Content = content };

    private static StringContent Json(JsonObject words) => new(words.ToJsonString(), Encoding.UTF8, "application/json");

    private static long? Long(JsonElement from, string word) => from.ValueKind == JsonValueKind.Object && from.TryGetProperty(word, out var told) && long.TryParse(told.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Escaped(string text) => Uri.EscapeDataString(text);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
