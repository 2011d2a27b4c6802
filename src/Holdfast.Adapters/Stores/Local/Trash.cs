using System.Globalization;
using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Local;

/// <summary>
/// The trash: <c>.holdfast/trash/RUN/ORIGINAL/PATH</c>, so that people find what they miss. What cannot lie at its own
/// path (a second file of that name in one run, a file where a directory is) lies below <c>RUN/.again-N/</c>.
/// </summary>
internal sealed class Trash(LocalTree tree)
{
    private const int MostAgain = 1000;
    private const int Private = 0x1c0;

    /// <summary>Takes in something of our own directories, whatever it is.</summary>
    /// <returns>Where it lies, relative to the trash.</returns>
    public TreePath Take(Descriptor directory, ReadOnlySpan<byte> name, TreePath path, string run) => Rename(directory, name, path, run);

    /// <summary>Moves a file or link of the tree into the trash if it is still as expected.</summary>
    public TreePath Discard(Entry expected, string run)
    {
        using var parent = Verified(expected);
        var place = Rename(parent, expected.Path.Name, expected.Path, run);
        using var shelf = Open(place.Parent);
        var came = tree.Look(shelf, place.Name, expected.Path);
        if (came is not null && Identity.IsSame(expected, came)) return place;
        var back = tree.Calls.RenameAt2(shelf.Number, place.Name, parent.Number, expected.Path.Name, RenameFlags.NoReplace);
        // Should the name be taken again already, the trash keeps what came; the newer one stands under the name.
        var where = back < 0 ? $"; what stood there meanwhile lies in the trash as {place}" : "";
        throw tree.Changed(expected.Path, Identity.Difference(expected, came) + where);
    }

    /// <summary>Takes an empty directory away; the trash keeps a directory with its metadata in its place.</summary>
    public TreePath DiscardDirectory(Entry expected, string run)
    {
        using var parent = Verified(expected);
        var (place, kept) = MakePlace(expected.Path, run);
        using (kept)
        {
            using (var held = tree.Root.Hold(expected.Path)) Describe(held, kept, expected.Path);
            RemoveEmpty(parent, expected);
        }
        return place;
    }

    /// <summary>Takes an empty directory away.</summary>
    public void RemoveEmpty(Descriptor parent, Entry expected)
    {
        var result = tree.Calls.UnlinkAt(parent.Number, expected.Path.Name, At.RemoveDirectory);
        if (result is -Errno.ENOTEMPTY or -Errno.EEXIST) throw tree.Changed(expected.Path, "the directory is not empty");
        if (result is -Errno.ENOENT or -Errno.ENOTDIR) throw tree.Changed(expected.Path, "it is no longer there, or no directory");
        SystemCallException.Check(result, "unlinkat", expected.Path);
    }

    /// <summary>The directory that holds an entry, once it is sure that the entry is untouched.</summary>
    public Descriptor Verified(Entry expected)
    {
        tree.CheckName(expected.Path);
        var parent = tree.Root.OpenParent(expected.Path);
        try
        {
            var found = tree.Look(parent, expected.Path.Name, expected.Path);
            if (found is { Kind: EntryKind.Special }) throw tree.Refused(expected.Path, "special files are never touched");
            if (found is null || !Identity.IsUntouched(expected, found)) throw tree.Changed(expected.Path, Identity.Difference(expected, found));
            if (found.IsMountPoint) throw tree.Refused(expected.Path, TreeNames.OtherFileSystem);
            return parent;
        }
        catch
        {
            parent.Dispose();
            throw;
        }
    }

    /// <summary>The place of an entry in a run's trash when it lies there.</summary>
    public TreePath? Find(Entry was, string run)
    {
        var place = Place(was.Path, run, 0);
        var number = tree.Own.TrashTree.TryOpen(place, OpenFlags.Path);
        if (number is -Errno.ENOENT or -Errno.ENOTDIR or -Errno.ELOOP) return null;
        using var kept = new Descriptor(tree.Calls, SystemCallException.Check(number, "openat2", place));
        var entry = EntryStat.Of(tree.Calls, kept.Number, place, out _);
        return entry.Kind == was.Kind && (was.IsDirectory || entry.Inode == was.Inode) ? place : null;
    }

