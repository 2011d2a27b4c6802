using System.Runtime.CompilerServices;
using System.Text;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>One name of a listing, with what the server told of it.</summary>
/// <param name="Path">The name.</param>
/// <param name="IsDirectory">Whether it is a directory.</param>
/// <param name="Object">The object that stands for it; null for a directory that only is because something lies in it.</param>
/// <param name="Strange">Whether the key is none that a file could have.</param>
internal readonly record struct ListedName(TreePath Path, bool IsDirectory, ListedObject? Object, bool Strange = false);

/// <summary>
/// Turns the keys below a directory into names in canonical order: directories that no object stands for are put in, what is
/// filtered out is stepped over without being fetched, and names whose keys sort too early are held back.
/// </summary>
internal sealed class S3Listing(S3Service service, KeyNames names, FilterSet filters, KnownDirectories known, int atOnce)
{
    private readonly PriorityQueue<ListedName, byte[]> _held = new(Comparer<byte[]>.Create(static (x, y) => x.AsSpan().SequenceCompareTo(y)));
    private readonly List<ListedName> _found = [];
    private readonly List<TreePath> _open = [];

    /// <summary>Everything below a directory, not the directory itself.</summary>
    /// <param name="top">The directory.</param>
    /// <param name="seen">What was there before, in canonical order: it tells where pages can begin. Null when nobody knows.</param>
    /// <param name="cancellation">Gives up.</param>
    public async IAsyncEnumerable<ListedName> WalkAsync(TreePath top, IAsyncEnumerable<Entry>? seen, [EnumeratorCancellation] CancellationToken cancellation)
    {
        _open.Add(top);
        await using var pages = new S3Pages(service, names.Below(top), Cuts(seen, cancellation), atOnce, cancellation);
        while (await pages.NextAsync() is { } objects)
        {
            var skip = default(string);
            foreach (var found in objects)
            {
                if (skip is not null && found.Key.StartsWith(skip, StringComparison.Ordinal)) continue;
                skip = Take(found, top);
            }
            // The directory all the rest of the page lies in is left out: so is what would follow of it.
            await pages.GoOnAsync(skip is null ? null : LastBelow(skip));
            if (top.IsRoot) known.Listed(pages.Reached);
            foreach (var name in _found) foreach (var due in InOrder(name)) yield return due;
            _found.Clear();
        }
        while (_held.TryDequeue(out var rest, out _)) yield return rest;
    }

    private async IAsyncEnumerable<string> Cuts(IAsyncEnumerable<Entry>? seen, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (seen is null) yield break;
        var count = 0;
        await foreach (var entry in seen.WithCancellation(cancellation)) if (++count % S3Pages.Apart == 0) yield return names.Of(entry.Path);
    }

    /// <summary>Takes an object, and returns what keys begin with that are to be stepped over; null for none.</summary>
    private string? Take(ListedObject found, TreePath top)
    {
        if (found.Key.StartsWith(names.OwnPrefix, StringComparison.Ordinal)) return names.OwnPrefix;
        var bytes = names.NameOf(found.Key);
        var isDirectory = bytes.Length > 0 && bytes[^1] == (byte)'/';
        var plain = isDirectory ? bytes[..^1] : bytes;
        if (plain.Length == 0 && !isDirectory) return null;
        if (plain.Length == 0 || !TreePath.IsValid(plain)) return TakeStrange(bytes, found);
        var path = TreePath.Trusted(plain);
        if (isDirectory && path == top) return null;
        if (Enter(path.Parent, top) is { } closed) return closed;
        if (isDirectory)
        {
            known.Add(path);
            if (!filters.Decide(path, true).Included) return names.Below(path);
            _open.Add(path);
        }
        else if (!filters.Decide(path, false).Included) return null;
        _found.Add(new ListedName(path, isDirectory, found));
        return null;
    }

    /// <summary>Leaves directories that are done, and puts in those above a name that no object stands for. Returns what is to be stepped over when one is filtered out.</summary>
    private string? Enter(TreePath directory, TreePath top)
    {
        while (_open.Count > 1 && !(directory == _open[^1] || directory.IsBelow(_open[^1]))) _open.RemoveAt(_open.Count - 1);
        if (directory == _open[^1] || directory == top) return null;
        var missing = new Stack<TreePath>();
        for (var above = directory; above != _open[^1]; above = above.Parent) missing.Push(above);
        foreach (var path in missing)
        {
            known.Add(path);
            if (!filters.Decide(path, true).Included) return names.Below(path);
            _open.Add(path);
            _found.Add(new ListedName(path, true, null));
        }
        return null;
    }

    // A key with an empty component, or "." or "..", is no path: it is listed as something that is never touched.
    private string? TakeStrange(byte[] bytes, ListedObject found)
    {
        var text = new StringBuilder();
        foreach (var rune in Encoding.UTF8.GetString(bytes).EnumerateRunes()) text.Append(rune.Value switch { '/' => "\u2215", 0 => "\u2400", _ => rune.ToString() });
        var path = TreePath.Trusted(Encoding.UTF8.GetBytes(text.ToString()));
        if (filters.Decide(path, false).Included) Hold(new ListedName(path, false, found, Strange: true));
        return null;
    }

    private IEnumerable<ListedName> InOrder(ListedName name)
    {
        if (KeyNames.IsEscaped(KeyNames.Text(name.Path)))
        {
            Hold(name);
            yield break;
        }
        if (_held.Count > 0)
        {
            var key = CanonicalOrder.Key(name.Path, name.IsDirectory);
            while (_held.TryPeek(out _, out var first) && first.AsSpan().SequenceCompareTo(key) < 0) yield return _held.Dequeue();
        }
        yield return name;
    }

    private void Hold(ListedName name) => _held.Enqueue(name, CanonicalOrder.Key(name.Path, name.IsDirectory));

    // Behind nearly everything that begins with a prefix, and before all else: what stands directly behind it must not be stepped over.
    private static string LastBelow(string prefix) => prefix + "\uFFFD";
}
