using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Files;

/// <summary>One directory of a walk: waiting to be listed, being listed, or listed.</summary>
internal sealed class DirectoryListing(Entry entry)
{
    private static readonly Comparison<Entry> Order = CanonicalOrder.Compare;

    /// <summary>The directory as it was seen from above.</summary>
    public Entry Entry { get; } = entry;

    /// <summary>Whether somebody has begun to list it; guarded by the walk's lock.</summary>
    public bool IsTaken { get; set; }

    /// <summary>Whether it is listed, or listing it failed; guarded by the walk's lock.</summary>
    public bool IsDone { get; set; }

    /// <summary>What is in it, in canonical order.</summary>
    public IEnumerator<Entry> Children { get; private set; } = Enumerable.Empty<Entry>().GetEnumerator();

    /// <summary>The directories in it, in canonical order; directories that are not entered are not among them.</summary>
    public Queue<DirectoryListing> Below { get; } = new();

    /// <summary>Number of entries held in memory for it.</summary>
    public int Held { get; private set; }

    /// <summary>Whether its entries lie in files; the directories in it are then listed when their turn comes.</summary>
    public bool IsSpilled { get; private set; }

    /// <summary>Why it could not be listed in full; null when it was.</summary>
    public string? Trouble { get; set; }

    /// <summary>What went wrong in a way that ends the walk.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Takes what was found.</summary>
    public void Fill(List<Entry> found)
    {
        found.Sort(Order);
        Held = found.Count;
        foreach (var entry in found)
        {
            if (entry.IsDirectory && entry.Unlisted is null) Below.Enqueue(new DirectoryListing(entry));
        }
        Children = found.GetEnumerator();
    }

    /// <summary>Takes what was found in a directory too large for memory: the parts already spilled, and the last.</summary>
    public void Fill(EntrySpill spill, List<Entry> last)
    {
        spill.Add(last);
        IsSpilled = true;
        Children = spill.Merge().GetEnumerator();
    }

    /// <summary>The listing of a directory in this one, as they come in order.</summary>
    public DirectoryListing Next(Entry directory) => IsSpilled ? new DirectoryListing(directory) : Below.Dequeue();
}
