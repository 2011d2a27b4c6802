using System.Globalization;
using Holdfast.Contracts.Api;
using Holdfast.State;

namespace Holdfast.Daemon.Reports;

/// <summary>The directory reports are written into, and cleared of old ones. Only files that bear a report's name are ever removed.</summary>
internal sealed class ReportDirectory(string path)
{
    private const UnixFileMode FileMode640 = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
    private const UnixFileMode DirectoryMode750 = FileMode640 | UnixFileMode.UserExecute | UnixFileMode.GroupExecute;
    private static readonly (string Prefix, string Stamp)[] Names = [("auto_sync_status_", "yyyyMMdd"), ("data_sync_report_", "yyyyMMdd_HHmmss")];

    /// <summary>The full name of a report.</summary>
    public string PathOf(string name) => Path.Combine(path, name);

    /// <summary>Whether a report is there.</summary>
    public bool Has(string name) => File.Exists(PathOf(name));

    /// <summary>Writes a file, whole or not at all, readable by the group.</summary>
    /// <returns>Its full name.</returns>
    /// <exception cref="IOException">It could not be written.</exception>
    public string Write(string name, ReadOnlySpan<byte> content)
    {
        if (!Directory.Exists(path)) Directory.CreateDirectory(path, DirectoryMode750);
        var final = PathOf(name);
        WholeFile.Write(final, content, FileMode640);
        return final;
    }

    /// <summary>The reports that are there, the newest first.</summary>
    public IReadOnlyList<ReportFile> All() => !Directory.Exists(path) ? [] :
    [
        .. new DirectoryInfo(path).EnumerateFiles().Where(file => file.LinkTarget is null && DayOf(file.Name) is not null)
            .OrderByDescending(file => file.LastWriteTimeUtc).ThenBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => new ReportFile { Name = file.Name, Kind = file.Name.StartsWith(Names[0].Prefix, StringComparison.Ordinal) ? "daily" : "demand", Written = file.LastWriteTimeUtc, Bytes = file.Length }),
    ];

    /// <summary>One report as it was written; null when there is none of that name.</summary>
    public byte[]? Read(string name) => DayOf(name) is not null && name == Path.GetFileName(name) && All().Any(file => file.Name == name) ? File.ReadAllBytes(PathOf(name)) : null;

    /// <summary>Removes reports of days before one, by the date in their names.</summary>
    /// <returns>How many.</returns>
    public int Clean(DateOnly before)
    {
        if (!Directory.Exists(path)) return 0;
        var removed = 0;
        foreach (var file in Directory.EnumerateFiles(path))
        {
            if (DayOf(Path.GetFileName(file)) is not { } day || day >= before) continue;
            File.Delete(file);
            removed++;
        }
        return removed;
    }

    private static DateOnly? DayOf(string name)
    {
        if (Path.GetExtension(name) is not (".txt" or ".json" or ".html")) return null;
        foreach (var (prefix, stamp) in Names)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal)
                && DateTime.TryParseExact(Path.GetFileNameWithoutExtension(name)[prefix.Length..], stamp, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment))
                return DateOnly.FromDateTime(moment);
        }
        return null;
    }
}
