using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Files;

/// <summary>
/// Sets metadata on an object that a descriptor holds: owner before mode (a change of owner clears set-id bits, so the
/// other way round would bring them back), attributes while a new file can still be written, and the time last, because
/// all else may change it.
/// </summary>
internal sealed class MetadataSetter(ISystemCalls calls, Fidelity fidelity)
{
    /// <summary>The bits a file's mode may have here: all but set-id.</summary>
    public const int FileModes = 0x3ff;

    /// <summary>Sets what is asked for, as far as the file system keeps it. Set-id bits are never set on files.</summary>
    /// <param name="held">The object; an O_PATH descriptor will do.</param>
    /// <param name="kind">What it is: links have no mode and no attributes of ours.</param>
    /// <param name="metadata">What to set.</param>
    /// <param name="path">Its name, for errors.</param>
    /// <exception cref="SystemCallException">A part could not be set; the parts before it are set.</exception>
    public void Set(Descriptor held, EntryKind kind, Metadata metadata, TreePath path)
    {
        var parts = metadata.Parts;
        if (parts.HasFlag(MetadataParts.Owner) && fidelity.Owner)
        {
            SystemCallException.Check(calls.FChownAt(held.Number, [], metadata.Uid, metadata.Gid, At.EmptyPath), "fchownat", path);
        }
        if (parts.HasFlag(MetadataParts.Xattrs) && fidelity.Xattrs && kind != EntryKind.Symlink && metadata.Xattrs is { } xattrs)
        {
            new XattrAccess(calls).Replace(held, xattrs, path);
        }
        if (parts.HasFlag(MetadataParts.Mode) && fidelity.Mode && kind != EntryKind.Symlink) SetMode(held, kind, metadata.Mode, path);
        if (parts.HasFlag(MetadataParts.Mtime) && fidelity.MtimeGrain > 0)
        {
            SystemCallException.Check(calls.UTimeNsAt(held.Number, [], TimeSpec.Omit, TimeSpec.At(metadata.Mtime), At.EmptyPath), "utimensat", path);
        }
    }

    private void SetMode(Descriptor held, EntryKind kind, int mode, TreePath path)
    {
        var allowed = kind == EntryKind.Directory ? mode & 0xfff : mode & FileModes;
        var result = calls.FChmodAt2(held.Number, [], allowed, At.EmptyPath);
        // Before Linux 6.6 (and in sandboxes that do not know the call) the kernel's name of the held object is its equal.
        if (result is -Errno.ENOSYS or -Errno.EPERM) result = calls.Chmod(held.ProcPath, allowed);
        SystemCallException.Check(result, "fchmodat2", path);
    }
}
