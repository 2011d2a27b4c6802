using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Files;

/// <summary>Lists one directory at a time. Each worker of a walk has one, with buffers of its own.</summary>
internal sealed class DirectoryLister(TreeRoot root, FilterSet filters, LinkCensus? census)
{
    private readonly DirectoryReader _reader = new(root.Calls);
    private readonly bool _filtered = filters.Rules.Count > 0;

    /// <summary>Lists a directory; one that cannot be listed keeps the reason.</summary>
    public void List(DirectoryListing listing)
    {
        var path = listing.Entry.Path;
        var number = root.TryOpen(path, OpenFlags.Directory | OpenFlags.NonBlocking);
        if (number < 0)
        {
            Refuse(listing, "openat2", -number);
            return;
        }
        using var directory = new Descriptor(root.Calls, number);
        var found = new List<Entry>();
        try
        {
            Read(directory.Number, path, found);
            listing.Fill(found);
        }
        catch (SystemCallException failure)
        {
            // What was read before the error proves nothing of what was not.
            Refuse(listing, failure.Call, failure.Error);
        }
    }

    private void Read(int directory, TreePath path, List<Entry> found)
    {
        var result = root.Calls.StatX(directory, [], At.EmptyPath, EntryStat.Mask, out var stat);
        var device = SystemCallException.Check(result, "statx", path) >= 0 ? stat.Device : 0;
        _reader.Begin(directory);
        for (var name = _reader.Next(path); !name.IsEmpty; name = _reader.Next(path))
        {
            if (path.IsRoot && name.SequenceEqual(TreeNames.Own)) continue;
            var entry = Look(directory, name, path.Child(name), device);
            if (entry is null || (_filtered && !filters.Decide(entry.Path, entry.IsDirectory).Included)) continue;
            if (entry.IsFile && entry.Links > 1) census?.Count(entry.Inode);
            found.Add(entry.IsMountPoint && root.Mounts == MountRule.Skip ? EntryStat.WithTrouble(entry, TreeNames.OtherFileSystem) : entry);
        }
    }

    private Entry? Look(int directory, ReadOnlySpan<byte> name, TreePath path, ulong device)
    {
        SystemCallException.Check(EntryStat.Look(root.Calls, directory, name, path, device, out var entry), "statx", path);
        return entry;
    }

    private static void Refuse(DirectoryListing listing, string call, int error)
    {
        listing.Trouble = $"{call}: {Errno.Describe(error)}";
        if (listing.Entry.Path.IsRoot) listing.Failure = new SystemCallException(call, TreePath.Root, error);
    }
}
