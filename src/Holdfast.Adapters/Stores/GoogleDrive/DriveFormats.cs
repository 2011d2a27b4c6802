namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>A format in which a document can be had.</summary>
/// <param name="Ending">What its name ends in.</param>
/// <param name="Mime">What the server calls it.</param>
internal sealed record DriveFormat(string Ending, string Mime);

/// <summary>In which formats documents are taken: of those a kind of document can be had in, the one that was named first.</summary>
/// <param name="wanted">Endings, best first.</param>
internal sealed class DriveFormats(IReadOnlyList<string> wanted)
{
    private const string Office = "application/vnd.openxmlformats-officedocument.";
    private const string Open = "application/vnd.oasis.opendocument.";
    private static readonly DriveFormat Pdf = new("pdf", "application/pdf");
    private static readonly Dictionary<string, DriveFormat[]> Known = new(StringComparer.Ordinal)
    {
        ["document"] = [new("docx", Office + "wordprocessingml.document"), new("odt", Open + "text"), Pdf, new("md", "text/markdown"), new("txt", "text/plain"), new("rtf", "application/rtf"), new("epub", "application/epub+zip"), new("zip", "application/zip")],
        ["spreadsheet"] = [new("xlsx", Office + "spreadsheetml.sheet"), new("ods", Open + "spreadsheet"), Pdf, new("csv", "text/csv"), new("zip", "application/zip")],
        ["presentation"] = [new("pptx", Office + "presentationml.presentation"), new("odp", Open + "presentation"), Pdf, new("txt", "text/plain")],
        ["drawing"] = [new("svg", "image/svg+xml"), new("png", "image/png"), new("jpg", "image/jpeg"), Pdf],
        ["script"] = [new("json", "application/vnd.google-apps.script+json")],
    };

    /// <summary>Every ending there is.</summary>
    public static IReadOnlyList<string> Endings { get; } = [.. Known.Values.SelectMany(formats => formats).Select(format => format.Ending).Distinct(StringComparer.Ordinal)];

    /// <summary>The format for a kind of document; null when none of those named can be had.</summary>
    public DriveFormat? Of(string mime)
    {
        if (!Known.TryGetValue(mime[DriveFile.WorkspaceMimes.Length..], out var there)) return null;
        foreach (var ending in wanted) if (Array.Find(there, format => format.Ending == ending) is { } format) return format;
        return null;
    }
}
