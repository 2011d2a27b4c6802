namespace Holdfast.Tests.Adapters.Files;

/// <summary>A small tmpfs mounted on a directory until it is disposed.</summary>
internal sealed class Mount : IDisposable
{
    private readonly string _directory;

    public Mount(string directory)
    {
        _directory = directory;
        Tools.Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", directory);
    }

    public void Dispose() => Tools.Run("umount", _directory);
}
