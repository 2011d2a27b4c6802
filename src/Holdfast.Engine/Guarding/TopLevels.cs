using Holdfast.Engine.Model;

namespace Holdfast.Engine.Guarding;

/// <summary>Counts, for each top-level directory of a destination, the files it holds and those a plan would remove.</summary>
public sealed class TopLevels
{
    private readonly Dictionary<TreePath, Count> _counts = [];
    private TreePath _last;
    private Count? _lastCount;

    /// <summary>A file or link the destination holds.</summary>
    public void Saw(TreePath path)
    {
        if (Of(path) is { } count) count.Held++;
    }

    /// <summary>A file or link the plan removes.</summary>
    public void Removes(TreePath path)
    {
        if (Of(path) is { } count) count.Removed++;
    }

    /// <summary>Begins to count afresh what the plan removes.</summary>
    public void ForgetRemovals()
    {
        foreach (var count in _counts.Values) count.Removed = 0;
    }

    /// <summary>Top-level directories of which something is removed.</summary>
    public IReadOnlyList<TreePath> Shrinking => [.. _counts.Where(c => c.Value.Removed > 0).Select(c => c.Key)];

    /// <summary>Tells how many files and links a top-level directory holds, when not all of it was looked at.</summary>
    public void Holds(TreePath top, long files)
    {
        if (_counts.TryGetValue(top, out var count)) count.Held = files;
    }

    /// <summary>Directories of which nothing would be left, as text.</summary>
    public IReadOnlyList<string> Emptied() => [.. _counts.Where(c => c.Value.Removed > 0 && c.Value.Removed >= c.Value.Held).Select(c => c.Key.ToString()).Order(StringComparer.Ordinal)];

    // A file directly under the root lies in no top-level directory. Names come in order: the next one nearly always lies in the same.
    private Count? Of(TreePath path)
    {
        var top = path.Top;
        if (top.Length == path.Bytes.Length) return null;
        if (_lastCount is not null && top.SequenceEqual(_last.Bytes)) return _lastCount;
        _last = TreePath.Trusted(top.ToArray());
        if (!_counts.TryGetValue(_last, out _lastCount)) _counts[_last] = _lastCount = new Count();
        return _lastCount;
    }

    private sealed class Count
    {
        public long Held { get; set; }

        public long Removed { get; set; }
    }
}
