using Holdfast.Engine.Model;

namespace Holdfast.Engine.Guarding;

/// <summary>Counts, for each top-level directory of a destination, the files it holds and those a plan would remove.</summary>
public sealed class TopLevels
{
    private readonly Dictionary<TreePath, (long Held, long Removed)> _counts = [];

    /// <summary>A file or link the destination holds.</summary>
    public void Saw(TreePath path)
    {
        if (TopOf(path) is { } top) _counts[top] = _counts.TryGetValue(top, out var n) ? (n.Held + 1, n.Removed) : (1, 0);
    }

    /// <summary>A file or link the plan removes.</summary>
    public void Removes(TreePath path)
    {
        if (TopOf(path) is not { } top) return;
        var (held, removed) = _counts.GetValueOrDefault(top);
        _counts[top] = (held, removed + 1);
    }

    /// <summary>Top-level directories of which something is removed.</summary>
    public IReadOnlyList<TreePath> Shrinking => [.. _counts.Where(c => c.Value.Removed > 0).Select(c => c.Key)];

    /// <summary>Tells how many files and links a top-level directory holds, when not all of it was looked at.</summary>
    public void Holds(TreePath top, long files) => _counts[top] = (files, _counts.GetValueOrDefault(top).Removed);

    /// <summary>Directories of which nothing would be left, as text.</summary>
    public IReadOnlyList<string> Emptied() => [.. _counts.Where(c => c.Value.Removed > 0 && c.Value.Removed >= c.Value.Held).Select(c => c.Key.ToString()).Order(StringComparer.Ordinal)];

    // A file directly under the root lies in no top-level directory.
    private static TreePath? TopOf(TreePath path)
    {
        var top = path.Top;
        return top.Length == path.Bytes.Length ? null : TreePath.Trusted(top.ToArray());
    }
}
