using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Files;

/// <summary>
/// The root of a tree, opened once. Every name below it is resolved by openat2 without following any link and without
/// leaving the tree; a kernel that lacks the call is refused, there is no weaker way.
/// </summary>
internal sealed class TreeRoot : IDisposable
{
    // The kernel takes 4,095 bytes at a time; longer paths are resolved in hops.
    private const int HopLength = 4000;
    private const ulong SearchOnly = OpenFlags.Path | OpenFlags.CloseOnExec;
    private readonly ulong _resolve;
    private readonly Descriptor _descriptor;

    private TreeRoot(ISystemCalls calls, Descriptor descriptor, ulong device, MountRule mounts)
    {
        (Calls, _descriptor, Device, Mounts) = (calls, descriptor, device, mounts);
        _resolve = ResolveFlags.Beneath | ResolveFlags.NoSymlinks | ResolveFlags.NoMagicLinks | (mounts == MountRule.Skip ? ResolveFlags.NoCrossDevice : 0);
    }

    /// <summary>The calls everything in this tree goes through.</summary>
    public ISystemCalls Calls { get; }

    /// <summary>The open root directory.</summary>
    public int Number => _descriptor.Number;

    /// <summary>The device the root lies on.</summary>
    public ulong Device { get; }

    /// <summary>Whether other file systems inside are entered.</summary>
    public MountRule Mounts { get; }

    /// <summary>Opens a root. Links in <paramref name="path"/> itself are followed: it is the administrator's.</summary>
    /// <exception cref="SystemCallException">It cannot be opened, or is no directory.</exception>
    /// <exception cref="PlatformNotSupportedException">The kernel has no openat2.</exception>
    public static TreeRoot Open(ISystemCalls calls, ReadOnlySpan<byte> path, MountRule mounts)
    {
        var number = calls.OpenAt2(Files.At.WorkingDirectory, path, new OpenHow { Flags = OpenFlags.Directory | OpenFlags.CloseOnExec });
        if (number == -Errno.ENOSYS) throw new PlatformNotSupportedException("this kernel has no openat2 (Linux 5.6, or a sandbox that hides it): Holdfast cannot keep users' links from leading it astray without it");
        var descriptor = new Descriptor(calls, SystemCallException.Check(number, "openat2", TreePath.Root));
        var result = calls.StatX(descriptor.Number, [], Files.At.EmptyPath, StatXFlags.Basic, out var stat);
        if (result >= 0) return new TreeRoot(calls, descriptor, stat.Device, mounts);
        descriptor.Dispose();
        throw new SystemCallException("statx", TreePath.Root, -result);
    }

    /// <summary>
    /// A tree of its own that begins at a held directory, so that names in it are found even if somebody moved the
    /// directory and put another in its place. It lives as long as the directory is held.
    /// </summary>
    public TreeRoot At(Descriptor directory) => new(Calls, directory, Device, Mounts);

    /// <summary>Opens a name below the root; the descriptor's number or the negative error.</summary>
    public int TryOpen(TreePath path, ulong flags)
    {
        var rest = path.IsRoot ? "."u8 : path.Bytes;
        var from = Number;
        Descriptor? hop = null;
        try
        {
            while (rest.Length > HopLength)
            {
                var cut = rest[..HopLength].LastIndexOf((byte)'/');
                if (cut <= 0) return -Errno.ENAMETOOLONG;
                var next = Open(from, rest[..cut], SearchOnly | OpenFlags.Directory);
                if (next < 0) return next;
                hop?.Dispose();
                hop = new Descriptor(Calls, next);
                from = next;
                rest = rest[(cut + 1)..];
            }
            return Open(from, rest, flags | OpenFlags.CloseOnExec | OpenFlags.NoFollow);
        }
        finally
        {
            hop?.Dispose();
        }
    }

    /// <summary>Opens a name below the root.</summary>
    /// <exception cref="SystemCallException">It cannot be opened.</exception>
    public Descriptor Open(TreePath path, ulong flags) => new(Calls, SystemCallException.Check(TryOpen(path, flags), "openat2", path));

    /// <summary>The directory that holds a name, for calls that take directory and name; it can be searched, not listed.</summary>
    /// <exception cref="SystemCallException">It cannot be opened.</exception>
    public Descriptor OpenParent(TreePath path) => new(Calls, SystemCallException.Check(TryOpen(path.Parent, SearchOnly | OpenFlags.Directory), "openat2", path));

    /// <summary>Holds the object of a name without opening it: nothing happens to FIFOs or devices.</summary>
    /// <exception cref="SystemCallException">There is none.</exception>
    public Descriptor Hold(TreePath path) => Open(path, OpenFlags.Path);

    /// <inheritdoc/>
    public void Dispose() => _descriptor.Dispose();

    private int Open(int directory, ReadOnlySpan<byte> path, ulong flags)
    {
        var result = Calls.OpenAt2(directory, path, new OpenHow { Flags = flags, Resolve = _resolve });
        // A rename elsewhere makes the kernel unsure whether a path stayed inside; it asks to be asked again.
        for (var tries = 0; result == -Errno.EAGAIN && tries < RestartingCalls.Limit; tries++)
        {
            result = Calls.OpenAt2(directory, path, new OpenHow { Flags = flags, Resolve = _resolve });
        }
        return result;
    }
}
