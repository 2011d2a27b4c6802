using Holdfast.Engine.Model;

namespace Holdfast.Engine.Planning;

/// <summary>
/// Counts the names of a source's files that have several, to tell of those that have names elsewhere too: whoever may give
/// names to files can have another's file carried. Holds only files of which a name is still missing.
/// </summary>
internal sealed class SourceNames
{
    // Past this many the rest are not told of.
    private const int Most = 100_000;
    private readonly Dictionary<ulong, (Entry First, int Found)> _open = [];

    /// <summary>Takes an entry of the source.</summary>
    public void Saw(Entry entry)
    {
        if (!entry.IsFile || entry.Links < 2) return;
        var (first, found) = _open.TryGetValue(entry.Inode, out var known) ? known : (entry, 0);
        if (found + 1 >= entry.Links) _open.Remove(entry.Inode);
        else if (found > 0 || _open.Count < Most) _open[entry.Inode] = (first, found + 1);
    }

    /// <summary>Tells, after a whole walk, of the files of which some name was not met.</summary>
    public void Report(IPlanSink sink)
    {
        foreach (var (first, found) in _open.Values) Findings.CarriedLinks(first, found, sink);
    }
}
