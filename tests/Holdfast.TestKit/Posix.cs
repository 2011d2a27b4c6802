using System.Runtime.InteropServices;
using System.Text;

namespace Holdfast.TestKit;

/// <summary>
/// System calls on byte names for tests: what builds and judges trees must not be what is tested. Paths are absolute and
/// trusted; nothing here is safe against an attacker.
/// </summary>
public static unsafe partial class Posix
{
    public const int Nofollow = 0x100;

    /// <summary>Whether the tests run as the superuser.</summary>
    public static bool IsRoot => geteuid() == 0;

    public static int UserId => (int)geteuid();

    public static int GroupId => (int)getegid();

    public sealed record Status(int Mode, int Links, int Uid, int Gid, ulong Inode, long Size, long Mtime, long Ctime, long Allocated)
    {
        public bool IsDirectory => (Mode & 0xF000) == 0x4000;

        public bool IsFile => (Mode & 0xF000) == 0x8000;

        public bool IsSymlink => (Mode & 0xF000) == 0xA000;
    }

    /// <summary>A path below a directory, as the system calls want it: bytes with a NUL.</summary>
    public static byte[] Join(string directory, ReadOnlySpan<byte> below) =>
        below.IsEmpty ? [.. Encoding.UTF8.GetBytes(directory), 0] : [.. Encoding.UTF8.GetBytes(directory), (byte)'/', .. below, 0];

    public static Status? Lstat(byte[] path)
    {
        Raw raw;
        if (statx(-100, path, Nofollow, 0x7FF, &raw) != 0) return Marshal.GetLastPInvokeError() == 2 ? null : throw Error(path);
        return new Status(raw.Mode, (int)raw.Nlink, (int)raw.Uid, (int)raw.Gid, raw.Ino, (long)raw.Size,
            raw.Mtime.Seconds * 1_000_000_000 + raw.Mtime.Nanoseconds, raw.Ctime.Seconds * 1_000_000_000 + raw.Ctime.Nanoseconds, (long)raw.Blocks * 512);
    }

    public static void Mkdir(byte[] path, int mode) => Check(mkdir(path, (uint)mode), path);

    public static void Symlink(byte[] target, byte[] path) => Check(symlink([.. target, 0], path), path);

    public static void Link(byte[] from, byte[] path) => Check(link(from, path), path);

    public static void Mkfifo(byte[] path, int mode) => Check(mkfifo(path, (uint)mode), path);

    /// <summary>Makes the device that takes and gives nothing; needs root.</summary>
    public static void MakeNullDevice(byte[] path) => Check(mknod(path, 0x21B6, 0x103), path);

    public static void Chmod(byte[] path, int mode) => Check(chmod(path, (uint)mode), path);

    public static void Chown(byte[] path, int uid, int gid) => Check(lchown(path, (uint)uid, (uint)gid), path);

    public static void Rename(byte[] from, byte[] to) => Check(rename(from, to), from);

    public static void Unlink(byte[] path) => Check(unlink(path), path);

    public static void Rmdir(byte[] path) => Check(rmdir(path), path);

    public static void SetMtime(byte[] path, long nanoseconds)
    {
        var seconds = Math.DivRem(nanoseconds, 1_000_000_000, out var rest);
        if (rest < 0) (seconds, rest) = (seconds - 1, rest + 1_000_000_000);
        var times = stackalloc long[4] { seconds, rest, seconds, rest };
        Check(utimensat(-100, path, times, Nofollow), path);
    }

    public static byte[] Readlink(byte[] path)
    {
        var buffer = new byte[4096];
        fixed (byte* b = buffer)
        {
            var length = readlink(path, b, (nuint)buffer.Length);
            return length < 0 ? throw Error(path) : buffer[..(int)length];
        }
    }

    /// <summary>Writes a new file, or overwrites one in place. Runs of <paramref name="size"/> beyond the content are a hole.</summary>
    public static void WriteFile(byte[] path, ReadOnlySpan<byte> content, long size = -1)
    {
        var fd = open(path, 0x241 | 0x80000, 0x1B6);
        if (fd < 0) throw Error(path);
        try
        {
            while (!content.IsEmpty)
            {
                fixed (byte* b = content)
                {
                    var written = write(fd, b, (nuint)content.Length);
                    if (written < 0) throw Error(path);
                    content = content[(int)written..];
                }
            }
            if (size >= 0) Check(ftruncate(fd, size), path);
        }
        finally
        {
            _ = close(fd);
        }
    }

