using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Local;

/// <summary>Sets metadata of what stands in the tree, on the held and verified object alone.</summary>
internal sealed class MetadataKeeper(LocalTree tree)
{
    private readonly MetadataSetter _setter = new(tree.Calls, tree.Fidelity);
    private readonly XattrAccess _xattrs = new(tree.Calls);
    private readonly NameProof _names = new(tree);

    /// <summary>Sets metadata if the entry is still as expected.</summary>
    public Entry Set(Entry expected, Metadata metadata, AclRule acl)
    {
        if (!expected.Path.IsRoot) tree.CheckName(expected.Path);
        using var held = Hold(expected, out var stat, out var found);
        if (expected.Kind == EntryKind.Special) throw tree.Refused(expected.Path, "special files are never touched");
        if ((stat.Attributes & (StatXFlags.Immutable | StatXFlags.AppendOnly)) != 0) throw tree.Refused(expected.Path, "immutable: it is marked so (chattr +i or +a)");
        if (!found.IsDirectory) _names.Require(held, found);
        if (metadata.Parts.HasFlag(MetadataParts.Mode) && acl == AclRule.Skip && metadata.Mode != found.Mode && found.Kind != EntryKind.Symlink && _xattrs.HasAcl(held, found.IsDirectory))
        {
            throw tree.Refused(expected.Path, "acl: it has an access control list, whose mask a change of mode would rewrite");
        }
        _setter.Set(held, found.Kind, metadata, expected.Path);
        var set = EntryStat.Of(tree.Calls, held.Number, expected.Path, out _);
        _names.Settle(set);
        return set;
    }

    /// <summary>The entry with its extended attributes.</summary>
    public Entry ReadXattrs(Entry expected)
    {
        using var held = Hold(expected, out _, out var found);
        return found.Kind is EntryKind.File or EntryKind.Directory ? EntryStat.WithXattrs(found, _xattrs.Read(held, found.IsDirectory, expected.Path)) : EntryStat.WithXattrs(found, Xattrs.None);
    }

    private Descriptor Hold(Entry expected, out StatX stat, out Entry found)
    {
        var held = tree.Root.Hold(expected.Path);
        try
        {
            found = EntryStat.Of(tree.Calls, held.Number, expected.Path, out stat);
            if (found.IsDirectory && found.Inode == tree.Own.Inode) throw tree.Refused(expected.Path, "it is the store's own directory, which somebody moved");
            if (!Identity.IsSame(expected, found)) throw tree.Changed(expected.Path, Identity.Difference(expected, found));
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }
}
