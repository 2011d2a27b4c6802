using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Files;

/// <summary>Reads and sets the extended attributes in <c>user.</c> of an object that a descriptor holds, and sees whether it has an ACL.</summary>
internal sealed class XattrAccess(ISystemCalls calls)
{
    private const string Carried = "user.";
    private const string AccessList = "system.posix_acl_access";
    private const int VersionBytes = 4;
    private const int EntryBytes = 8;
    private const int GroupTag = 4;
    private const int MaskTag = 16;
    private const int Most = 1 << 20;

    // An ACL of four bytes of version and three entries of eight says no more than the mode does.
    private const int TrivialAcl = 28;

    /// <summary>The attributes that are carried, and whether there is an ACL.</summary>
    /// <exception cref="SystemCallException">They cannot be read.</exception>
    public Xattrs Read(Descriptor held, bool isDirectory, TreePath path)
    {
        var file = held.ProcPath;
        var values = ImmutableSortedDictionary.CreateBuilder<string, ImmutableArray<byte>>(StringComparer.Ordinal);
        // An access control list has a name among them too: most entries are done with after one call.
        var names = Names(file, path);
        if (names.Count == 0) return Xattrs.None;
        foreach (var name in names)
        {
            if (name.StartsWith(Carried, StringComparison.Ordinal) && Value(file, name, path) is { } value) values[name] = value;
        }
        var hasAcl = HasAcl(held, isDirectory);
        return values.Count == 0 && !hasAcl ? Xattrs.None : new Xattrs(values.ToImmutable(), hasAcl) { OwningGroup = hasAcl ? OwningGroup(file, path) : null };
    }

    /// <summary>Whether there is an access control list beyond the mode bits, or a directory's default one.</summary>
    public bool HasAcl(Descriptor held, bool isDirectory)
    {
        var file = held.ProcPath;
        return calls.GetXattr(file, "system.posix_acl_access"u8, []) > TrivialAcl
            || (isDirectory && calls.GetXattr(file, "system.posix_acl_default"u8, []) > 4);
    }

    /// <summary>Makes the attributes in <c>user.</c> exactly these.</summary>
    /// <exception cref="SystemCallException">One could not be set or removed.</exception>
    public void Replace(Descriptor held, Xattrs wanted, TreePath path)
    {
        var file = held.ProcPath;
        foreach (var name in Names(file, path))
        {
            if (!name.StartsWith(Carried, StringComparison.Ordinal) || wanted.Values.ContainsKey(name)) continue;
            var result = calls.RemoveXattr(file, Encoding.UTF8.GetBytes(name));
            if (result != -Errno.ENODATA) SystemCallException.Check(result, "removexattr", path);
        }
        foreach (var (name, value) in wanted.Values)
        {
            if (name.StartsWith(Carried, StringComparison.Ordinal)) SystemCallException.Check(calls.SetXattr(file, Encoding.UTF8.GetBytes(name), value.AsSpan(), 0), "setxattr", path);
        }
    }

    // Entries of eight bytes behind four of version: tag, rwx bits, number.
    private int? OwningGroup(byte[] file, TreePath path)
    {
        if (Value(file, AccessList, path) is not { } list) return null;
        var (group, mask) = (0, 7);
        for (var entry = list.AsSpan()[VersionBytes..]; entry.Length >= EntryBytes; entry = entry[EntryBytes..])
        {
            var (tag, bits) = (BinaryPrimitives.ReadUInt16LittleEndian(entry), BinaryPrimitives.ReadUInt16LittleEndian(entry[2..]));
            if (tag == GroupTag) group = bits;
            if (tag == MaskTag) mask = bits;
        }
        return group & mask;
    }

    private List<string> Names(byte[] file, TreePath path)
    {
        var buffer = new byte[1024];
        int length;
        while ((length = calls.ListXattr(file, buffer)) == -Errno.ERANGE && buffer.Length < Most) buffer = new byte[buffer.Length * 4];
        if (length is -Errno.EOPNOTSUPP or 0) return [];
        SystemCallException.Check(length, "listxattr", path);
        var names = new List<string>();
        foreach (var range in buffer.AsSpan(0, length).Split((byte)0))
        {
            var name = buffer.AsSpan(0, length)[range];
            if (!name.IsEmpty) names.Add(Encoding.UTF8.GetString(name));
        }
        return names;
    }

    private ImmutableArray<byte>? Value(byte[] file, string name, TreePath path)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        var buffer = new byte[256];
        int length;
        while ((length = calls.GetXattr(file, bytes, buffer)) == -Errno.ERANGE && buffer.Length < Most) buffer = new byte[buffer.Length * 4];
        if (length == -Errno.ENODATA) return null;
        return [.. buffer.AsSpan(0, SystemCallException.Check(length, "getxattr", path))];
    }
}
