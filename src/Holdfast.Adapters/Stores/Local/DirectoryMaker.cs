using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Local;

/// <summary>
/// Makes directories where nobody else can reach and then gives them their names: made under its final name, one could be
/// exchanged for another directory before we look at it, and that one would get the metadata.
/// </summary>
internal sealed class DirectoryMaker(LocalTree tree)
{
    private const int Private = 0x1c0;

    /// <summary>Makes a directory under a free name, with mode 0700 and nothing else.</summary>
    /// <returns>What stands there now.</returns>
    public Entry MakeAt(TreePath path)
    {
        tree.CheckName(path);
        using var parent = tree.Root.OpenParent(path);
        using var made = Make(path, out var temporary);
        var result = Place(temporary, parent, path);
        if (result == -Errno.EEXIST) throw tree.Changed(path, "something stands there already");
        SystemCallException.Check(result, "renameat2", path);
        return EntryStat.Of(tree.Calls, made.Number, path, out _);
    }

    /// <summary>Makes a directory among the temporaries.</summary>
    public Descriptor Make(TreePath path, out byte[] temporary)
    {
        var workspace = tree.Own.Workspace.Number;
        temporary = tree.Own.NewTemporary(path);
        SystemCallException.Check(tree.Calls.MkdirAt(workspace, temporary, Private), "mkdirat", path);
        var number = tree.Calls.OpenAt2(workspace, temporary, new OpenHow
        {
            Flags = OpenFlags.Path | OpenFlags.Directory | OpenFlags.NoFollow | OpenFlags.CloseOnExec,
            Resolve = ResolveFlags.Beneath,
        });
        return new Descriptor(tree.Calls, SystemCallException.Check(number, "openat2", path));
    }

    /// <summary>Gives it its name; the temporary is gone when that fails. Zero or the negative error.</summary>
    public int Place(byte[] temporary, Descriptor parent, TreePath path)
    {
        var result = tree.Calls.RenameAt2(tree.Own.Workspace.Number, temporary, parent.Number, path.Name, RenameFlags.NoReplace);
        if (result < 0) _ = tree.Calls.UnlinkAt(tree.Own.Workspace.Number, temporary, At.RemoveDirectory);
        return result;
    }
}
