namespace Holdfast.Engine.Model;

/// <summary>One name a run looks at.</summary>
/// <param name="Path">The name.</param>
/// <param name="Deep">Whether everything below it is looked at too.</param>
public readonly record struct ScopeItem(TreePath Path, bool Deep);

/// <summary>
/// How much of a tree a run looks at: all of it, or the names a watcher reported. Items are in canonical order of their
/// subtrees, and none lies below a deep one.
/// </summary>
public sealed class Scope
{
    private Scope(IReadOnlyList<ScopeItem>? items) => Items = items;

    /// <summary>The whole tree.</summary>
    public static Scope All { get; } = new(null);

    /// <summary>The names looked at, or null for the whole tree.</summary>
    public IReadOnlyList<ScopeItem>? Items { get; }

    /// <summary>Whether this is the whole tree.</summary>
    public bool IsAll => Items is null;

    /// <summary>A scope of some names; sorted, and freed of what a deep item already covers.</summary>
    public static Scope Of(IEnumerable<ScopeItem> items)
    {
        var sorted = items.ToArray();
        Array.Sort(sorted, static (a, b) => CanonicalOrder.Compare(a.Path.Bytes, true, b.Path.Bytes, true) is var order && order != 0 ? order : b.Deep.CompareTo(a.Deep));
        var kept = new List<ScopeItem>(sorted.Length);
        TreePath? deep = null;
        foreach (var item in sorted)
        {
            if (deep is { } above && (item.Path == above || item.Path.IsBelow(above))) continue;
            if (kept.Count > 0 && kept[^1].Path == item.Path) continue;
            if (item.Deep)
            {
                if (item.Path.IsRoot) return All;
                deep = item.Path;
            }
            kept.Add(item);
        }
        return new Scope(kept);
    }

    /// <summary>
    /// The same names and the directories that hold them, those without what lies in them: whoever writes a name changes its
    /// directory's time, and must know the directory to put that right.
    /// </summary>
    public Scope WithParents() => Items is null ? this : Of(Items.Concat(Items.Where(item => !item.Path.IsRoot).Select(item => new ScopeItem(item.Path.Parent, false))));
}
