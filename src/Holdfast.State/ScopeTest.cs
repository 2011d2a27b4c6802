using Holdfast.Engine.Model;

namespace Holdfast.State;

/// <summary>Whether a scope covers a name.</summary>
internal sealed class ScopeTest(Scope scope)
{
    private readonly Dictionary<TreePath, bool>? _items = scope.Items?.ToDictionary(item => item.Path, item => item.Deep);

    public bool Covers(TreePath path)
    {
        if (_items is null || _items.ContainsKey(path)) return true;
        while (!path.IsRoot)
        {
            path = path.Parent;
            if (_items.TryGetValue(path, out var deep) && deep) return true;
        }
        return false;
    }
}
