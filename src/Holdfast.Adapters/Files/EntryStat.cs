using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Files;

/// <summary>Turns what the kernel tells of an object into an entry; the only place that does.</summary>
internal static class EntryStat
{
    /// <summary>What is asked of statx: all but the access time.</summary>
    public const uint Mask = StatXFlags.Basic & ~0x20u;

    private const int NameFlags = At.SymlinkNoFollow | At.NoAutomount;

    /// <summary>The kind a mode stands for.</summary>
    public static EntryKind Kind(int type) => type switch
    {
        FileType.Regular => EntryKind.File,
        FileType.Directory => EntryKind.Directory,
        FileType.Symlink => EntryKind.Symlink,
        _ => EntryKind.Special,
    };

    /// <summary>An entry of what statx told.</summary>
    public static Entry Make(TreePath path, in StatX stat, bool isMountPoint = false, ReadOnlyMemory<byte> target = default)
    {
        var kind = Kind(stat.Type);
        return new Entry
        {
            Path = path,
            Kind = kind,
            Size = kind == EntryKind.File ? (long)stat.Size : 0,
            Allocated = (long)stat.Blocks * 512,
            Mtime = stat.Modified.Total,
            Ctime = stat.Changed.Total,
            Mode = stat.Mode & 0xfff,
            Uid = (int)stat.Uid,
            Gid = (int)stat.Gid,
            Inode = stat.Inode,
            Links = (int)stat.Links,
            IsMountPoint = isMountPoint,
            Target = target,
        };
    }

    /// <summary>A directory of which what lies below could not be seen.</summary>
    public static Entry WithTrouble(Entry entry, string trouble) => entry with { Unlisted = trouble };

    /// <summary>An entry with its attributes.</summary>
    public static Entry WithXattrs(Entry entry, Xattrs xattrs) => entry with { Xattrs = xattrs };

    /// <summary>Whether another file system is mounted on the object, or a subvolume begins at it.</summary>
    public static bool IsMountPoint(in StatX stat, ulong parentDevice) =>
        stat.Type == FileType.Directory && ((stat.Attributes & StatXFlags.MountRoot) != 0 || stat.Device != parentDevice);

    /// <summary>Looks at a name in an open directory; null and no error when it is gone.</summary>
    /// <returns>Zero or the negative error number.</returns>
    public static int Look(ISystemCalls calls, int directory, ReadOnlySpan<byte> name, TreePath path, ulong parentDevice, out Entry? entry)
    {
        entry = null;
        // A link may become something else between the two calls: look again, a few times.
        for (var tries = 0; tries < 8; tries++)
        {
            var result = calls.StatX(directory, name, NameFlags, Mask, out var stat);
            if (result < 0) return result == -Errno.ENOENT ? 0 : result;
            if (stat.Type != FileType.Symlink)
            {
                entry = Make(path, stat, IsMountPoint(stat, parentDevice));
                return 0;
            }
            result = ReadTarget(calls, directory, name, out var target);
            if (result >= 0)
            {
                entry = Make(path, stat, false, target);
                return 0;
            }
            if (result == -Errno.ENOENT) return 0;
            if (result != -Errno.EINVAL) return result;
        }
        return -Errno.EAGAIN;
    }

    /// <summary>Looks at the object a descriptor holds.</summary>
    /// <exception cref="SystemCallException">It cannot be looked at.</exception>
    public static Entry Of(ISystemCalls calls, int descriptor, TreePath path, out StatX stat)
    {
        SystemCallException.Check(calls.StatX(descriptor, [], At.EmptyPath, Mask, out stat), "statx", path);
        if (stat.Type != FileType.Symlink) return Make(path, stat);
        SystemCallException.Check(ReadTarget(calls, descriptor, [], out var target), "readlinkat", path);
        return Make(path, stat, false, target);
    }

    private static int ReadTarget(ISystemCalls calls, int directory, ReadOnlySpan<byte> name, out byte[] target)
    {
        Span<byte> buffer = stackalloc byte[4096];
        var length = calls.ReadLinkAt(directory, name, buffer);
        target = length > 0 ? buffer[..length].ToArray() : [];
        return length;
    }
}
