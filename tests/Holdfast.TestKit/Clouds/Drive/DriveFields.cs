using System.Text.Json.Nodes;

namespace Holdfast.TestKit.Clouds.Drive;

/// <summary>Which parts of an answer are wanted: <c>a,b(c,d),e/f,*</c>. A part that no such answer has is refused.</summary>
internal sealed class DriveFields
{
    private readonly SortedDictionary<string, DriveFields?> _parts = new(StringComparer.Ordinal);

    /// <summary>Leaves of an answer what was asked for.</summary>
    /// <param name="answer">All there is.</param>
    /// <param name="mask">What was asked for; null for the usual.</param>
    /// <param name="usual">What is told when nothing is asked for.</param>
    /// <param name="known">Further words an answer of this kind can have although this one does not.</param>
    public static JsonObject Apply(JsonObject answer, string? mask, string usual, params string[] known)
    {
        var at = 0;
        var text = mask ?? usual;
        var fields = Parse(text, ref at);
        if (at != text.Length) throw new DriveFault(System.Net.HttpStatusCode.BadRequest, "invalidParameter", $"Invalid field selection {text}");
        return (JsonObject)fields.Of(answer, known);
    }

    private static DriveFields Parse(string text, ref int at)
    {
        var fields = new DriveFields();
        while (at < text.Length && text[at] != ')')
        {
            if (text[at] is ',' or ' ')
            {
                at++;
                continue;
            }
            fields.Add(text, ref at);
        }
        return fields;
    }

    private void Add(string text, ref int at)
    {
        var from = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '*')) at++;
        if (at == from) throw new DriveFault(System.Net.HttpStatusCode.BadRequest, "invalidParameter", $"Invalid field selection {text}");
        var word = text[from..at];
        DriveFields? inner = null;
        if (at < text.Length && text[at] == '(')
        {
            at++;
            inner = Parse(text, ref at);
            if (at++ >= text.Length) throw new DriveFault(System.Net.HttpStatusCode.BadRequest, "invalidParameter", $"Invalid field selection {text}");
        }
        else if (at < text.Length && text[at] == '/')
        {
            at++;
            inner = new DriveFields();
            inner.Add(text, ref at);
        }
        if (_parts.TryGetValue(word, out var there) && there is not null && inner is not null)
            foreach (var (name, part) in inner._parts) there._parts[name] = part;
        else _parts[word] = inner;
    }

    private JsonNode Of(JsonNode node, string[] known)
    {
        if (node is JsonArray list) return new JsonArray([.. list.Select(item => item is JsonObject one ? Of(one, known) : item?.DeepClone())]);
        if (node is not JsonObject all) return node.DeepClone();
        if (_parts.ContainsKey("*")) return all.DeepClone();
        var left = new JsonObject();
        foreach (var (word, inner) in _parts)
        {
            if (!all.ContainsKey(word) && !Words.Contains(word) && !known.Contains(word)) throw new DriveFault(System.Net.HttpStatusCode.BadRequest, "invalidParameter", $"Invalid field selection {word}");
            if (all[word] is { } value) left[word] = inner is null ? value.DeepClone() : inner.Of(value, known);
        }
        return left;
    }

    // Words that a file, a change or a page can have and often has not.
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "id", "name", "mimeType", "parents", "trashed", "explicitlyTrashed", "size", "md5Checksum", "sha1Checksum", "sha256Checksum", "modifiedTime", "createdTime", "version", "driveId", "teamDriveId", "appProperties",
        "properties", "shortcutDetails", "targetId", "targetMimeType", "targetResourceKey", "exportLinks", "headRevisionId", "capabilities", "canDownload", "description", "starred", "webViewLink", "originalFilename",
        "fileExtension", "fullFileExtension", "owners", "ownedByMe", "shared", "sharedWithMeTime", "viewedByMeTime", "resourceKey", "nextPageToken", "newStartPageToken", "incompleteSearch", "file", "fileId", "removed",
        "changeType", "time", "changes", "files", "drives", "kind", "copyRequiresWriterPermission", "writersCanShare", "permissions", "permissionIds", "modifiedByMeTime", "folderColorRgb", "webContentLink", "spaces", "quotaBytesUsed", "isAppAuthorized", "viewedByMe", "hasThumbnail", "linkShareMetadata", "contentRestrictions",
    };
}
