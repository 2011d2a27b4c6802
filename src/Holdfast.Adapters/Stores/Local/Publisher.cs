using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Local;

/// <summary>
/// Gives temporaries their final names in one step. What is replaced is exchanged, looked at, and put back when it is not
/// what was expected: the name is never without a file, and what somebody saved in between is never lost.
/// </summary>
internal sealed class Publisher(LocalTree tree, Trash trash)
{
    private const int MostExchanges = 16;

    /// <summary>Publishes a temporary.</summary>
    /// <param name="temporary">Its name in the workspace.</param>
    /// <param name="made">What lies there.</param>
    /// <param name="path">The final name.</param>
    /// <param name="replaces">What stands there now, or null for nothing.</param>
    /// <param name="run">The run in whose trash the replaced goes; null deletes it.</param>
    /// <returns>What stands there now, and where the replaced lies in the trash.</returns>
    public (Entry Entry, TreePath? Trash) Publish(ReadOnlySpan<byte> temporary, Entry made, TreePath path, Entry? replaces, string? run)
    {
        tree.CheckName(path);
        using var parent = tree.Root.OpenParent(path);
        if (replaces is null)
        {
            Place(temporary, parent, path);
            return (Standing(parent, made, path), null);
        }
        if (replaces.Kind is EntryKind.Directory or EntryKind.Special) throw tree.Refused(path, "a directory or special file is never replaced");
        var found = tree.Look(parent, path.Name, path);
        if (found is null || !Identity.IsUntouched(replaces, found)) throw tree.Changed(path, Identity.Difference(replaces, found));
        using var aside = run is null ? trash.Swap(path) : trash.Shelve(path, run);
        SetAside(temporary, aside, path);
        Exchange(aside, temporary, made, replaces, parent, path);
        var entry = Standing(parent, made, path);
        if (run is null) SystemCallException.Check(tree.Calls.UnlinkAt(aside.Directory.Number, aside.Name, 0), "unlinkat", path);
        return (entry, aside.TrashPath);
    }

    // What is to be published first lies where what it replaces shall lie: so one exchange of names puts both in their places.
    private void SetAside(ReadOnlySpan<byte> temporary, Aside aside, TreePath path)
    {
        int result;
        while ((result = tree.Calls.RenameAt2(tree.Own.Workspace.Number, temporary, aside.Directory.Number, aside.Name, RenameFlags.NoReplace)) == -Errno.EEXIST) trash.MoveOn(aside, path);
        SystemCallException.Check(result, "renameat2", path);
    }

    private void Place(ReadOnlySpan<byte> temporary, Descriptor parent, TreePath path)
    {
        var result = tree.Calls.RenameAt2(tree.Own.Workspace.Number, temporary, parent.Number, path.Name, RenameFlags.NoReplace);
        if (result == -Errno.EEXIST) throw tree.Changed(path, "something stands there already");
        Check(result, path);
    }

    private void Exchange(Aside aside, ReadOnlySpan<byte> temporary, Entry made, Entry replaces, Descriptor parent, TreePath path)
    {
        var result = tree.Calls.RenameAt2(aside.Directory.Number, aside.Name, parent.Number, path.Name, RenameFlags.Exchange);
        // An answer can be lost, as network file systems do: what lies aside says whether the names were exchanged.
        var came = tree.Look(aside.Directory, aside.Name, path);
        if (result < 0 && (came is null || came.Inode == made.Inode))
        {
            // They were not: the temporary goes back to where its owner takes it away.
            _ = tree.Calls.RenameAt2(aside.Directory.Number, aside.Name, tree.Own.Workspace.Number, temporary, RenameFlags.NoReplace);
            if (result == -Errno.ENOENT) throw tree.Changed(path, "it is no longer there");
            Check(result, path);
        }
        if (came is not null && Identity.IsSame(replaces, came)) return;
        PutBack(aside, temporary, made, parent, path);
        throw tree.Changed(path, Identity.Difference(replaces, came));
    }

    // Puts back what came out. When what comes out then is not our own temporary, somebody wrote once more in between,
    // and that newest one belongs under the name: exchange again.
    private void PutBack(Aside aside, ReadOnlySpan<byte> temporary, Entry made, Descriptor parent, TreePath path)
    {
        for (var tries = 0; tries < MostExchanges; tries++)
        {
            var result = tree.Calls.RenameAt2(aside.Directory.Number, aside.Name, parent.Number, path.Name, RenameFlags.Exchange);
            // Our temporary was removed under the final name: the name is free for what came out of it.
            if (result == -Errno.ENOENT) result = tree.Calls.RenameAt2(aside.Directory.Number, aside.Name, parent.Number, path.Name, RenameFlags.NoReplace);
            else if (result >= 0 && tree.Look(aside.Directory, aside.Name, path) is { } back && back.Inode == made.Inode)
            {
                _ = tree.Calls.RenameAt2(aside.Directory.Number, aside.Name, tree.Own.Workspace.Number, temporary, RenameFlags.NoReplace);
                return;
            }
            else if (result >= 0)
            {
                continue;
            }
            if (result >= 0) return;
            if (result != -Errno.EEXIST) break;
        }
        // It stays where it is: in the trash, or in swap/, which is never deleted and goes to the trash as recovered at the next lock.
        throw tree.Changed(path, $"what stood there could not be put back and lies in .holdfast/{aside.Shown}");
    }

    // What we placed is what we tell, also when somebody replaced it at once: then the next scan sees the difference.
    private Entry Standing(Descriptor parent, Entry made, TreePath path) =>
        tree.Look(parent, path.Name, path) is { } now && Identity.IsSame(made, now) ? now : made;

    private void Check(int result, TreePath path)
    {
        if (result is -Errno.EINVAL or -Errno.ENOSYS)
        {
            throw tree.Refused(path, "this file system cannot rename without replacing, or exchange two names (renameat2): nothing can be put there safely");
        }
        SystemCallException.Check(result, "renameat2", path);
    }
}
