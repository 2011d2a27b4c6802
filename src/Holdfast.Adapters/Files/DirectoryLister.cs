using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Files;

/// <summary>Lists one directory at a time. Each worker of a walk has one, with buffers of its own.</summary>
internal sealed class DirectoryLister(WalkSettings settings)
{
    private readonly DirectoryReader _reader = new(settings.Root.Calls);
    private readonly TreeRoot _root = settings.Root;
    private readonly FilterSet _filters = settings.Filters;

    /// <summary>Lists a directory; one that cannot be listed keeps the reason.</summary>
    public void List(DirectoryListing listing)
    {
        var path = listing.Entry.Path;
        var number = _root.TryOpen(path, OpenFlags.Directory | OpenFlags.NonBlocking);
        if (number < 0)
        {
            Refuse(listing, "openat2", -number);
            return;
        }
        using var directory = new Descriptor(_root.Calls, number);
        var found = new List<Entry>();
        var spill = default(EntrySpill);
        try
        {
            Read(directory.Number, path, found, ref spill);
            if (spill is null) listing.Fill(found);
            else listing.Fill(spill, found);
        }
        catch (SystemCallException failure)
        {
            // What was read before the error proves nothing of what was not.
            spill?.Dispose();
            Refuse(listing, failure.Call, failure.Error);
        }
    }

    private void Read(int directory, TreePath path, List<Entry> found, ref EntrySpill? spill)
    {
        SystemCallException.Check(_root.Calls.StatX(directory, [], At.EmptyPath, EntryStat.Mask, out var stat), "statx", path);
        _reader.Begin(directory);
        for (var name = _reader.Next(path); !name.IsEmpty; name = _reader.Next(path))
        {
            if (path.IsRoot && name.SequenceEqual(TreeNames.Own)) continue;
            var entry = Look(directory, name, path.Child(name), stat.Device);
            if (entry is null || !TakesPart(entry)) continue;
            if (!entry.IsDirectory && entry.Links > 1) settings.Census?.Count(entry.Inode, stat.Inode, name);
            found.Add(entry.IsMountPoint && _root.Mounts == MountRule.Skip ? EntryStat.WithTrouble(entry, TreeNames.OtherFileSystem) : entry);
            if (found.Count < settings.SpillFrom) continue;
            spill ??= new EntrySpill(_root.Calls, settings.SpillDirectory, path);
            spill.Add(found);
            found.Clear();
        }
    }

    // The store's own directory stays out even where somebody moved it: what is in it is not users' to see.
    private bool TakesPart(Entry entry) =>
        !(entry.IsDirectory && entry.Inode == settings.OwnInode)
        && (_filters.Rules.Count == 0 || _filters.Decide(entry.Path, entry.IsDirectory).Included);

    private Entry? Look(int directory, ReadOnlySpan<byte> name, TreePath path, ulong device)
    {
        SystemCallException.Check(EntryStat.Look(_root.Calls, directory, name, path, device, out var entry), "statx", path);
        return entry;
    }

    private static void Refuse(DirectoryListing listing, string call, int error)
    {
        listing.Trouble = $"{call}: {Errno.Describe(error)}";
        if (listing.Entry.Path.IsRoot) listing.Failure = new SystemCallException(call, TreePath.Root, error);
    }
}
