using System.Text;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>
/// Directories that were seen or made since the store was opened, and how far a listing of everything has come: what lies
/// before that and was not seen is not there. It spares a question to the server for each file that is written.
/// </summary>
internal sealed class KnownDirectories(KeyNames names)
{
    private const int Most = 200_000;
    private readonly Lock _gate = new();
    private readonly HashSet<TreePath> _seen = [TreePath.Root];
    private byte[]? _listedTo;
    private bool _isComplete;
    private bool _isFull;

    /// <summary>Whether a name is a directory; null when nobody knows.</summary>
    public bool? Find(TreePath path)
    {
        lock (_gate)
        {
            if (_seen.Contains(path)) return true;
            if (_isFull) return null;
            if (_isComplete) return false;
            // Everything below a directory sorts before its name with the character behind the slash.
            return _listedTo is { } to && to.AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(names.Of(path) + "0")) >= 0 ? false : null;
        }
    }

    /// <summary>A directory was seen or made; so are those above it.</summary>
    public void Add(TreePath path)
    {
        lock (_gate)
        {
            for (var above = path; _seen.Count < Most && _seen.Add(above); above = above.Parent) { }
            _isFull |= _seen.Count >= Most;
        }
    }

    /// <summary>A directory is gone.</summary>
    public void Remove(TreePath path)
    {
        lock (_gate) _seen.Remove(path);
    }

    /// <summary>A listing of everything has come to a key, or to its end with null.</summary>
    public void Listed(string? to)
    {
        lock (_gate)
        {
            if (to is null) _isComplete = true;
            else _listedTo = Encoding.UTF8.GetBytes(to);
        }
    }
}
