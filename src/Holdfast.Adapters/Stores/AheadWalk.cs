using System.Runtime.CompilerServices;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores;

/// <summary>What lies in a directory, in canonical order, and why it cannot be listed, if so.</summary>
internal delegate Task<(List<Entry> Entries, string? Trouble)> DirectoryReading(Entry directory, CancellationToken cancellation);

/// <summary>
/// Walks a tree on a server in canonical order, a directory at a time. Directories are asked for ahead of the walk, several at a time,
/// because each costs some round trips; one that cannot be listed is told as such before the walk goes on.
/// </summary>
/// <param name="read">Lists a directory.</param>
/// <param name="parallel">Directories asked for at once, at most.</param>
/// <param name="ahead">Directories of each level on the walk's way that are asked for before they are needed, at most.</param>
internal sealed class AheadWalk(DirectoryReading read, int parallel, int ahead) : IDisposable
{
    private readonly SemaphoreSlim _asking = new(parallel);

    private int Ahead => ahead;

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

    private async Task<(List<Entry> Entries, string? Trouble)> ReadAsync(Entry directory, CancellationToken cancellation)
    {
        await _asking.WaitAsync(cancellation);
        try { return await read(directory, cancellation); }
        finally { _asking.Release(); }
    }

    /// <summary>The entries of one directory on the walk's way, with its next directories asked for.</summary>
    private sealed class Level(List<Entry> entries, AheadWalk walk, CancellationToken cancellation)
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
            while (_asked.Count < walk.Ahead && _asking < entries.Count)
            {
                var later = entries[_asking++];
                if (later.IsDirectory) _asked.Enqueue(walk.ReadAsync(later, cancellation));
            }
            var (below, trouble) = await _asked.Dequeue();
            return (trouble is null ? entry : entry with { Unlisted = trouble }, below);
        }
    }
}
