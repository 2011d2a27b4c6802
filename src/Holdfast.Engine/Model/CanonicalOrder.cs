namespace Holdfast.Engine.Model;

/// <summary>
/// The one order in which every stream of entries comes: bytewise by full path, a directory sorting as if its path ended
/// in <c>/</c>, as an S3 listing does. A directory is followed at once by everything below it.
/// </summary>
public static class CanonicalOrder
{
    /// <summary>Compares two names of a tree; negative, zero or positive as usual.</summary>
    public static int Compare(ReadOnlySpan<byte> left, bool leftIsDirectory, ReadOnlySpan<byte> right, bool rightIsDirectory)
    {
        var shared = Math.Min(left.Length, right.Length);
        var order = left[..shared].SequenceCompareTo(right[..shared]);
        if (order != 0) return order;
        if (left.Length == right.Length) return leftIsDirectory.CompareTo(rightIsDirectory);
        // The root directory comes before everything: its key is the empty path, not a slash.
        if (left.IsEmpty || right.IsEmpty) return left.Length.CompareTo(right.Length);
        return left.Length > right.Length
            ? rightIsDirectory ? AgainstSlash(left[shared]) : 1
            : leftIsDirectory ? -AgainstSlash(right[shared]) : -1;
    }

    /// <summary>Compares two entries.</summary>
    public static int Compare(Entry left, Entry right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return Compare(left.Path.Bytes, left.IsDirectory, right.Path.Bytes, right.IsDirectory);
    }

    /// <summary>The sort key of a name: its path, with a slash behind it for a directory. Keys compare bytewise in canonical order.</summary>
    public static byte[] Key(TreePath path, bool isDirectory)
    {
        if (!isDirectory || path.IsRoot) return path.Bytes.ToArray();
        var key = new byte[path.Bytes.Length + 1];
        path.Bytes.CopyTo(key);
        key[^1] = (byte)'/';
        return key;
    }

    /// <summary>The path and kind a key was made from; the inverse of <see cref="Key"/>.</summary>
    public static (TreePath Path, bool IsDirectory) FromKey(ReadOnlySpan<byte> key) =>
        key.IsEmpty ? (TreePath.Root, true)
        : key[^1] == (byte)'/' ? (TreePath.Trusted(key[..^1].ToArray()), true)
        : (TreePath.Trusted(key.ToArray()), false);

    // The shorter name is a directory: its key goes on with a slash where the longer one goes on with this byte.
    private static int AgainstSlash(byte longer) => longer == (byte)'/' ? 1 : longer.CompareTo((byte)'/');
}
