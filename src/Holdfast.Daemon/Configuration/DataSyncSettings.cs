using System.Globalization;

namespace Holdfast.Daemon.Configuration;

/// <summary>What a <c>data-sync.conf</c> said, with the old script's defaults for what it did not say.</summary>
internal sealed class DataSyncSettings
{
    private readonly List<ImportedLine> _told;

    /// <summary>Takes the lines in order and tells what became of each; of a key that stands there twice the last wins, as in a shell.</summary>
    public DataSyncSettings(IReadOnlyList<DataSyncLine> lines, List<ImportedLine> told, string directory)
    {
        _told = told;
        var last = lines.Where(line => line.Key is not null).GroupBy(line => line.Key!).ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);
        foreach (var line in lines)
        {
            if (line.Key is null) Tell(line, "left out: no plain KEY=VALUE, and nothing of this file is ever run", true);
            else if (!ReferenceEquals(last[line.Key], line)) Tell(line, $"left out: line {last[line.Key].Line} sets {line.Key} again, and the last wins", true);
            else Take(line, directory);
        }
    }

    /// <summary>Time between two copies.</summary>
    public TimeSpan SyncInterval { get; private set; } = TimeSpan.FromSeconds(300);

    /// <summary>Time between two passes over permissions.</summary>
    public TimeSpan PermissionInterval { get; private set; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether the legacy place is kept up.</summary>
    public bool Legacy { get; private set; } = true;

    /// <summary>Whether data of users who are gone was to be cleaned up.</summary>
    public bool Cleanup { get; private set; }

    /// <summary>Where the log goes; null when the file does not say.</summary>
    public string? LogFile { get; private set; }

    private void Take(DataSyncLine line, string directory)
    {
        switch (line.Key)
        {
            case "SYNC_INTERVAL":
                if (Seconds(line, SyncInterval) is { } sync) SyncInterval = sync;
                break;
            case "PERMISSION_CHECK_INTERVAL":
                if (Seconds(line, PermissionInterval) is { } check) PermissionInterval = check;
                break;
            case "LEGACY_SYNC_ENABLED":
                if (Truth(line, true) is not { } legacy) break;
                Legacy = legacy;
                Tell(line, legacy ? "the job 'legacy', a copy: it never removes anything, as the old way did not" : "no job 'legacy'; a comment says how to have one");
                break;
            case "AUTO_CLEANUP_ORPHANED":
                if (Truth(line, false) is not { } cleanup) break;
                Cleanup = cleanup;
                Tell(line, cleanup ? "not carried over yet: nothing is cleaned up until a job of kind orphans is configured" : "nothing is cleaned up, as before", cleanup);
                break;
            case "LOG_FILE":
                LogFile = line.Value.Length > 0 && !line.Value.Contains('\0', StringComparison.Ordinal) ? Path.GetFullPath(line.Value, directory) : null;
                Tell(line, LogFile is null ? "left out: it names no file" : $"log-file: {LogFile}", LogFile is null);
                break;
            default:
                var near = Nearest.Of(line.Key!.Replace('_', '-'), ["SYNC-INTERVAL", "PERMISSION-CHECK-INTERVAL", "LEGACY-SYNC-ENABLED", "AUTO-CLEANUP-ORPHANED", "LOG-FILE"]);
                Tell(line, $"left out: the old script knew no {line.Key}" + (near is null ? "" : $"; did you mean {near.Replace('-', '_')}?"), true);
                break;
        }
    }

    private TimeSpan? Seconds(DataSyncLine line, TimeSpan usual)
    {
        if (int.TryParse(line.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0)
        {
            var every = TimeSpan.FromSeconds(seconds);
            Tell(line, $"every: {DurationShape.Text(every)} of the job '{(line.Key == "SYNC_INTERVAL" ? "legacy" : "permissions")}'");
            return every;
        }
        Tell(line, $"left out: '{line.Value}' is no number of seconds; the old default of {DurationShape.Text(usual)} stays", true);
        return null;
    }

    private bool? Truth(DataSyncLine line, bool usual)
    {
        if (line.Value.ToLowerInvariant() is "true" or "yes" or "on" or "1") return true;
        if (line.Value.ToLowerInvariant() is "false" or "no" or "off" or "0") return false;
        Tell(line, $"left out: '{line.Value}' is neither true nor false; the old default of {(usual ? "true" : "false")} stays", true);
        return null;
    }

    private void Tell(DataSyncLine line, string became, bool needsALook = false) => _told.Add(new ImportedLine(line.Line, line.Text, became, needsALook));
}
