using Holdfast.Engine.Model;

namespace Holdfast.State;

/// <summary>Keys from one to another.</summary>
/// <param name="First">The first key.</param>
/// <param name="End">The key behind the last, or null for no end.</param>
internal sealed record KeyRange(byte[] First, byte[]? End);

/// <summary>Which keys a scope covers, as ranges in ascending order that do not overlap.</summary>
internal static class ScopeRanges
{
    private const byte Slash = (byte)'/';

    public static IReadOnlyList<KeyRange> Of(Scope scope)
    {
        if (scope.Items is not { } items) return [new KeyRange([], null)];
        var ranges = new List<KeyRange>(items.Count * 2);
        foreach (var (path, deep) in items)
        {
            ranges.Add(Only(CanonicalOrder.Key(path, false)));
            if (path.IsRoot) continue;
            var directory = CanonicalOrder.Key(path, true);
            ranges.Add(deep ? Below(directory) : Only(directory));
        }
        // A file and a directory of one name do not stand side by side: other names sort between them.
        ranges.Sort(static (left, right) => left.First.AsSpan().SequenceCompareTo(right.First));
        return ranges;
    }

    /// <summary>Everything that begins with a directory's key: the byte behind the slash ends it.</summary>
    private static KeyRange Below(byte[] directory)
    {
        var end = (byte[])directory.Clone();
        end[^1] = Slash + 1;
        return new KeyRange(directory, end);
    }

    private static KeyRange Only(byte[] key) => new(key, [.. key, 0]);
}
