using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Files;

/// <summary>
/// Walks a tree in canonical order. Workers list directories ahead of the one that is read out, in the order in which they
/// will be needed, as long as no more than <see cref="Budget"/> entries wait; so memory stays bounded whatever the tree.
/// </summary>
internal sealed class TreeWalker(WalkSettings settings)
{
    /// <summary>Entries that may be listed and not read out yet, before workers pause.</summary>
    public const int Budget = 50_000;

    /// <summary>The directory and everything below it.</summary>
    /// <exception cref="SystemCallException">The root could not be listed.</exception>
    public async IAsyncEnumerable<Entry> WalkAsync(Entry top, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var walk = new Walk(settings, new DirectoryListing(top));
        var helpers = new Task[settings.Workers];
        // Threads of their own: they wait, and the pool's few are needed by whoever reads.
        for (var i = 0; i < helpers.Length; i++) helpers[i] = Task.Factory.StartNew(walk.Help, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            var open = new Stack<DirectoryListing>();
            yield return Enter(walk, walk.Top, open);
            while (open.TryPeek(out var current))
            {
                if (!current.Children.MoveNext())
                {
                    walk.Release(open.Pop());
                    cancellation.ThrowIfCancellationRequested();
                    continue;
                }
                var entry = current.Children.Current;
                if (entry.IsDirectory) cancellation.ThrowIfCancellationRequested();
                yield return entry.IsDirectory && entry.Unlisted is null ? Enter(walk, current.Next(entry), open) : entry;
            }
        }
        finally
        {
            walk.Stop();
            await Task.WhenAll(helpers);
            walk.Dispose();
        }
    }

    private static Entry Enter(Walk walk, DirectoryListing listing, Stack<DirectoryListing> open)
    {
        walk.Finish(listing);
        if (listing.Failure is { } failure) ExceptionDispatchInfo.Throw(failure);
        open.Push(listing);
        return listing.Trouble is { } trouble ? EntryStat.WithTrouble(listing.Entry, trouble) : listing.Entry;
    }

    /// <summary>What workers and reader share.</summary>
    private sealed class Walk : IDisposable
    {
        private readonly WalkSettings _settings;
        private readonly List<DirectoryListing> _spilled = [];
        private readonly DirectoryLister _own;
        private readonly object _lock = new();
        private readonly Stack<DirectoryListing> _waiting = new();
        private long _held;
        private bool _stopped;

        public Walk(WalkSettings settings, DirectoryListing top)
        {
            (_settings, Top) = (settings, top);
            _own = new DirectoryLister(settings);
            _waiting.Push(top);
        }

        public DirectoryListing Top { get; }

        /// <summary>A worker: lists what is needed next until the walk ends.</summary>
        public void Help()
        {
            var lister = new DirectoryLister(_settings);
            while (Take() is { } listing) Run(lister, listing);
        }

        /// <summary>Returns once a directory is listed; lists it here when nobody has begun.</summary>
        public void Finish(DirectoryListing listing)
        {
            lock (_lock)
            {
                if (listing.IsTaken)
                {
                    while (!listing.IsDone) Monitor.Wait(_lock);
                    return;
                }
                listing.IsTaken = true;
            }
            Run(_own, listing);
        }

        /// <summary>Gives back the room of a directory that was read out.</summary>
        public void Release(DirectoryListing listing)
        {
            lock (_lock)
            {
                _held -= listing.Held;
                Monitor.PulseAll(_lock);
            }
            listing.Children.Dispose();
        }

        public void Stop()
        {
            lock (_lock)
            {
                _stopped = true;
                Monitor.PulseAll(_lock);
            }
        }

        /// <summary>Closes the files of directories that were not read to their end.</summary>
        public void Dispose()
        {
            foreach (var listing in _spilled) listing.Children.Dispose();
        }

        private DirectoryListing? Take()
        {
            lock (_lock)
            {
                while (!_stopped)
                {
                    if (_held < Budget && _waiting.TryPop(out var listing))
                    {
                        if (listing.IsTaken) continue;
                        listing.IsTaken = true;
                        return listing;
                    }
                    Monitor.Wait(_lock);
                }
                return null;
            }
        }

        private void Run(DirectoryLister lister, DirectoryListing listing)
        {
            try { lister.List(listing); }
            catch (Exception failure) when (failure is not OutOfMemoryException) { listing.Failure = failure; }
            lock (_lock)
            {
                listing.IsDone = true;
                _held += listing.Held;
                if (listing.IsSpilled) _spilled.Add(listing);
                // The first of them is needed first: it goes on top.
                foreach (var below in listing.Below.Reverse()) _waiting.Push(below);
                Monitor.PulseAll(_lock);
            }
        }
    }
}
