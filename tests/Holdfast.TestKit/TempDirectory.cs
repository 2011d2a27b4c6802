namespace Holdfast.TestKit;

/// <summary>A fresh directory that is gone, with all in it, when disposed.</summary>
public sealed class TempDirectory : IDisposable
{
    private const string Memory = "/dev/shm";

    /// <summary>Makes one below the system's temporary directory.</summary>
    public TempDirectory() : this(System.IO.Path.GetTempPath())
    {
    }

    private TempDirectory(string above) => Path = Directory.CreateDirectory(System.IO.Path.Combine(above, $"holdfast-test-{Guid.NewGuid():N}"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;

    /// <summary>Its absolute path.</summary>
    public string Path { get; }

    /// <summary>Makes one in memory where there is such a file system: then syncing it takes no time.</summary>
    public static TempDirectory InMemory() => new(Directory.Exists(Memory) ? Memory : System.IO.Path.GetTempPath());

    /// <summary>Makes a directory in it.</summary>
    public string Make(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;

    /// <inheritdoc/>
    public void Dispose() => Posix.RemoveTree(Posix.Join(Path, default));
}
