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
internal sealed class RcloneListing(string store, RcloneDirectories directories, FilterSet filters, int parallel, bool isMarked, Action<string> note) : IDisposable
{
    private const int Ahead = 16;
    private readonly SemaphoreSlim _asking = new(parallel);

    /// <summary>All below a directory.</summary>
    public async IAsyncEnumerable<Entry> WalkAsync(Entry top, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var open = new Stack<Level>();
        try
        {
            open.Push(new Level([top], this, stop.Token));
            while (open.TryPeek(out var level))
            {
                cancellation.ThrowIfCancellationRequested();
                if (await level.NextAsync() is not var (entry, below))
                {
                    open.Pop();
                    continue;
                }
                yield return entry;
                if (below is not null) open.Push(new Level(below, this, stop.Token));
            }
        }
        finally
        {
            // Nobody waits for what was asked for ahead any more; it ends before what it uses is gone.
            await stop.CancelAsync();
            foreach (var level in open) await level.EndAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _asking.Dispose();

    private async Task<(List<Entry> Entries, string? Trouble)> ReadAsync(Entry directory, CancellationToken cancellation)
    {
        await _asking.WaitAsync(cancellation);
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
        finally { _asking.Release(); }
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

    /// <summary>The entries of one directory on the walk's way, with its next directories asked for.</summary>
    private sealed class Level(List<Entry> entries, RcloneListing listing, CancellationToken cancellation)
    {
        private readonly Queue<Task<(List<Entry> Entries, string? Trouble)>> _asked = new();
        private int _next;
        private int _asking;

        /// <summary>Lets what was asked for ahead end.</summary>
        public async ValueTask EndAsync()
        {
            while (_asked.TryDequeue(out var asked))
            {
                try { await asked; }
                catch (Exception e) when (e is OperationCanceledException or IOException) { /* nobody wanted it */ }
            }
        }

        /// <summary>The next entry, and what lies in it when it is a directory; null at the end.</summary>
        public async ValueTask<(Entry Entry, List<Entry>? Below)?> NextAsync()
        {
            if (_next == entries.Count) return null;
            var entry = entries[_next++];
            if (!entry.IsDirectory) return (entry, null);
            while (_asked.Count < Ahead && _asking < entries.Count)
            {
                var later = entries[_asking++];
                if (later.IsDirectory) _asked.Enqueue(listing.ReadAsync(later, cancellation));
            }
            var (below, trouble) = await _asked.Dequeue();
            return (trouble is null ? entry : entry with { Unlisted = trouble }, below);
        }
    }
}
