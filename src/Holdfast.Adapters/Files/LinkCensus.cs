using System.Runtime.InteropServices;

namespace Holdfast.Adapters.Files;

/// <summary>
/// How many names of each file with several names a whole walk found inside the tree. A file of which some name lies
/// elsewhere may be somebody's else: its owner and mode are never touched.
/// </summary>
internal sealed class LinkCensus
{
    // Past this many files the rest count as not found: refused, never wrongly allowed.
    private const int Most = 1_000_000;
    private readonly Dictionary<ulong, int> _names = [];
    private readonly Lock _lock = new();

    /// <summary>Counts one name of a file.</summary>
    public void Count(ulong inode)
    {
        lock (_lock)
        {
            if (_names.Count < Most || _names.ContainsKey(inode)) CollectionsMarshal.GetValueRefOrAddDefault(_names, inode, out _)++;
        }
    }

    /// <summary>Whether all names a file has now were found inside the tree.</summary>
    public bool HasAll(ulong inode, int links)
    {
        lock (_lock) return _names.TryGetValue(inode, out var found) && found == links;
    }

    /// <summary>Notes that we ourselves gave a file one more name inside the tree, or took one away.</summary>
    public void Add(ulong inode, int names, int linksBefore)
    {
        lock (_lock)
        {
            if (linksBefore == 1 && names > 0) _names[inode] = 1 + names;
            else if (_names.TryGetValue(inode, out var found)) _names[inode] = found + names;
        }
    }
}
