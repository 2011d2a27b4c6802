using System.Globalization;
using Holdfast.Daemon.Jobs;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.OwnState;

/// <summary>How archives of Holdfast's own state are called, and where in a store they lie.</summary>
/// <param name="Machine">The machine whose state it is.</param>
/// <param name="Stamp">When it was made: it sorts by time.</param>
internal sealed record ArchiveName(string Machine, string Stamp)
{
    /// <summary>The directory at the root of a store. It takes part in no job.</summary>
    public const string Folder = OwnArchives.Folder;

    private const string Ending = ".holdfast";
    private const string Form = "yyyyMMdd'T'HHmmss'Z'";
    private const int StampLength = 16;

    /// <summary>The directory as a name in a store.</summary>
    public static TreePath Directory { get; } = TreePath.From(Folder);

    /// <summary>The name without directories.</summary>
    public string Text => $"{Machine}-{Stamp}{Ending}";

    /// <summary>The name in a store.</summary>
    public TreePath Path => TreePath.From($"{Folder}/{Text}");

    /// <summary>A name for an archive that is made now.</summary>
    public static ArchiveName Of(string machine, DateTimeOffset now) =>
        new(string.Concat(machine.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '_')), now.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture));

    /// <summary>Reads a name without directories; null when it is none of ours.</summary>
    public static ArchiveName? Read(string name)
    {
        if (!name.EndsWith(Ending, StringComparison.Ordinal) || name.Length < Ending.Length + StampLength + 2) return null;
        var (machine, stamp) = (name[..^(Ending.Length + StampLength + 1)], name[^(Ending.Length + StampLength)..^Ending.Length]);
        return name[machine.Length] == '-' && DateTime.TryParseExact(stamp, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? new ArchiveName(machine, stamp) : null;
    }
}
