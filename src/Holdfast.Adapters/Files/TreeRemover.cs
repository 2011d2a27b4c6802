using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Files;

/// <summary>Removes whole trees of our own (temporaries, trash), beneath the root and without following links.</summary>
internal sealed class TreeRemover(TreeRoot root)
{
    private const int Private = 0x1c0;
    private readonly DirectoryReader _reader = new(root.Calls);

    /// <summary>Removes everything in a directory, and the directory.</summary>
    /// <exception cref="SystemCallException">Something could not be removed; what was before it is gone.</exception>
    public void Remove(TreePath top, CancellationToken cancellation)
    {
        var open = new Stack<TreePath>([top]);
        while (open.TryPeek(out var path))
        {
            cancellation.ThrowIfCancellationRequested();
            var below = Empty(path, cancellation);
            foreach (var directory in below) open.Push(directory);
            if (below.Count > 0) continue;
            open.Pop();
            using var parent = root.OpenParent(path);
            SystemCallException.Check(root.Calls.UnlinkAt(parent.Number, path.Name, At.RemoveDirectory), "unlinkat", path);
        }
    }

    /// <summary>Bytes that everything below a directory takes.</summary>
    public long Measure(TreePath top, CancellationToken cancellation)
    {
        var bytes = 0L;
        var open = new Stack<TreePath>([top]);
        while (open.TryPop(out var path))
        {
            cancellation.ThrowIfCancellationRequested();
            using var directory = OpenForListing(path);
            _reader.Begin(directory.Number);
            for (var name = _reader.Next(path); !name.IsEmpty; name = _reader.Next(path))
            {
                var result = root.Calls.StatX(directory.Number, name, At.SymlinkNoFollow, EntryStat.Mask, out var stat);
                if (result == -Errno.ENOENT) continue;
                SystemCallException.Check(result, "statx", path);
                bytes += (long)stat.Blocks * 512;
                if (stat.Type == FileType.Directory) open.Push(path.Child(name));
            }
        }
        return bytes;
    }

    // Unlinks what is no directory and returns the directories that are in the way. Some file systems skip names when a
    // directory shrinks under reading, so it is read until it holds nothing more.
    private List<TreePath> Empty(TreePath path, CancellationToken cancellation)
    {
        using var directory = OpenForListing(path);
        var below = new List<TreePath>();
        while (true)
        {
            var removed = false;
            below.Clear();
            _reader.Begin(directory.Number);
            for (var name = _reader.Next(path); !name.IsEmpty; name = _reader.Next(path))
            {
                cancellation.ThrowIfCancellationRequested();
                var result = root.Calls.UnlinkAt(directory.Number, name, 0);
                if (result == -Errno.EISDIR) below.Add(path.Child(name));
                else SystemCallException.Check(result, "unlinkat", path.Child(name));
                removed |= result >= 0;
            }
            if (!removed) return below;
            SystemCallException.Check(root.Calls.LSeek(directory.Number, 0, Whence.Start), "lseek", path);
        }
    }

    // A directory in the trash bears its users' mode; without root that may keep even us out.
    private Descriptor OpenForListing(TreePath path)
    {
        var number = root.TryOpen(path, OpenFlags.Directory);
        if (number is -Errno.EACCES)
        {
            using var held = root.Hold(path);
            SystemCallException.Check(root.Calls.Chmod(held.ProcPath, Private), "chmod", path);
            number = root.TryOpen(path, OpenFlags.Directory);
        }
        return new Descriptor(root.Calls, SystemCallException.Check(number, "openat2", path));
    }
}
