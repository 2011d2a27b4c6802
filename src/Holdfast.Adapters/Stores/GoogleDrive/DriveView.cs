using System.Collections.Concurrent;
using System.Net;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>
/// The one tree that all who have a store open share, and where the feed of changes stands for it. The start of the feed is taken before
/// the listing; it moves on only past changes that are in the tree and were told to all who watch. None of it outlives the process: whoever
/// begins again lists again, so that nothing can fall between what was seen and what was done. A feed that has run out is begun anew with
/// a listing, and what differs from the tree before is told as if the feed had told it.
/// </summary>
/// <param name="store">Name of the store.</param>
/// <param name="service">The server.</param>
/// <param name="place">What is listed.</param>
/// <param name="options">How.</param>
internal sealed class DriveView(string store, DriveService service, DrivePlace place, DriveStoreOptions options) : IDisposable
{
    private static readonly TimeSpan OverlapEvery = TimeSpan.FromHours(1);
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly List<DriveWatcher> _watchers = [];
    private readonly DriveLoader _loader = new(service, place, options);
    private volatile DriveTree? _tree;
    private string? _cursor;
    private long _loadedAt;
    private long _overlappedAt;
    private int _walks;

    /// <summary>The server.</summary>
    public DriveService Service => service;

    /// <summary>What is listed.</summary>
    public DrivePlace Place => place;

    /// <summary>Files whose downloads are used up, and until when they are left alone.</summary>
    public ConcurrentDictionary<string, DateTimeOffset> Parked { get; } = new(StringComparer.Ordinal);

    /// <summary>The tree as it was last seen; null before it was listed.</summary>
    public DriveTree? Tree => _tree;

