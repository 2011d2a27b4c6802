using System.Runtime.Versioning;
using Holdfast.Cli.Rendering;

namespace Holdfast.Cli.Demo;

/// <summary>Shows the sample lab: each name with its mode, its owner, and whether the second copy has it.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class LabView(SampleLab lab, Screen screen, bool showsOwner)
{
    private const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode OfFiles = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead;
    private const UnixFileMode OfDirectories = OfFiles | Execute;

    /// <summary>Shows it as it is now.</summary>
    public void Show()
    {
        var grid = new Grid(showsOwner ? ["shared file", "mode", "owner", "second copy"] : ["shared file", "mode", "second copy"]);
        foreach (var name in Names(lab.Shared)) grid.Add(Cells(name));
        var alone = new Cell("saved only there", Tone.Warning);
        foreach (var name in Names(lab.Legacy).Where(name => !Path.Exists(Path.Combine(lab.Shared, name)))) grid.Add(showsOwner ? [name, "-", "-", alone] : [name, "-", alone]);
        grid.Show(screen);
    }

    private Cell[] Cells(string name)
    {
        var (here, there) = (Path.Combine(lab.Shared, name), Path.Combine(lab.Legacy, name));
        var mode = File.GetUnixFileMode(here);
        var isRight = mode == (Directory.Exists(here) ? OfDirectories : OfFiles);
        var modeCell = new Cell(Convert.ToString((int)mode, 8), isRight ? Tone.Good : Tone.Bad);
        var copy = !Path.Exists(there) ? new Cell("missing", Tone.Bad) : IsSame(here, there) ? new Cell("same", Tone.Good) : new Cell("behind", Tone.Bad);
        if (!showsOwner) return [name, modeCell, copy];
        var owner = Hosting.OwnerOf(here) is { } found ? $"{found.User}:{found.Group}" : "-";
        return [name, modeCell, owner, copy];
    }

    private static bool IsSame(string here, string there) =>
        Directory.Exists(here) || File.ReadAllBytes(here).AsSpan().SequenceEqual(File.ReadAllBytes(there));

    private static List<string> Names(string root)
    {
        var everything = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        var names = Directory.EnumerateFileSystemEntries(root, "*", everything).Select(path => Path.GetRelativePath(root, path)).Where(name => !name.StartsWith(".holdfast", StringComparison.Ordinal)).ToList();
        names.Sort(StringComparer.Ordinal);
        return names;
    }
}
