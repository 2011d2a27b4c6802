namespace Holdfast.TestKit;

/// <summary>A fresh directory that is gone, with all in it, when disposed.</summary>
public sealed class TempDirectory : IDisposable
{
    /// <summary>Makes one below the system's temporary directory.</summary>
    public TempDirectory() => Path = Directory.CreateTempSubdirectory("holdfast-test-").FullName;

    /// <summary>Its absolute path.</summary>
    public string Path { get; }

    /// <summary>Makes a directory in it.</summary>
    public string Make(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;

    /// <inheritdoc/>
    public void Dispose() => Posix.RemoveTree(Posix.Join(Path, default));
}