    /// <summary>Hands a file's content to a taker, piece by piece.</summary>
    public static void ReadFile(byte[] path, Action<byte[], int> take)
    {
        var fd = open(path, 0x80000 | 0x20000, 0);
        if (fd < 0) throw Error(path);
        try
        {
            var buffer = new byte[1 << 16];
            fixed (byte* b = buffer)
            {
                nint length;
                while ((length = read(fd, b, (nuint)buffer.Length)) > 0) take(buffer, (int)length);
                if (length < 0) throw Error(path);
            }
        }
        finally
        {
            _ = close(fd);
        }
    }

    /// <summary>Names in a directory, without <c>.</c> and <c>..</c>, in no order.</summary>
    public static List<byte[]> Names(byte[] path)
    {
        var directory = opendir(path);
        if (directory == 0) throw Error(path);
        var names = new List<byte[]>();
        try
        {
            byte* item;
            while ((item = readdir(directory)) != null)
            {
                // struct dirent of 64-bit Linux: the name begins at byte 19 and ends with a NUL.
                var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(item + 19).ToArray();
                if (!name.AsSpan().SequenceEqual("."u8) && !name.AsSpan().SequenceEqual(".."u8)) names.Add(name);
            }
        }
        finally
        {
            _ = closedir(directory);
        }
        return names;
    }

    /// <summary>Removes a tree that a test made.</summary>
    public static void RemoveTree(byte[] path)
    {
        if (Lstat(path) is not { } status) return;
        if (!status.IsDirectory)
        {
            Unlink(path);
            return;
        }
        Chmod(path, 0x1C0);
        foreach (var name in Names(path)) RemoveTree([.. path.AsSpan()[..^1], (byte)'/', .. name, 0]);
        Rmdir(path);
    }

    private static void Check(int result, byte[] path)
    {
        if (result != 0) throw Error(path);
    }

    private static IOException Error(byte[] path) =>
        new($"{Encoding.UTF8.GetString(path.AsSpan()[..^1])}: {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());

    [StructLayout(LayoutKind.Sequential)]
    private struct Moment
    {
        public long Seconds;
        public uint Nanoseconds;
        public int Reserved;
    }

    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private struct Raw
    {
        public uint Mask, BlockSize;
        public ulong Attributes;
        public uint Nlink, Uid, Gid;
        public ushort Mode, Spare;
        public ulong Ino, Size, Blocks, AttributesMask;
        public Moment Atime, Btime, Ctime, Mtime;
    }

#pragma warning disable IDE1006 // the names are the C library's
    [LibraryImport("libc")] private static partial uint geteuid();
    [LibraryImport("libc")] private static partial uint getegid();
    [LibraryImport("libc", SetLastError = true)] private static partial int statx(int directory, byte[] path, int flags, uint mask, Raw* result);
    [LibraryImport("libc", SetLastError = true)] private static partial int mkdir(byte[] path, uint mode);
    [LibraryImport("libc", SetLastError = true)] private static partial int symlink(byte[] target, byte[] path);
    [LibraryImport("libc", SetLastError = true)] private static partial int link(byte[] from, byte[] to);
    [LibraryImport("libc", SetLastError = true)] private static partial int mkfifo(byte[] path, uint mode);
    [LibraryImport("libc", SetLastError = true)] private static partial int mknod(byte[] path, uint mode, ulong device);
    [LibraryImport("libc", SetLastError = true)] private static partial int chmod(byte[] path, uint mode);
    [LibraryImport("libc", SetLastError = true)] private static partial int lchown(byte[] path, uint uid, uint gid);
    [LibraryImport("libc", SetLastError = true)] private static partial int rename(byte[] from, byte[] to);
    [LibraryImport("libc", SetLastError = true)] private static partial int unlink(byte[] path);
    [LibraryImport("libc", SetLastError = true)] private static partial int rmdir(byte[] path);
    [LibraryImport("libc", SetLastError = true)] private static partial int utimensat(int directory, byte[] path, long* times, int flags);
    [LibraryImport("libc", SetLastError = true)] private static partial nint readlink(byte[] path, byte* buffer, nuint length);
    [LibraryImport("libc", SetLastError = true)] private static partial int open(byte[] path, int flags, uint mode);
    [LibraryImport("libc", SetLastError = true)] private static partial nint write(int fd, byte* buffer, nuint length);
    [LibraryImport("libc", SetLastError = true)] private static partial nint read(int fd, byte* buffer, nuint length);
    [LibraryImport("libc", SetLastError = true)] private static partial int ftruncate(int fd, long length);
    [LibraryImport("libc", SetLastError = true)] private static partial int close(int fd);
    [LibraryImport("libc", SetLastError = true)] private static partial nint opendir(byte[] path);
    [LibraryImport("libc", SetLastError = true)] private static partial byte* readdir(nint directory);
    [LibraryImport("libc", SetLastError = true)] private static partial int closedir(nint directory);
#pragma warning restore IDE1006
}
