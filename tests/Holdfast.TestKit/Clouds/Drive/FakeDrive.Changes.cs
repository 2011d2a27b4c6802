using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Holdfast.TestKit.Clouds.Drive;

/// <content>The feed of changes, one for the user and one for each shared drive.</content>
public sealed partial class FakeDrive
{
    private readonly List<(string Id, string? DriveId, bool Removed)> _log = [];
    private int _oldest;
    private string? _lastMade;

    /// <summary>Lets all tokens given out so far run out.</summary>
    public void ExpireTokens()
    {
        lock (_gate)
        {
            _log.Add((Root, null, false));
            _oldest = _log.Count;
        }
    }

    /// <summary>Drops the newest change of the feed, as if it had been lost.</summary>
    public void LoseChange()
    {
        lock (_gate) _log[^1] = ("", null, true);
    }

    private HttpResponseMessage StartToken(DriveCall call) => Ok(new JsonObject { ["kind"] = "drive#startPageToken", ["startPageToken"] = Token(call.Query["driveId"], _log.Count) });

    private HttpResponseMessage Changes(DriveCall call)
    {
        var drive = call.Query["driveId"];
        if (drive is not null && !Supports(call)) throw DriveFault.Invalid("supportsAllDrives");
        var token = call.Query["pageToken"] ?? throw new DriveFault(HttpStatusCode.BadRequest, "required", "Required parameter: pageToken");
        var parts = token.Split('.');
        if (parts.Length != 2 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var from) || parts[0] != Feed(drive) || from > _log.Count) throw DriveFault.Invalid("pageToken");
        if (from < _oldest) throw new DriveFault(HttpStatusCode.Gone, "invalid", "The page token has expired.");
        var size = int.Parse(call.Query["pageSize"] ?? "100", CultureInfo.InvariantCulture);
        if (size is < 1 or > MostOnPage) throw DriveFault.Invalid("pageSize");
        var answer = new JsonObject { ["kind"] = "drive#changeList" };
        var list = new JsonArray();
        var at = from;
        for (; at < _log.Count && list.Count < Math.Min(size, PageLimit); at++)
        {
            var (id, driveId, removed) = _log[at];
            if (_isLimited && _items.TryGetValue(id, out var hidden) && !hidden.IsByApp) continue;
            if (id.Length == 0 || id == Root || (drive is not null && driveId != drive) || (drive is null && driveId is not null && !call.Has("includeItemsFromAllDrives"))) continue;
            // Of several changes of one file only the newest is told.
            if (_log.FindLastIndex(entry => entry.Id == id) != at) continue;
            var gone = removed || !_items.TryGetValue(id, out _);
            if (gone && call.Query["includeRemoved"] == "false") continue;
            var change = new JsonObject { ["kind"] = "drive#change", ["changeType"] = "file", ["type"] = "file", ["fileId"] = id, ["removed"] = gone, ["time"] = DriveItem.Stamp(time.GetUtcNow()) };
            if (!gone) change["file"] = Told(_items[id]);
            list.Add(change);
        }
        answer["changes"] = list;
        answer[at < _log.Count ? "nextPageToken" : "newStartPageToken"] = Token(drive, at);
        return Ok(DriveFields.Apply(answer, call.Query["fields"], "kind,nextPageToken,newStartPageToken,changes(kind,changeType,time,removed,fileId,file(kind,id,name,mimeType))", "type"));
    }

    private static string Token(string? drive, int at) => $"{Feed(drive)}.{Text(at)}";

    private static string Feed(string? drive) => drive is null ? "u" : $"d{Short(drive)}";

    private void Changed(DriveItem item)
    {
        item.Version++;
        _lastMade = item.Id;
        _log.Add((item.Id, item.DriveId, false));
    }

    private void Removed(DriveItem item) => _log.Add((item.Id, item.DriveId, true));
}
