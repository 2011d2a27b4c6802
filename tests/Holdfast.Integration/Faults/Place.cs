using Holdfast.TestKit;

namespace Holdfast.Integration.Faults;

/// <summary>A fresh directory, in memory where there is such a file system: then syncing it takes no time.</summary>
internal sealed class Place : IDisposable
{
    private static readonly string Above = Posix.Lstat(Posix.Join("/dev/shm", default)) is { IsDirectory: true } ? "/dev/shm" : System.IO.Path.GetTempPath().TrimEnd('/');

    public Place() => Posix.Mkdir(Posix.Join(Path, default), 0x1C0);

    public string Path { get; } = $"{Above}/holdfast-test-{Guid.NewGuid():N}";

    public void Dispose() => Posix.RemoveTree(Posix.Join(Path, default));
}
