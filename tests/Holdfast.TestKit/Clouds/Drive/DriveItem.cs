using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Holdfast.TestKit.Clouds.Drive;

/// <summary>One file, folder, document or shortcut that the server keeps.</summary>
internal sealed class DriveItem
{
    public const string Folder = "application/vnd.google-apps.folder";
    public const string Shortcut = "application/vnd.google-apps.shortcut";
    private const string Workspace = "application/vnd.google-apps.";

    public required string Id { get; init; }
    public required string Name { get; set; }
    public required string Mime { get; set; }
    public string? Parent { get; set; }
    public string? DriveId { get; init; }
    public byte[]? Content { get; set; }
    public int ExportSize { get; set; }
    public string? Target { get; init; }
    public bool IsTrashedItself { get; set; }
    public bool IsMine { get; init; } = true;

    /// <summary>Whether the app made it: all that a grant of a device lets it see.</summary>
    public bool IsByApp { get; init; }

    public bool IsSharedWithMe { get; init; }
    public bool HasSha { get; init; } = true;
    public bool IsOverQuota { get; set; }
    public long Version { get; set; } = 1;
    public int Revision { get; set; } = 1;
    public DateTimeOffset Created { get; init; }
    public DateTimeOffset Modified { get; set; }
    public SortedDictionary<string, string> Properties { get; } = new(StringComparer.Ordinal);
    public SortedDictionary<string, string> AppProperties { get; } = new(StringComparer.Ordinal);

    public bool IsFolder => Mime == Folder;

    /// <summary>Whether it is a document of the office suite, without content of its own.</summary>
    public bool IsDocument => Mime.StartsWith(Workspace, StringComparison.Ordinal) && Mime is not (Folder or Shortcut);

    /// <summary>Everything the server tells of it.</summary>
    public JsonObject Tell(bool isTrashed, DriveItem? target, Func<string, string> exportLink, bool isParentHidden)
    {
        var told = new JsonObject
        {
            ["kind"] = "drive#file", ["id"] = Id, ["name"] = Name, ["mimeType"] = Mime, ["starred"] = false, ["trashed"] = isTrashed, ["explicitlyTrashed"] = IsTrashedItself,
            ["version"] = Text(Version), ["createdTime"] = Stamp(Created), ["modifiedTime"] = Stamp(Modified), ["ownedByMe"] = IsMine, ["shared"] = IsSharedWithMe, ["spaces"] = new JsonArray("drive"),
            ["capabilities"] = new JsonObject { ["canDownload"] = !IsFolder, ["canEdit"] = IsMine, ["canTrash"] = IsMine, ["canDelete"] = IsMine }, ["webViewLink"] = $"https://drive.example.com/open?id={Id}",
            ["size"] = Content is null ? IsDocument ? "1024" : null : Text(Content.Length),
        };
        if (Parent is not null && !isParentHidden) told["parents"] = new JsonArray(Parent);
        if (DriveId is not null) (told["driveId"], told["teamDriveId"]) = (DriveId, DriveId);
        if (Properties.Count > 0) told["properties"] = Map(Properties);
        if (AppProperties.Count > 0) told["appProperties"] = Map(AppProperties);
        if (Content is not null)
        {
#pragma warning disable CA5350, CA5351 // What the server tells of content.
            told["md5Checksum"] = Convert.ToHexStringLower(MD5.HashData(Content));
            if (HasSha) (told["sha1Checksum"], told["sha256Checksum"]) = (Convert.ToHexStringLower(SHA1.HashData(Content)), Convert.ToHexStringLower(SHA256.HashData(Content)));
#pragma warning restore CA5350, CA5351
            (told["headRevisionId"], told["originalFilename"]) = ($"{Id}-r{Text(Revision)}", Name);
            if (Name.LastIndexOf('.') is var dot && dot >= 0) told["fullFileExtension"] = Name[(dot + 1)..];
        }
        if (IsDocument)
        {
            var links = new JsonObject();
            foreach (var mime in DriveExports.Of(Mime)) links[mime] = exportLink(mime);
            told["exportLinks"] = links;
        }
        if (Target is not null) told["shortcutDetails"] = new JsonObject { ["targetId"] = Target, ["targetMimeType"] = target?.Mime ?? "application/octet-stream" };
        return told;
    }

    public static string Stamp(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static JsonObject Map(SortedDictionary<string, string> words)
    {
        var map = new JsonObject();
        foreach (var (word, value) in words) map[word] = value;
        return map;
    }
}

/// <summary>Formats in which documents can be had.</summary>
internal static class DriveExports
{
    private const string Office = "application/vnd.openxmlformats-officedocument.";

    /// <summary>Kinds of documents that can be had in other formats.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["document", "spreadsheet", "presentation", "drawing", "script"];

    public static IReadOnlyList<string> Of(string mime) => mime["application/vnd.google-apps.".Length..] switch
    {
        "document" => [Office + "wordprocessingml.document", "application/pdf", "application/vnd.oasis.opendocument.text", "text/plain", "application/zip", "text/markdown", "application/rtf", "application/epub+zip"],
        "spreadsheet" => [Office + "spreadsheetml.sheet", "application/pdf", "application/vnd.oasis.opendocument.spreadsheet", "text/csv", "application/zip"],
        "presentation" => [Office + "presentationml.presentation", "application/pdf", "application/vnd.oasis.opendocument.presentation", "text/plain"],
        "drawing" => ["image/png", "image/svg+xml", "image/jpeg", "application/pdf"],
        "script" => ["application/vnd.google-apps.script+json"],
        _ => [],
    };

    /// <summary>What comes out: the same for the same version.</summary>
    public static byte[] Make(DriveItem item, string mime)
    {
        var head = System.Text.Encoding.UTF8.GetBytes($"{item.Id} as {mime}, revision {item.Revision}\n");
        var made = new byte[Math.Max(head.Length, item.ExportSize)];
        head.CopyTo(made, 0);
        for (var i = head.Length; i < made.Length; i++) made[i] = (byte)(i * 31 % 251);
        return made;
    }
}
