using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Holdfast.Adapters.Files;

/// <summary>The calls as the running kernel has them.</summary>
internal sealed unsafe partial class LinuxSystemCalls : ISystemCalls
{
    private const int Inline = 512;
    private const long OpenAt2Number = 437;
    private const long FChmodAt2Number = 452;
    private const ulong GetFsUuidRequest = 0x80111500;
    private const ulong CloneRequest = 0x40049409;

    private LinuxSystemCalls()
    {
    }

    /// <summary>The one instance; it holds nothing.</summary>
    public static LinuxSystemCalls Instance { get; } = new();

    [SkipLocalsInit]
    public int OpenAt2(int directory, ReadOnlySpan<byte> path, in OpenHow how)
    {
        Span<byte> scratch = stackalloc byte[Inline];
        fixed (byte* name = Terminate(path, scratch))
        fixed (OpenHow* pointer = &how)
        {
            return (int)Result(Native.Syscall(OpenAt2Number, directory, (nint)name, (nint)pointer, sizeof(OpenHow)));
        }
    }

    public int Close(int descriptor) => Result(Native.close(descriptor));

    [SkipLocalsInit]
    public int StatX(int directory, ReadOnlySpan<byte> path, int flags, uint mask, out StatX result)
    {
        Span<byte> scratch = stackalloc byte[Inline];
        Unsafe.SkipInit(out result);
        fixed (byte* name = Terminate(path, scratch))
        fixed (StatX* pointer = &result)
        {
            return Result(Native.statx(directory, name, flags, mask, pointer));
        }
    }

    public int GetDents64(int directory, Span<byte> buffer)
    {
        fixed (byte* pointer = buffer) return (int)Result(Native.getdents64(directory, pointer, (nuint)buffer.Length));
    }

    [SkipLocalsInit]
    public int MkdirAt(int directory, ReadOnlySpan<byte> path, int mode)
    {
        Span<byte> scratch = stackalloc byte[Inline];
        fixed (byte* name = Terminate(path, scratch)) return Result(Native.mkdirat(directory, name, (uint)mode));
    }

    [SkipLocalsInit]
    public int SymlinkAt(ReadOnlySpan<byte> target, int directory, ReadOnlySpan<byte> path)
    {
        Span<byte> scratch = stackalloc byte[Inline];
        Span<byte> second = stackalloc byte[Inline];
        fixed (byte* text = Terminate(target, second))
        fixed (byte* name = Terminate(path, scratch))
        {
            return Result(Native.symlinkat(text, directory, name));
        }
    }

    [SkipLocalsInit]
    public int ReadLinkAt(int directory, ReadOnlySpan<byte> path, Span<byte> buffer)
    {
        Span<byte> scratch = stackalloc byte[Inline];
        fixed (byte* name = Terminate(path, scratch))
        fixed (byte* pointer = buffer)
        {
            return (int)Result(Native.readlinkat(directory, name, pointer, (nuint)buffer.Length));
        }
    }

    [SkipLocalsInit]
    public int LinkAt(int fromDirectory, ReadOnlySpan<byte> from, int toDirectory, ReadOnlySpan<byte> to, int flags)
    {
        Span<byte> scratch = stackalloc byte[Inline];
        Span<byte> second = stackalloc byte[Inline];
        fixed (byte* old = Terminate(from, scratch))
        fixed (byte* name = Terminate(to, second))
        {
            return Result(Native.linkat(fromDirectory, old, toDirectory, name, flags));
        }
    }

    [SkipLocalsInit]
    public int UnlinkAt(int directory, ReadOnlySpan<byte> path, int flags)
    {
        Span<byte> scratch = stackalloc byte[Inline];
        fixed (byte* name = Terminate(path, scratch)) return Result(Native.unlinkat(directory, name, flags));
    }

    [SkipLocalsInit]
    public int RenameAt2(int fromDirectory, ReadOnlySpan<byte> from, int toDirectory, ReadOnlySpan<byte> to, uint flags)
    {
        Span<byte> scratch = stackalloc byte[Inline];
        Span<byte> second = stackalloc byte[Inline];
        fixed (byte* old = Terminate(from, scratch))
        fixed (byte* name = Terminate(to, second))
        {
            return Result(Native.renameat2(fromDirectory, old, toDirectory, name, flags));
        }
    }

    public int FStatFs(int descriptor, out StatFs result)
    {
        result = default;
        fixed (StatFs* pointer = &result) return Result(Native.fstatfs(descriptor, pointer));
    }

    public int GetFileSystemUuid(int descriptor, Span<byte> uuid)
    {
        // struct fsuuid2: one byte of length, then 16 bytes.
        var answer = stackalloc byte[17];
        var result = Result(Native.ioctl(descriptor, GetFsUuidRequest, (nint)answer));
        if (result < 0) return result;
        if (answer[0] != 16) return -Errno.EOPNOTSUPP;
        new ReadOnlySpan<byte>(answer + 1, 16).CopyTo(uuid);
        return 0;
    }

    public int Flock(int descriptor, int operation) => Result(Native.flock(descriptor, operation));

    public int GetEuid() => (int)Native.geteuid();

    // The error number is read before anything else may run; the runtime keeps it over its own work on the way back.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Result(int result) => result >= 0 ? result : -Marshal.GetLastSystemError();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Result(nint result) => result >= 0 ? result : -Marshal.GetLastSystemError();

    // A name with NUL inside would be cut short and mean something else.
    private static Span<byte> Terminate(ReadOnlySpan<byte> name, Span<byte> scratch)
    {
        if (name.Contains((byte)0)) throw new ArgumentException($"a name may not contain NUL: {Engine.Model.TreePath.Show(name)}", nameof(name));
        var text = name.Length < scratch.Length ? scratch[..(name.Length + 1)] : new byte[name.Length + 1];
        name.CopyTo(text);
        text[name.Length] = 0;
        return text;
    }
}
