using System.Buffers.Binary;

namespace Holdfast.Adapters.Files.Watching;

/// <summary>IN_… flags of inotify(7).</summary>
internal static class InotifyFlags
{
    public const uint Modify = 0x2;
    public const uint Attributes = 0x4;
    public const uint CloseWrite = 0x8;
    public const uint MovedFrom = 0x40;
    public const uint MovedTo = 0x80;
    public const uint Create = 0x100;
    public const uint Delete = 0x200;
    public const uint DeleteSelf = 0x400;
    public const uint MoveSelf = 0x800;
    public const uint Unmount = 0x2000;
    public const uint Overflow = 0x4000;
    public const uint Ignored = 0x8000;
    public const uint OnlyDirectory = 0x1000000;
    public const uint ExcludeUnlinked = 0x4000000;
    public const uint IsDirectory = 0x40000000;

    /// <summary>IN_CLOEXEC and IN_NONBLOCK of inotify_init1(2); eventfd(2) has the same values.</summary>
    public const int CloseOnExecNonBlocking = 0x80800;

    /// <summary>Names that come and go.</summary>
    public const uint Names = Create | Delete | MovedFrom | MovedTo;

    /// <summary>What every directory is watched for.</summary>
    public const uint Watched = Modify | Attributes | CloseWrite | Names | DeleteSelf | MoveSelf | OnlyDirectory | ExcludeUnlinked;
}

/// <summary>One event as it was read.</summary>
/// <param name="watch">The directory's watch; -1 for an overflow.</param>
/// <param name="mask">See <see cref="InotifyFlags"/>.</param>
/// <param name="name">The name in the directory; empty for an event of the directory itself.</param>
internal readonly ref struct InotifyEvent(int watch, uint mask, ReadOnlySpan<byte> name)
{
    public int Watch { get; } = watch;
    public uint Mask { get; } = mask;
    public ReadOnlySpan<byte> Name { get; } = name;

    public bool Has(uint flags) => (Mask & flags) != 0;

    /// <summary>Takes the first event off what was read.</summary>
    public static InotifyEvent Next(ref ReadOnlySpan<byte> rest)
    {
        // struct inotify_event: watch 4, mask 4, cookie 4, length of the name 4, the name filled up with NUL.
        var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(rest[12..]);
        var name = rest.Slice(16, length);
        var end = name.IndexOf((byte)0);
        var found = new InotifyEvent(BinaryPrimitives.ReadInt32LittleEndian(rest), BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]), end < 0 ? name : name[..end]);
        rest = rest[(16 + length)..];
        return found;
    }
}