    /// <summary>Brings something back to a free name.</summary>
    public Entry Recover(TreePath trashPath, TreePath to)
    {
        tree.CheckName(to);
        using var shelf = Open(trashPath.Parent);
        var kept = tree.Look(shelf, trashPath.Name, to) ?? throw new Engine.Seams.StoreException(tree.Name, trashPath, Engine.Seams.StoreFault.NotFound, "the trash no longer has it");
        using var parent = tree.Root.OpenParent(to);
        var recovered = kept.IsDirectory ? RecoverDirectory(shelf, trashPath, parent, to) : RecoverFile(shelf, trashPath, parent, to);
        if (recovered == -Errno.EEXIST) throw tree.Changed(to, "something stands there already");
        SystemCallException.Check(recovered, "renameat2", to);
        return tree.Look(parent, to.Name, to) ?? kept;
    }

    /// <summary>Removes a file or link for good, and the directories above it that hold nothing more.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Drop(TreePath trashPath)
    {
        var was = Unlink(trashPath, 0);
        if (!was) return false;
        for (var above = trashPath.Parent; !above.IsRoot && Unlink(above, At.RemoveDirectory); above = above.Parent) { }
        return true;
    }

    private bool Unlink(TreePath place, int flags)
    {
        var number = tree.Own.TrashTree.TryOpen(place.Parent, OpenFlags.Path | OpenFlags.Directory);
        if (number is -Errno.ENOENT or -Errno.ENOTDIR or -Errno.ELOOP) return false;
        using var shelf = new Descriptor(tree.Calls, SystemCallException.Check(number, "openat2", place));
        var result = tree.Calls.UnlinkAt(shelf.Number, place.Name, flags);
        if (result is -Errno.ENOENT or -Errno.ENOTEMPTY or -Errno.EEXIST) return false;
        SystemCallException.Check(result, "unlinkat", place);
        return true;
    }

    private int RecoverFile(Descriptor shelf, TreePath trashPath, Descriptor parent, TreePath to) =>
        tree.Calls.RenameAt2(shelf.Number, trashPath.Name, parent.Number, to.Name, RenameFlags.NoReplace);

    private int RecoverDirectory(Descriptor shelf, TreePath trashPath, Descriptor parent, TreePath to)
    {
        var maker = new DirectoryMaker(tree);
        using var made = maker.Make(to, out var temporary);
        using (var model = Open(trashPath)) Describe(model, made, to);
        var result = maker.Place(temporary, parent, to);
        // Others may still lie in it; then it stays until they are brought back or swept.
        if (result >= 0) _ = tree.Calls.UnlinkAt(shelf.Number, trashPath.Name, At.RemoveDirectory);
        return result;
    }

    /// <summary>A name for something that is not kept.</summary>
    public Aside Swap(TreePath path) => new(tree.Own.Swap, tree.Own.NewName(path), null, owned: false);

    /// <summary>The place of something of a run's, most probably free; <see cref="MoveOn"/> finds the next one.</summary>
    public Aside Shelve(TreePath path, string run)
    {
        var (place, shelf, _) = Shelf(path, run, 0);
        return new Aside(shelf, path.Name.ToArray(), place, owned: true);
    }

    /// <summary>Goes on to the next place for the same thing: the last one was taken.</summary>
    public void MoveOn(Aside aside, TreePath path)
    {
        var taken = aside.TrashPath ?? throw new SystemCallException("renameat2", path, Errno.EEXIST);
        var run = System.Text.Encoding.UTF8.GetString(taken.Top);
        var again = 0;
        while (Place(path, run, again) != taken) again++;
        var (place, shelf, _) = Shelf(path, run, again + 1);
        aside.MoveTo(shelf, place);
    }

