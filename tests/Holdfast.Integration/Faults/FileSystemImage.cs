using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Holdfast.Integration.Faults;

/// <summary>A file system in a file, mounted: one whose power can be cut. Only for the superuser.</summary>
internal sealed unsafe partial class FileSystemImage : IDisposable
{
    private const ulong Shutdown = 0x8004587D;
    private const uint WithoutFlushingTheLog = 2;
    private readonly string _image;
    private bool _isMounted;

    /// <summary>Makes one and mounts it.</summary>
    public FileSystemImage(string kind, string directory)
    {
        (_image, Path) = ($"{directory}/image", $"{directory}/mounted");
        TestKit.Posix.Mkdir(TestKit.Posix.Join(Path, default), 0x1C0);
        Run("truncate", "-s", "400M", _image);
        Run("mkfs." + kind, "-q", _image);
        Mount();
    }

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    /// <summary>Whether this machine can do it; else why not.</summary>
    public static string? WhyNot(string kind)
    {
        if (!TestKit.Posix.IsRoot) return "needs root, to mount file systems";
        if (TestKit.Posix.Lstat(TestKit.Posix.Join("/dev/loop-control", default)) is null) return "there are no loop devices here";
        return new[] { "/sbin", "/usr/sbin" }.Any(place => TestKit.Posix.Lstat(TestKit.Posix.Join($"{place}/mkfs.{kind}", default)) is not null) ? null : $"mkfs.{kind} is not installed";
    }

    /// <summary>Nothing that was not on the medium by now will ever be.</summary>
    public static void CutPower(string place)
    {
        var descriptor = open(Encoding.UTF8.GetBytes(place + '\0'), 0x90000, 0);
        var flags = WithoutFlushingTheLog;
        if (descriptor < 0 || ioctl(descriptor, Shutdown, &flags) != 0) throw new IOException($"{place}: {Marshal.GetLastPInvokeErrorMessage()}");
        _ = close(descriptor);
    }

    /// <summary>Mounts it.</summary>
    public void Mount()
    {
        Run("mount", "-o", "loop", _image, Path);
        _isMounted = true;
    }

    /// <summary>Unmounts it.</summary>
    public void Unmount()
    {
        Run("umount", Path);
        _isMounted = false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isMounted) Unmount();
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, Environment = { ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin" } })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {error}");
    }

#pragma warning disable IDE1006 // the names are the C library's
    [LibraryImport("libc", SetLastError = true)] private static partial int open(byte[] path, int flags, uint mode);
    [LibraryImport("libc", SetLastError = true)] private static partial int ioctl(int descriptor, ulong request, uint* argument);
    [LibraryImport("libc", SetLastError = true)] private static partial int close(int descriptor);
#pragma warning restore IDE1006
}
