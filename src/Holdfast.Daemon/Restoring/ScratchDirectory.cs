using Holdfast.Adapters.Files;

namespace Holdfast.Daemon.Restoring;

/// <summary>A directory for what is needed for a while, for its owner alone; gone, with all in it, when disposed.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly string _above;

    private ScratchDirectory(string above, string name) => (_above, Path) = (above, System.IO.Path.Combine(above, name));

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Makes one below the system's directory for such things.</summary>
    public static ScratchDirectory Make()
    {
        var made = Directory.CreateTempSubdirectory("holdfast-").FullName;
        return new ScratchDirectory(System.IO.Path.GetDirectoryName(made)!, System.IO.Path.GetFileName(made));
    }

    /// <summary>Makes one below a directory that is ours.</summary>
    public static ScratchDirectory Make(string above, string name)
    {
        var scratch = new ScratchDirectory(above, name);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(scratch.Path);
        else Directory.CreateDirectory(scratch.Path, Owner);
        return scratch;
    }

    /// <summary>Makes a directory in it.</summary>
    public string Place(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;

    /// <inheritdoc/>
    public void Dispose() => PrivateTree.Remove(_above, System.IO.Path.GetFileName(Path));
}
