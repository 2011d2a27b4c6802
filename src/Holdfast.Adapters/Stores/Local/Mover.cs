using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Local;

/// <summary>Renames inside the tree, and takes files away for good; what turns out to be something else is put back.</summary>
internal sealed class Mover(LocalTree tree)
{
    /// <summary>Gives an entry another name that must be free.</summary>
    public Entry Move(Entry expected, TreePath to)
    {
        tree.CheckName(expected.Path);
        tree.CheckName(to);
        using var from = tree.Root.OpenParent(expected.Path);
        using var target = tree.Root.OpenParent(to);
        var found = tree.Look(from, expected.Path.Name, expected.Path);
        if (found is { Kind: EntryKind.Special }) throw tree.Refused(expected.Path, "special files are never touched");
        if (found is null || !Identity.IsSame(expected, found)) throw tree.Changed(expected.Path, Identity.Difference(expected, found));
        var result = tree.Calls.RenameAt2(from.Number, expected.Path.Name, target.Number, to.Name, RenameFlags.NoReplace);
        if (result == -Errno.EEXIST) throw tree.Changed(to, "something stands there already");
        SystemCallException.Check(result, "renameat2", expected.Path);
        var moved = tree.Look(target, to.Name, to);
        if (moved is not null && Identity.IsSame(expected, moved)) return moved;
        PutBack(target, to.Name, from, expected, moved);
        return expected;
    }

    /// <summary>Deletes a file or link for good.</summary>
    public void Destroy(Entry expected)
    {
        using var parent = new Trash(tree).Verified(expected);
        var swap = tree.Own.NewName(expected.Path);
        SystemCallException.Check(tree.Calls.RenameAt2(parent.Number, expected.Path.Name, tree.Own.Swap.Number, swap, RenameFlags.NoReplace), "renameat2", expected.Path);
        var came = tree.Look(tree.Own.Swap, swap, expected.Path);
        if (came is null || !Identity.IsSame(expected, came)) PutBack(tree.Own.Swap, swap, parent, expected, came);
        SystemCallException.Check(tree.Calls.UnlinkAt(tree.Own.Swap.Number, swap, 0), "unlinkat", expected.Path);
    }

    private void PutBack(Descriptor at, ReadOnlySpan<byte> name, Descriptor from, Entry expected, Entry? came)
    {
        var back = came is null ? 0 : tree.Calls.RenameAt2(at.Number, name, from.Number, expected.Path.Name, RenameFlags.NoReplace);
        var where = back < 0 ? $"; it could not be put back ({Errno.Describe(-back)}) and is called {TreePath.Show(name)} now" : "";
        throw tree.Changed(expected.Path, Identity.Difference(expected, came) + where);
    }
}
