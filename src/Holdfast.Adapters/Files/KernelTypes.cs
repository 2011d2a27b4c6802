using System.Runtime.InteropServices;

namespace Holdfast.Adapters.Files;

/// <summary>struct open_how of openat2(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct OpenHow
{
    /// <summary>See <see cref="OpenFlags"/>.</summary>
    public ulong Flags;

    /// <summary>Mode of a file that is made; 0 otherwise.</summary>
    public ulong Mode;

    /// <summary>See <see cref="ResolveFlags"/>.</summary>
    public ulong Resolve;
}

/// <summary>struct statx_timestamp.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StatXTime
{
    /// <summary>Seconds since 1970-01-01 UTC.</summary>
    public long Seconds;

    /// <summary>Nanoseconds, 0 to 999,999,999.</summary>
    public uint Nanoseconds;

    private readonly int _reserved;

    /// <summary>Nanoseconds since 1970-01-01 UTC; what lies before 1677 or after 2262 is told as the first or last moment that fits.</summary>
    public readonly long Total => Seconds > MostSeconds ? long.MaxValue : Seconds < -MostSeconds ? long.MinValue : (Seconds * 1_000_000_000) + Nanoseconds;

    private const long MostSeconds = (long.MaxValue / 1_000_000_000) - 1;
}

/// <summary>struct statx.</summary>
[StructLayout(LayoutKind.Sequential, Size = 256)]
internal struct StatX
{
    public uint Mask;
    public uint BlockSize;
    public ulong Attributes;
    public uint Links;
    public uint Uid;
    public uint Gid;
    public ushort Mode;
    private readonly ushort _spare;
    public ulong Inode;
    public ulong Size;
    public ulong Blocks;
    public ulong AttributesMask;
    public StatXTime Accessed;
    public StatXTime Born;
    public StatXTime Changed;
    public StatXTime Modified;
    public uint SpecialMajor;
    public uint SpecialMinor;
    public uint DeviceMajor;
    public uint DeviceMinor;
    public ulong MountId;

    /// <summary>The device the object lies on.</summary>
    public readonly ulong Device => ((ulong)DeviceMajor << 32) | DeviceMinor;

    /// <summary>The type bits of the mode.</summary>
    public readonly int Type => Mode & FileType.Mask;
}

/// <summary>struct timespec.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TimeSpec
{
    /// <summary>Seconds since 1970-01-01 UTC.</summary>
    public long Seconds;

    /// <summary>Nanoseconds, 0 to 999,999,999, or UTIME_OMIT.</summary>
    public long Nanoseconds;

    /// <summary>Leaves the time as it is.</summary>
    public static TimeSpec Omit => new() { Nanoseconds = 0x3ffffffe };

    /// <summary>The moment of the call, by the clock of the file system.</summary>
    public static TimeSpec Now => new() { Nanoseconds = 0x3fffffff };

    /// <summary>A moment in nanoseconds since 1970-01-01 UTC.</summary>
    public static TimeSpec At(long nanoseconds)
    {
        var (seconds, rest) = Math.DivRem(nanoseconds, 1_000_000_000);
        return rest < 0 ? new() { Seconds = seconds - 1, Nanoseconds = rest + 1_000_000_000 } : new() { Seconds = seconds, Nanoseconds = rest };
    }
}

/// <summary>struct statfs of 64-bit Linux.</summary>
[StructLayout(LayoutKind.Sequential, Size = 120)]
internal struct StatFs
{
    public long Type;
    public long BlockSize;
    public ulong Blocks;
    public ulong BlocksFree;
    public ulong BlocksAvailable;
    public ulong Files;
    public ulong FilesFree;
    public ulong Id;
    public long NameLength;
    public long FragmentSize;
    public long Flags;
}

/// <summary>struct pollfd.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollDescriptor
{
    public int Descriptor;
    public short Wanted;
    public short Got;

    /// <summary>POLLIN: there is something to read.</summary>
    public const short In = 1;
}

/// <summary>struct flock of 64-bit Linux.</summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal struct RecordLock
{
    /// <summary>F_OFD_GETLK.</summary>
    public const int Test = 36;

    /// <summary>F_WRLCK.</summary>
    public const short Write = 1;

    /// <summary>F_UNLCK.</summary>
    public const short None = 2;

    public short Type;
    public short Whence;
    public long Start;
    public long Length;
    public int Process;
}
