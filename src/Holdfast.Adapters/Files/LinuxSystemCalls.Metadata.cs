using System.Runtime.CompilerServices;

namespace Holdfast.Adapters.Files;

/// <content>Owner, mode, times and attributes.</content>
internal sealed unsafe partial class LinuxSystemCalls
{
    [SkipLocalsInit]
    public int FChownAt(int directory, ReadOnlySpan<byte> path, int uid, int gid, int flags)
    {
        Span<byte> scratch = stackalloc byte[Inline];
        fixed (byte* name = Terminate(path, scratch)) return Result(Native.fchownat(directory, name, (uint)uid, (uint)gid, flags));
    }

    public int FChmod(int descriptor, int mode) => Result(Native.fchmod(descriptor, (uint)mode));

    [SkipLocalsInit]
    public int FChmodAt2(int directory, ReadOnlySpan<byte> path, int mode, int flags)
    {
        Span<byte> scratch = stackalloc byte[Inline];
        fixed (byte* name = Terminate(path, scratch)) return (int)Result(Native.Syscall(FChmodAt2Number, directory, (nint)name, mode, flags));
    }

    [SkipLocalsInit]
    public int Chmod(ReadOnlySpan<byte> path, int mode)
    {
        Span<byte> scratch = stackalloc byte[Inline];
        fixed (byte* name = Terminate(path, scratch)) return Result(Native.chmod(name, (uint)mode));
    }

    [SkipLocalsInit]
    public int UTimeNsAt(int directory, ReadOnlySpan<byte> path, in TimeSpec accessed, in TimeSpec modified, int flags)
    {
        Span<byte> scratch = stackalloc byte[Inline];
        var times = stackalloc TimeSpec[2];
        (times[0], times[1]) = (accessed, modified);
        fixed (byte* name = Terminate(path, scratch)) return Result(Native.utimensat(directory, name, times, flags));
    }

    public int FListXattr(int descriptor, Span<byte> names)
    {
        fixed (byte* pointer = names) return (int)Result(Native.flistxattr(descriptor, pointer, (nuint)names.Length));
    }

    [SkipLocalsInit]
    public int FGetXattr(int descriptor, ReadOnlySpan<byte> name, Span<byte> value)
    {
        Span<byte> scratch = stackalloc byte[Inline];
        fixed (byte* text = Terminate(name, scratch))
        fixed (byte* pointer = value)
        {
            return (int)Result(Native.fgetxattr(descriptor, text, pointer, (nuint)value.Length));
        }
    }

    [SkipLocalsInit]
    public int FSetXattr(int descriptor, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int flags)
    {
        Span<byte> scratch = stackalloc byte[Inline];
        fixed (byte* text = Terminate(name, scratch))
        fixed (byte* pointer = value)
        {
            return Result(Native.fsetxattr(descriptor, text, pointer, (nuint)value.Length, flags));
        }
    }

    [SkipLocalsInit]
    public int FRemoveXattr(int descriptor, ReadOnlySpan<byte> name)
    {
        Span<byte> scratch = stackalloc byte[Inline];
        fixed (byte* text = Terminate(name, scratch)) return Result(Native.fremovexattr(descriptor, text));
    }

    [SkipLocalsInit]
    public int ListXattr(ReadOnlySpan<byte> path, Span<byte> names)
    {
        Span<byte> scratch = stackalloc byte[Inline];
        fixed (byte* file = Terminate(path, scratch))
        fixed (byte* pointer = names)
        {
            return (int)Result(Native.listxattr(file, pointer, (nuint)names.Length));
        }
    }

    [SkipLocalsInit]
    public int GetXattr(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, Span<byte> value)
    {
        Span<byte> scratch = stackalloc byte[Inline];
        Span<byte> second = stackalloc byte[Inline];
        fixed (byte* file = Terminate(path, scratch))
        fixed (byte* text = Terminate(name, second))
        fixed (byte* pointer = value)
        {
            return (int)Result(Native.getxattr(file, text, pointer, (nuint)value.Length));
        }
    }

    [SkipLocalsInit]
    public int SetXattr(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int flags)
    {
        Span<byte> scratch = stackalloc byte[Inline];
        Span<byte> second = stackalloc byte[Inline];
        fixed (byte* file = Terminate(path, scratch))
        fixed (byte* text = Terminate(name, second))
        fixed (byte* pointer = value)
        {
            return Result(Native.setxattr(file, text, pointer, (nuint)value.Length, flags));
        }
    }

    [SkipLocalsInit]
    public int RemoveXattr(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name)
    {
        Span<byte> scratch = stackalloc byte[Inline];
        Span<byte> second = stackalloc byte[Inline];
        fixed (byte* file = Terminate(path, scratch))
        fixed (byte* text = Terminate(name, second))
        {
            return Result(Native.removexattr(file, text));
        }
    }
}
