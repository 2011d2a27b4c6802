namespace Holdfast.Daemon.Logging;

/// <summary>One file of the log.</summary>
/// <param name="Path">The file.</param>
/// <param name="Written">When it was last written to.</param>
internal sealed record LogPiece(string Path, DateTimeOffset Written);

/// <summary>The files of a log: the one that is written to, and the older ones beside it, <c>NAME-yyyyMMdd-HHmmss.EXT</c>.</summary>
internal static class LogFiles
{
    /// <summary>All that are there, the oldest first.</summary>
    public static IReadOnlyList<LogPiece> All(string path)
    {
        var older = Older(path).Order(StringComparer.Ordinal);
        return [.. older.Append(path).Where(File.Exists).Select(file => new LogPiece(file, File.GetLastWriteTimeUtc(file)))];
    }

    /// <summary>The older ones, in any order.</summary>
    public static IEnumerable<string> Older(string path)
    {
        var (stem, extension) = (Stem(path) + "-", Path.GetExtension(path));
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder)) return [];
        return Directory.EnumerateFiles(folder).Where(file => file.StartsWith(stem, StringComparison.Ordinal) && file.EndsWith(extension, StringComparison.Ordinal)
            && file.Length >= stem.Length + extension.Length && IsStamp(file.AsSpan(stem.Length, file.Length - stem.Length - extension.Length)));
    }

    /// <summary>What the names of all of them begin with.</summary>
    public static string Stem(string path) => Path.ChangeExtension(Path.GetFullPath(path), null);

    private static bool IsStamp(ReadOnlySpan<char> text) => text.Length >= 15 && text[8] == '-' && text[..8].IndexOfAnyExceptInRange('0', '9') < 0
        && text[9..15].IndexOfAnyExceptInRange('0', '9') < 0 && (text.Length == 15 || text[15] == '.');
}
