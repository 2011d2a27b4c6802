using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Files;

/// <summary>How a tree is walked.</summary>
internal sealed record WalkSettings
{
    /// <summary>The tree.</summary>
    public required TreeRoot Root { get; init; }

    /// <summary>Names that stay out; an excluded directory is not entered.</summary>
    public FilterSet Filters { get; init; } = FilterSet.Empty;

    /// <summary>Threads that list ahead; 0 lists in the reader's own.</summary>
    public int Workers { get; init; }

    /// <summary>Counts names of files that have several; null when nobody asks.</summary>
    public LinkCensus? Census { get; init; }

    /// <summary>Object number of the store's own directory, which stays out wherever it lies; 0 for none.</summary>
    public ulong OwnInode { get; init; }

    /// <summary>So many entries of one directory are sorted in memory; more go through files.</summary>
    public int SpillFrom { get; init; } = 250_000;

    /// <summary>Where those files are made, without a name.</summary>
    public string SpillDirectory { get; init; } = "/tmp";
}
