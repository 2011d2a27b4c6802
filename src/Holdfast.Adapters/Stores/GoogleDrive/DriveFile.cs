using System.Globalization;
using System.Text.Json;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>What the server tells of one file, folder, document or shortcut.</summary>
internal sealed record DriveFile
{
    /// <summary>What is asked for, wherever a file is told of.</summary>
    public const string Fields = "id,name,mimeType,parents,size,md5Checksum,sha256Checksum,modifiedTime,createdTime,version,trashed,appProperties,shortcutDetails(targetId,targetMimeType),driveId";

    public const string FolderMime = "application/vnd.google-apps.folder";
    public const string ShortcutMime = "application/vnd.google-apps.shortcut";
    public const string WorkspaceMimes = "application/vnd.google-apps.";

    private static readonly Dictionary<string, string> NoWords = [];

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Mime { get; init; }

    /// <summary>The folder it stands in; null where we may not know it, or there is none.</summary>
    public string? Parent { get; init; }

    /// <summary>Bytes of content; null for what has none of its own.</summary>
    public long? Size { get; init; }

    public string? Md5 { get; init; }

    public string? Sha256 { get; init; }

    /// <summary>Nanoseconds since 1970-01-01 UTC; whole milliseconds.</summary>
    public long Modified { get; init; }

    public DateTimeOffset Created { get; init; }

    /// <summary>Grows with every change, of whatever kind.</summary>
    public long Version { get; init; }

    public bool IsTrashed { get; init; }

    /// <summary>What this app noted with it.</summary>
    public IReadOnlyDictionary<string, string> Words { get; init; } = NoWords;

    /// <summary>What a shortcut points to.</summary>
    public string? Target { get; init; }

    public bool IsFolder => Mime == FolderMime;

    /// <summary>Whether it is a document of the office suite: no content of its own, no size, no hash.</summary>
    public bool IsDocument => Mime.StartsWith(WorkspaceMimes, StringComparison.Ordinal) && Mime is not (FolderMime or ShortcutMime);

    /// <summary>Reads one.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static DriveFile Read(JsonElement json)
    {
        try
        {
            return new DriveFile
            {
                Id = json.GetProperty("id").GetString() ?? throw new JsonException("a file without an id"),
                Name = NameOf(json),
                Mime = Text(json, "mimeType") ?? "application/octet-stream",
                Parent = json.TryGetProperty("parents", out var parents) && parents.GetArrayLength() > 0 ? parents[0].GetString() : null,
                Size = Text(json, "size") is { } size ? long.Parse(size, NumberStyles.None, CultureInfo.InvariantCulture) : null,
                Md5 = Text(json, "md5Checksum"),
                Sha256 = Text(json, "sha256Checksum"),
                Modified = Moment(json, "modifiedTime") is { } modified ? (modified - DateTimeOffset.UnixEpoch).Ticks * 100 : 0,
                Created = Moment(json, "createdTime") ?? default,
                Version = Text(json, "version") is { } version ? long.Parse(version, NumberStyles.None, CultureInfo.InvariantCulture) : 0,
                IsTrashed = json.TryGetProperty("trashed", out var trashed) && trashed.GetBoolean(),
                Words = json.TryGetProperty("appProperties", out var words) ? words.EnumerateObject().ToDictionary(word => word.Name, word => word.Value.GetString() ?? "", StringComparer.Ordinal) : NoWords,
                Target = json.TryGetProperty("shortcutDetails", out var shortcut) ? Text(shortcut, "targetId") : null,
            };
        }
        catch (Exception e) when (e is KeyNotFoundException or FormatException or InvalidOperationException or OverflowException) { throw new JsonException("the server told of a file in a way that is not understood", e); }
    }

    // Half of a surrogate pair is a name that people can make and text cannot hold.
    private static string NameOf(JsonElement json)
    {
        var name = json.GetProperty("name");
        try { return name.GetString() ?? ""; }
        catch (InvalidOperationException) { return name.GetRawText().Trim('"'); }
    }

    private static string? Text(JsonElement json, string word) => json.TryGetProperty(word, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? Moment(JsonElement json, string word) => Text(json, word) is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : null;
}