    private TreePath Rename(Descriptor from, ReadOnlySpan<byte> name, TreePath path, string run)
    {
        for (var again = 0; ;)
        {
            var (place, shelf, at) = Shelf(path, run, again);
            using (shelf)
            {
                var result = tree.Calls.RenameAt2(from.Number, name, shelf.Number, place.Name, RenameFlags.NoReplace);
                if (result >= 0) return place;
                if (result == -Errno.ENOENT) throw tree.Changed(path, "it is no longer there");
                if (result is not (-Errno.EEXIST or -Errno.ENOTDIR)) throw new SystemCallException("renameat2", path, -result);
            }
            again = at + 1;
        }
    }

    // The first place from a number on whose directory is there or can be made.
    private (TreePath Place, Descriptor Shelf, int Again) Shelf(TreePath path, string run, int again)
    {
        for (; again < MostAgain; again++)
        {
            var place = Place(path, run, again);
            if (OpenOrMake(place.Parent) is { } shelf) return (place, shelf, again);
        }
        throw new SystemCallException("renameat2", path, Errno.EEXIST);
    }

    private (TreePath Place, Descriptor Kept) MakePlace(TreePath path, string run)
    {
        for (var again = 0; again < MostAgain; again++)
        {
            var place = Place(path, run, again);
            if (OpenOrMake(place) is { } kept) return (place, kept);
        }
        throw new SystemCallException("mkdirat", path, Errno.EEXIST);
    }

    // The metadata of one directory for another that stands in its place.
    private void Describe(Descriptor model, Descriptor copy, TreePath path)
    {
        var entry = EntryStat.Of(tree.Calls, model.Number, path, out _);
        var xattrs = tree.Fidelity.Xattrs ? new XattrAccess(tree.Calls).Read(model, true, path) : null;
        new MetadataSetter(tree.Calls, tree.Fidelity).Set(copy, EntryKind.Directory, Metadata.Of(entry, MetadataParts.All) with { Xattrs = xattrs }, path);
    }

    private static TreePath Place(TreePath path, string run, int again)
    {
        if (run.Length == 0 || run is "." or ".." || run.Contains('/', StringComparison.Ordinal)) throw new ArgumentException($"not the name of a run: '{run}'", nameof(run));
        var head = TreePath.From(again == 0 ? run : string.Create(CultureInfo.InvariantCulture, $"{run}/.again-{again}"));
        return TreePath.FromBytes([.. head.Bytes, (byte)'/', .. path.Bytes]);
    }

    private Descriptor Open(TreePath place) => tree.Own.TrashTree.Open(place, OpenFlags.Path | OpenFlags.Directory);

    // Null when something that is no directory stands on the way.
    private Descriptor? OpenOrMake(TreePath place)
    {
        var number = tree.Own.TrashTree.TryOpen(place, OpenFlags.Path | OpenFlags.Directory);
        if (number >= 0) return new Descriptor(tree.Calls, number);
        if (number is -Errno.ENOTDIR or -Errno.ELOOP) return null;
        if (number != -Errno.ENOENT || place.IsRoot) throw new SystemCallException("openat2", place, -number);
        // Most of the way is there already: the nearest directory that is, and from there on down.
        using var above = OpenOrMake(place.Parent);
        if (above is null) return null;
        var made = tree.Calls.MkdirAt(above.Number, place.Name, Private);
        number = made is >= 0 or -Errno.EEXIST
            ? tree.Calls.OpenAt2(above.Number, place.Name, new OpenHow { Flags = OpenFlags.Path | OpenFlags.Directory | OpenFlags.CloseOnExec, Resolve = ResolveFlags.Beneath | ResolveFlags.NoSymlinks })
            : made;
        return number is -Errno.ENOTDIR or -Errno.ELOOP ? null : new Descriptor(tree.Calls, SystemCallException.Check(number, "mkdirat", place));
    }
}
