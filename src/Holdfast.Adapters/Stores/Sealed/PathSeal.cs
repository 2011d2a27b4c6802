using System.Collections.Concurrent;
using Holdfast.Adapters.Sealing;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Sealed;

/// <summary>Paths as people know them, and as they stand in the store. Directories are remembered: most names lie in one that was just met.</summary>
/// <param name="names">Encrypts names; null where they stay as they are.</param>
internal sealed class PathSeal(NameSeal? names)
{
    private const int MostRemembered = 20_000;
    private readonly ConcurrentDictionary<TreePath, TreePath> _closed = new();
    private readonly ConcurrentDictionary<TreePath, TreePath?> _opened = new();

    /// <summary>Whether names are encrypted.</summary>
    public bool IsOn => names is not null;

    /// <summary>A path as it stands in the store.</summary>
    public TreePath Close(TreePath path) => names is null || path.IsRoot ? path : CloseDirectory(path.Parent).Child(names.Name(path.Name));

    /// <summary>A path as people know it; null when one of its names was not made with our key.</summary>
    public TreePath? Open(TreePath path)
    {
        if (names is null || path.IsRoot) return path;
        return OpenDirectory(path.Parent) is { } above && names.OpenName(path.Name) is { } name && IsName(name) ? above.Child(name) : null;
    }

    /// <summary>What a link points to, as it stands in the store.</summary>
    public ReadOnlyMemory<byte> CloseTarget(ReadOnlyMemory<byte> target) => names is null ? target : names.Target(target.Span);

    /// <summary>What a link points to; null when that was not made with our key.</summary>
    public ReadOnlyMemory<byte>? OpenTarget(ReadOnlyMemory<byte> target)
    {
        if (names is null) return target;
        return names.OpenTarget(target.Span) is { } opened ? opened.AsMemory() : default(ReadOnlyMemory<byte>?);
    }

    /// <summary>Bytes of the longest name of a path as it stands in the store.</summary>
    public int Longest(TreePath path)
    {
        var longest = 0;
        foreach (var range in path.Bytes.Split((byte)'/')) longest = Math.Max(longest, path.Bytes[range].Length);
        return names is null ? longest : NameSeal.LengthOf(longest);
    }

    // Whoever has the key could have made a name that is none.
    private static bool IsName(byte[] name) => !name.AsSpan().Contains((byte)'/') && name.Length > 0 && TreePath.IsValid(name);

    private TreePath CloseDirectory(TreePath path)
    {
        if (path.IsRoot) return path;
        if (_closed.TryGetValue(path, out var known)) return known;
        var made = CloseDirectory(path.Parent).Child(names!.Name(path.Name));
        if (_closed.Count >= MostRemembered) _closed.Clear();
        return _closed[path] = made;
    }

    private TreePath? OpenDirectory(TreePath path)
    {
        if (path.IsRoot) return path;
        if (_opened.TryGetValue(path, out var known)) return known;
        var opened = Open(path);
        if (_opened.Count >= MostRemembered) _opened.Clear();
        return _opened[path] = opened;
    }
}
