using System.Globalization;
using Holdfast.State.Sqlite;

namespace Holdfast.State;

/// <summary>
/// Reads the <c>sync_state.db</c> of another program. Which columns it has is looked at, not assumed: what a column means is told by its
/// name, and what has none of the names we know is left.
/// </summary>
internal static class OldSyncState
{
    /// <summary>What it holds.</summary>
    /// <exception cref="StateException">It cannot be read, or is no such file.</exception>
    public static (IReadOnlyList<OldFile> Files, IReadOnlyList<OldLine> Lines) Read(string path)
    {
        if (!File.Exists(path)) throw new StateException($"{path}: there is no such file");
        using var connection = Connection.Open(path, readOnly: true);
        return (Files(connection, path), Lines(connection));
    }

    private static List<OldFile> Files(Connection connection, string path)
    {
        var columns = Columns(connection, "files");
        if (Pick(columns, "file_path", "path", "drive_path", "s3_key", "file_name", "name") is not { } name || !columns.Contains("sync_status"))
            throw new StateException($"{path}: has no table 'files' with names and a sync_status; it was not touched");
        var row = connection.Prepare(
            $"SELECT {name}, {Or(Pick(columns, "file_name", "name"), name)}, {Or(Pick(columns, "file_size", "size"), "0")}, {Or(Pick(columns, "modified_time", "modified_at", "mtime"), "NULL")}, sync_status, "
            + $"{Or(Pick(columns, "last_synced", "synced_at", "last_sync", "last_sync_time"), "NULL")}, {Or(Pick(columns, "last_error", "error_message", "error"), "NULL")} FROM files");
        var found = new List<OldFile>();
        while (row.Step()) found.Add(new OldFile(row.Text(0).TrimStart('/'), row.Text(1), row.Int64(2), Time(row.TextOrNull(3)), Status(row.Text(4)), Time(row.TextOrNull(5)), row.TextOrNull(6)));
        return found;
    }

    private static List<OldLine> Lines(Connection connection)
    {
        var columns = Columns(connection, "sync_logs");
        if (!columns.Contains("timestamp")) return [];
        var row = connection.Prepare(
            $"SELECT timestamp, {Or(Pick(columns, "file_path", "file_name", "file_id"), "NULL")}, {Or(Pick(columns, "action", "operation"), "'sync'")}, {Or(Pick(columns, "status", "level"), "''")}, "
            + $"{Or(Pick(columns, "bytes", "bytes_transferred", "file_size"), "0")}, {Or(Pick(columns, "message", "details", "error_message", "error"), "NULL")} FROM sync_logs ORDER BY timestamp");
        var found = new List<OldLine>();
        while (row.Step()) if (Time(row.TextOrNull(0)) is { } time) found.Add(new OldLine(time, row.TextOrNull(1), row.Text(2), row.Text(3), row.Int64(4), row.TextOrNull(5)));
        return found;
    }

    private static HashSet<string> Columns(Connection connection, string table) => [.. connection.Column($"SELECT name FROM pragma_table_info('{table}')")];

    private static string? Pick(HashSet<string> columns, params string[] names) => names.FirstOrDefault(columns.Contains);

    private static string Or(string? column, string value) => column ?? value;

    private static string Status(string status) => status is "synced" or "failed" ? status : "pending";

    // Times that nobody can read are left out rather than guessed.
    private static string? Time(string? text) => text is null ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var unix) ? SyncState.Text(DateTimeOffset.FromUnixTimeSeconds(Math.Min(unix, 253_402_300_799)))
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? SyncState.Text(moment) : null;
}

/// <summary>A file as another program noted it.</summary>
internal sealed record OldFile(string Path, string Name, long Size, string? Modified, string Status, string? Synced, string? Error);

/// <summary>A line of another program's log.</summary>
internal sealed record OldLine(string Time, string? Path, string Action, string Status, long Bytes, string? Message);
