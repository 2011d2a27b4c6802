using System.Runtime.CompilerServices;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Rclone;

/// <summary>
/// Walks a tree in canonical order, a directory at a time: rclone answers a listing whole, so that one of everything would have to be held in
/// memory, here and there. Directories are asked for ahead of the walk, several at a time.
/// </summary>
/// <param name="store">Name of the store.</param>
/// <param name="directories">Lists them.</param>
/// <param name="filters">Names that stay out.</param>
/// <param name="parallel">Directories asked for at once.</param>
/// <param name="isMarked">Whether the store's own directory must be there.</param>
/// <param name="note">Told of names that cannot be reached.</param>
internal sealed class RcloneListing(string store, RcloneDirectories directories, FilterSet filters, int parallel, bool isMarked, Action<string> note)
{
    private const int Ahead = 16;

    /// <summary>A directory and all below it.</summary>
    public async IAsyncEnumerable<Entry> WalkAsync(Entry top, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var walk = new AheadWalk(ReadAsync, parallel, Ahead);
        await foreach (var entry in walk.WalkAsync(top, cancellation)) yield return entry;
    }

    private async Task<(List<Entry> Entries, string? Trouble)> ReadAsync(Entry directory, CancellationToken cancellation)
    {
        try
        {
            var name = RclonePlaces.Of(directory.Path);
            var items = await directories.ListAsync(name, directory.Path, cancellation);
            // A folder that has lost its marker is another one, or one whose listing is not to be believed.
            if (directory.Path.IsRoot && (items is null || (isMarked && !items.Exists(item => item.Name == RclonePlaces.Own)))) throw new StoreException(store, TreePath.Root, StoreFault.Unavailable, "the remote's folder is gone, or another one is in its place");
            if (items is null) return ([], "it is no longer there");
            directories.Add(name);
            return (Entries(directory.Path, items), null);
        }
        catch (StoreException e) when (!directory.Path.IsRoot && e.Fault is StoreFault.Denied or StoreFault.NotFound or StoreFault.Other) { return ([], e.Cause); }
    }

    private List<Entry> Entries(TreePath directory, List<RcloneItem> items)
    {
        var entries = new List<Entry>(items.Count);
        foreach (var item in items)
        {
            if (directory.IsRoot && item.Name == RclonePlaces.Own) continue;
            if (RcloneNames.Bytes(item.Name) is not { } bytes)
            {
                note($"{directory}: a name that can be none of a file is left out: {item.Name}");
                continue;
            }
            var entry = item.ToEntry(directory.Child(bytes));
            if (filters.Decide(entry.Path, entry.IsDirectory).Included) entries.Add(entry);
        }
        entries.Sort(CanonicalOrder.Compare);
        for (var i = entries.Count - 1; i > 0; i--)
        {
            if (entries[i].Path != entries[i - 1].Path || entries[i].Kind != entries[i - 1].Kind) continue;
            note($"{entries[i].Path} stands there several times: by its name only one of them can be reached");
            entries.RemoveAt(i);
        }
        return entries;
    }
}
