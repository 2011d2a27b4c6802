using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Local;

/// <summary>Which file system a tree lies on, and what such a file system can keep.</summary>
internal static class FileSystemIdentity
{
    private const long Btrfs = 0x9123683e;
    private const long Fat = 0x4d44;
    private const long ExFat = 0x2011bab0;

    /// <summary>An id that is the same after the file system was mounted again: its UUID, else what statfs tells, else the device.</summary>
    public static string Id(TreeRoot root)
    {
        SystemCallException.Check(root.Calls.FStatFs(root.Number, out var stat), "fstatfs", TreePath.Root);
        Span<byte> uuid = stackalloc byte[16];
        var told = root.Calls.GetFileSystemUuid(root.Number, uuid);
        // Only a kernel or file system that does not know the call may be asked otherwise: another answer would be another store.
        if (told is not (-Errno.ENOTTY or -Errno.EOPNOTSUPP or -Errno.EINVAL or -Errno.ENOSYS or -Errno.EPERM or -Errno.EACCES)) SystemCallException.Check(told, "ioctl (file system's UUID)", TreePath.Root);
        var text = told >= 0
            ? "uuid:" + new Guid(uuid, bigEndian: true).ToString("D", CultureInfo.InvariantCulture)
            : DeviceUuid.Find(root.Calls, root.Device);
        // Inode numbers of two btrfs subvolumes overlap; the kernel mixes the subvolume into this number.
        if (text is not null) return (uint)stat.Type == unchecked((uint)Btrfs) ? string.Create(CultureInfo.InvariantCulture, $"{text}+{stat.Id:x16}") : text;
        return stat.Id != 0
            ? string.Create(CultureInfo.InvariantCulture, $"fsid:{(uint)stat.Type:x}-{stat.Id:x16}")
            : string.Create(CultureInfo.InvariantCulture, $"dev:{root.Device >> 32}:{root.Device & 0xffffffff}");
    }

    /// <summary>An identity for a tree in which no marker can be written.</summary>
    public static string Unmarked(string fileSystemId, string location) =>
        StoreFacts.UnmarkedPrefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(fileSystemId + "\n" + location)).AsSpan(0, 16));

    /// <summary>What the tree can keep, as this process may.</summary>
    public static Fidelity Fidelity(TreeRoot root)
    {
        SystemCallException.Check(root.Calls.FStatFs(root.Number, out var stat), "fstatfs", TreePath.Root);
        var posix = stat.Type is not (Fat or ExFat);
        var attribute = root.Calls.FGetXattr(root.Number, "user.holdfast"u8, []);
        if (attribute is not (-Errno.ENODATA or -Errno.EOPNOTSUPP or -Errno.EPERM or -Errno.EACCES)) SystemCallException.Check(attribute, "fgetxattr", TreePath.Root);
        return new Fidelity
        {
            Owner = posix && Privilege.MayChangeOwner(root.Calls),
            Mode = posix,
            Symlinks = posix,
            HardLinks = posix,
            Xattrs = attribute is >= 0 or -Errno.ENODATA,
            MtimeGrain = stat.Type switch { Fat => 2_000_000_000, ExFat => 10_000_000, _ => 1 },
            CaseSensitive = posix,
        };
    }
}
