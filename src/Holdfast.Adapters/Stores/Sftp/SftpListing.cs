using System.Runtime.CompilerServices;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>
/// Walks a tree in canonical order. Directories are asked for ahead of the walk, several at a time, because each costs some
/// round trips; a directory that cannot be listed is told as such before the walk goes on.
/// </summary>
internal sealed class SftpListing(SftpService service, SftpPlaces places, FilterSet filters, int parallel) : IDisposable
{
    private const int Ahead = 8;

    // Links whose targets are asked for together.
    private const int AtOnce = 64;
    private readonly SemaphoreSlim _asking = new(parallel);

    /// <summary>A directory and all below it.</summary>
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

    /// <summary>What lies in a directory, in canonical order; or why it cannot be listed.</summary>
    private async Task<(List<Entry> Entries, string? Trouble)> ReadAsync(Entry directory, CancellationToken cancellation)
    {
        await _asking.WaitAsync(cancellation);
        try
        {
            return (await service.CallAsync("list", directory.Path, 0, async (session, _, token) =>
            {
                var entries = new List<Entry>();
                foreach (var names in (await session.ListAsync(places.Of(directory.Path), token)).Chunk(AtOnce))
                {
                    var found = await Task.WhenAll(names.Where(name => !directory.Path.IsRoot || !name.Name.AsSpan().SequenceEqual(".holdfast"u8))
                        .Select(name => EntryAsync(session, directory.Path.Child(name.Name), name.Attributes, token)));
                    entries.AddRange(found.OfType<Entry>().Where(entry => filters.Decide(entry.Path, entry.IsDirectory).Included));
                }
                entries.Sort(CanonicalOrder.Compare);
                return entries;
            }, cancellation), null);
        }
        catch (StoreException e) when (e.Fault is StoreFault.Denied or StoreFault.NotFound or StoreFault.Other) { return ([], e.Cause); }
        finally { _asking.Release(); }
    }

    // Null for what is gone since it was listed.
    private async Task<Entry?> EntryAsync(SftpSession session, TreePath path, SftpAttributes attributes, CancellationToken cancellation)
    {
        var place = places.Of(path);
        if (attributes.Kind is null)
        {
            if (await session.LStatAsync(place, cancellation) is not { } looked) return null;
            attributes = looked;
        }
        if (attributes.Kind != EntryKind.Symlink) return SftpEntries.Of(path, attributes);
        try { return SftpEntries.Of(path, attributes, await session.ReadLinkAsync(place, cancellation)); }
        catch (SftpStatusException e) when (e.Code is StatusCode.NoSuchFile or StatusCode.Failure) { return null; }
    }

    /// <summary>The entries of one directory on the walk's way, with its next directories asked for.</summary>
    private sealed class Level(List<Entry> entries, SftpListing listing, CancellationToken cancellation)
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
                catch (Exception e) when (e is OperationCanceledException or StoreException) { /* nobody wanted it */ }
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
