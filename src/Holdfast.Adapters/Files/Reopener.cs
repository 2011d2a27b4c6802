using System.Buffers.Text;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Files;

/// <summary>
/// Opens for reading what a descriptor only holds, through the kernel's own directory of open descriptors: no name is
/// looked up again, so that it is surely the object that was looked at.
/// </summary>
internal sealed class Reopener : IDisposable
{
    private const uint ProcMagic = 0x9fa0;
    private readonly ISystemCalls _calls;
    private readonly Descriptor _descriptors;

    private Reopener(ISystemCalls calls, Descriptor descriptors) => (_calls, _descriptors) = (calls, descriptors);

    /// <summary>Finds the kernel's directory of our open descriptors.</summary>
    /// <exception cref="PlatformNotSupportedException">There is no /proc; there is no weaker way.</exception>
    public static Reopener Open(ISystemCalls calls)
    {
        var number = calls.OpenAt2(At.WorkingDirectory, "/proc/self/fd"u8, new OpenHow { Flags = OpenFlags.Path | OpenFlags.Directory | OpenFlags.CloseOnExec });
        if (number == -Errno.ENOENT) throw Missing();
        var descriptors = new Descriptor(calls, SystemCallException.Check(number, "openat2 (/proc/self/fd)", TreePath.Root));
        var told = calls.FStatFs(descriptors.Number, out var stat);
        if (told >= 0 && (uint)stat.Type == ProcMagic) return new Reopener(calls, descriptors);
        descriptors.Dispose();
        SystemCallException.Check(told, "fstatfs (/proc/self/fd)", TreePath.Root);
        throw Missing();
    }

    /// <summary>Opens a held regular file without moving its access time where we may, and without waiting for anybody.</summary>
    /// <exception cref="SystemCallException">It cannot be opened.</exception>
    public Descriptor Read(Descriptor held, TreePath path)
    {
        const ulong Flags = OpenFlags.ReadOnly | OpenFlags.NonBlocking | OpenFlags.NoTerminal | OpenFlags.CloseOnExec;
        Span<byte> name = stackalloc byte[11];
        Utf8Formatter.TryFormat(held.Number, name, out var length);
        var number = _calls.OpenAt2(_descriptors.Number, name[..length], new OpenHow { Flags = Flags | OpenFlags.NoAccessTime });
        // Only a file's owner, or whoever may act as such, may leave its access time alone.
        if (number == -Errno.EPERM) number = _calls.OpenAt2(_descriptors.Number, name[..length], new OpenHow { Flags = Flags });
        return new Descriptor(_calls, SystemCallException.Check(number, "openat2", path));
    }

    /// <inheritdoc/>
    public void Dispose() => _descriptors.Dispose();

    private static PlatformNotSupportedException Missing() =>
        new("/proc is not mounted, or a sandbox hides it: without it Holdfast could not open a file and be sure that it opens no device");
}
