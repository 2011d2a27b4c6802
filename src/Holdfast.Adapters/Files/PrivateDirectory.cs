using System.Text;

namespace Holdfast.Adapters.Files;

/// <summary>A directory outside of stores for what a program of ours is to find, for its owner alone; gone, with all in it, when disposed.</summary>
internal sealed class PrivateDirectory : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string _above;
    private readonly string _name;
    private int _isGone;

    private PrivateDirectory(string path)
    {
        Path = path;
        _above = System.IO.Path.GetDirectoryName(path)!;
        _name = System.IO.Path.GetFileName(path);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Makes one below the system's directory for such things.</summary>
    /// <exception cref="IOException">It could not be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made there.</exception>
#pragma warning disable RS0030 // No tree of anybody's: a directory of our own that nobody else may enter.
    public static PrivateDirectory Make() => new(Directory.CreateTempSubdirectory("holdfast-").FullName);

    /// <summary>Where something in it is.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a small file that nobody else may read.</summary>
    /// <returns>Where it is.</returns>
    public string Write(string name, string text)
    {
        var place = PathOf(name);
        using var file = new FileStream(place, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OperatingSystem.IsWindows() ? null : Owner });
        file.Write(Encoding.ASCII.GetBytes(text));
        return place;
    }

    /// <summary>Removes a file; one that is not there is no error.</summary>
    public void Remove(string name) => File.Delete(PathOf(name));
#pragma warning restore RS0030

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isGone, 1) == 0) PrivateTree.Remove(_above, _name);
    }
}