    /// <summary>The tree as it is now on the server.</summary>
    /// <param name="forAll">Whether everything is wanted: then a tree that was listed too long ago is listed anew.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<DriveTree> TakeAsync(bool forAll, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (_tree is not { } tree || tree.Gap is not null || (forAll && options.Time.GetElapsedTime(_loadedAt) > options.TreeLasts)) return await LoadAsync(cancellation);
            await FollowAsync(tree, cancellation);
            return _tree!;
        }
        finally { _one.Release(); }
    }

    /// <summary>Asks what has changed; whoever watches is told.</summary>
    public async Task PollAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (_tree is not { } tree) await LoadAsync(cancellation);
            else
            {
                await FollowAsync(tree, cancellation);
                await OverlapAsync(cancellation);
            }
        }
        finally { _one.Release(); }
    }

    /// <summary>Puts what a call of ours has just made or changed into the tree.</summary>
    public DriveNode Put(DriveFile file)
    {
        var node = _loader.Of(file);
        if (_tree is { } tree) Change(tree, dirt => tree.Put(node, dirt));
        return node;
    }

    /// <summary>Takes what a call of ours has just removed out of the tree.</summary>
    public void Remove(string id)
    {
        if (_tree is { } tree) Change(tree, dirt => tree.Remove(id, dirt));
    }

    /// <summary>Takes over what is noted of the root elsewhere.</summary>
    public void DressRoot(DriveFile noted)
    {
        place.RootNode.Dress(noted);
        _tree?.Root.Dress(place.RootNode);
    }

    /// <summary>A walk through the tree begins; until it is disposed the feed is not followed, so that nothing moves from ahead of it to behind.</summary>
    public IDisposable Walk()
    {
        Interlocked.Increment(ref _walks);
        return new Walking(this);
    }

    /// <summary>Begins to tell somebody.</summary>
    public void Add(DriveWatcher watcher)
    {
        lock (_watchers) _watchers.Add(watcher);
    }

    /// <summary>Ends to.</summary>
    public void Remove(DriveWatcher watcher)
    {
        lock (_watchers) _watchers.Remove(watcher);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        service.Http.Dispose();
        _one.Dispose();
    }

    private async Task<DriveTree> LoadAsync(CancellationToken cancellation)
    {
        // What happens while it is listed is told from here on.
        var cursor = await service.StartTokenAsync(place.Drive, cancellation);
        var tree = await _loader.LoadAsync(cancellation);
        var before = _tree;
        var gap = tree.Gap;
        cursor = await CatchUpAsync(tree, cursor, null, cancellation);
        tree.Gap = gap;
        if (before is not null) Tell(Differences(before, tree, gap is not null));
        (_tree, _cursor, _loadedAt, _overlappedAt) = (tree, cursor, options.Time.GetTimestamp(), options.Time.GetTimestamp());
        tree.Root.Dress(place.RootNode);
        return tree;
    }

    private async Task FollowAsync(DriveTree tree, CancellationToken cancellation)
    {
        if (Volatile.Read(ref _walks) > 0) return;
        try { _cursor = await CatchUpAsync(tree, _cursor!, token => _cursor = token, cancellation); }
        catch (StoreException e) when (e.InnerException is DriveException { Status: HttpStatusCode.BadRequest or HttpStatusCode.Gone or HttpStatusCode.NotFound })
        {
            options.Note?.Invoke($"{store}: the feed of changes has run out; everything is listed again");
            await LoadAsync(cancellation);
        }
    }

    /// <summary>Brings a tree up to the end of the feed; the place in the feed moves page by page, each after its changes are in the tree.</summary>
    private async Task<string> CatchUpAsync(DriveTree tree, string cursor, Action<string>? moved, CancellationToken cancellation)
    {
        while (true)
        {
            var page = await service.ChangesAsync(cursor, place.Drive, cancellation);
            var dirt = new List<ScopeItem>();
            // A page that fails in its middle is asked for again, but what is in the tree by then is no news the next time.
            try { foreach (var change in page.Changes) await ApplyAsync(tree, change, dirt, cancellation); }
            finally { Tell(Scope.Of(dirt)); }
            cursor = page.Next;
            moved?.Invoke(cursor);
            if (page.IsLast) return cursor;
        }
    }

    private async Task ApplyAsync(DriveTree tree, DriveChange change, List<ScopeItem> dirt, CancellationToken cancellation)
    {
        if (change.File is not { } file)
        {
            if (change.Id == place.RootNode.Id) throw new StoreException(store, TreePath.Root, StoreFault.Unavailable, "its root folder is gone, or we may not see it any more");
            lock (tree.Gate) tree.Remove(change.Id, dirt);
            return;
        }
        var node = _loader.Of(file);
        bool isNewFolder;
        lock (tree.Gate) isNewFolder = node.IsFolder && tree.Find(node.Id) is null && node.ParentId is { } parent && tree.Find(parent) is not null;
        // A folder that comes into sight brings along what nobody told us of.
        var below = isNewFolder ? await _loader.WalkAsync(node.Id, cancellation) : [];
        lock (tree.Gate)
        {
            tree.Put(node, dirt);
            foreach (var one in below) tree.Put(one, dirt);
        }
    }

    // What was modified lately is looked at again, whatever the feed said: a page that was lost anywhere between is made up for here.
    private async Task OverlapAsync(CancellationToken cancellation)
    {
        if (options.Settings.LookBack <= TimeSpan.Zero || options.Time.GetElapsedTime(_overlappedAt) < OverlapEvery || Volatile.Read(ref _walks) > 0) return;
        var since = options.Time.GetUtcNow() - options.Settings.LookBack;
        var dirt = new List<ScopeItem>();
        try
        {
            await foreach (var file in service.ListAllAsync($"trashed = false and modifiedTime > '{since.UtcDateTime:yyyy-MM-ddTHH:mm:ss}'", place.Drive, TreePath.Root, static () => { }, cancellation))
                await ApplyAsync(_tree!, new DriveChange(file.Id, file), dirt, cancellation);
        }
        finally { Tell(Scope.Of(dirt)); }
        _overlappedAt = options.Time.GetTimestamp();
        if (dirt.Count > 0) options.Note?.Invoke($"{store}: looking back found {dirt.Count} names that the feed of changes had not told");
    }

    private void Change(DriveTree tree, Action<List<ScopeItem>> change)
    {
        var dirt = new List<ScopeItem>();
        lock (tree.Gate) change(dirt);
        Tell(Scope.Of(dirt));
    }

    private void Tell(Scope scope)
    {
        if (scope.Items is { Count: 0 }) return;
        lock (_watchers) foreach (var watcher in _watchers) watcher.Tell(scope);
    }

    // What is missing where not everything was searched may be there all the same.
    private static Scope Differences(DriveTree before, DriveTree after, bool isPartial)
    {
        var dirt = new List<ScopeItem>();
        lock (before.Gate)
        {
            lock (after.Gate)
            {
                foreach (var node in before.Nodes) if (after.Find(node.Id) is not { } now ? !isPartial : !node.LooksLike(now) || before.PathOf(node) != after.PathOf(now)) Add(before, node);
                foreach (var node in after.Nodes) if (before.Find(node.Id) is not { } then || !node.LooksLike(then) || before.PathOf(then) != after.PathOf(node)) Add(after, node);
            }
        }
        return Scope.Of(dirt);

        void Add(DriveTree tree, DriveNode node)
        {
            if (tree.PathOf(node) is { } path) dirt.Add(new ScopeItem(path, false));
        }
    }

    private sealed class Walking(DriveView view) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0) Interlocked.Decrement(ref view._walks);
        }
    }
}
