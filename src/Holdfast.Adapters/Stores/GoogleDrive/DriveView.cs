using System.Collections.Concurrent;
using System.Net;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>
/// The one tree that all who have a store open share, and where the feed of changes stands for it. The start of the feed is taken before
/// the listing; it moves on only past changes that are in the tree and were told to all who watch. Both outlive the process together or not
/// at all; what was told and not done by then is found by whoever compares the whole tree, as everybody does who begins. A feed that has run
/// out is begun anew with a listing, and what differs from the tree before is told as if the feed had told it.
/// </summary>
/// <param name="store">Name of the store.</param>
/// <param name="service">The server.</param>
/// <param name="place">What is listed.</param>
/// <param name="options">How.</param>
internal sealed class DriveView(string store, DriveService service, DrivePlace place, DriveStoreOptions options) : IDisposable
{
    private static readonly TimeSpan OverlapEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan KeepEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan OldestKept = TimeSpan.FromDays(7);
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly List<DriveWatcher> _watchers = [];
    private readonly DriveLoader _loader = new(service, place, options);
    private readonly DriveCheckpoints _kept = new(store, place, options);
    private volatile DriveTree? _tree;
    private string? _cursor;
    private long _loadedAt;
    private DateTimeOffset _listed;
    private DateTimeOffset _overlapped;
    private long _keptAt;
    private bool _hasNews;
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
    /// <param name="allWithin">When everything is wanted: a tree that this process has had for too long, or that was listed longer ago than this, is listed anew. Null when only some names are.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<DriveTree> TakeAsync(TimeSpan? allWithin, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (_tree is null && await ResumeAsync(allWithin ?? OldestKept, cancellation) is { } resumed) return resumed;
            if (_tree is not { Gap: null } tree || (allWithin is { } within && IsOld(within))) return await LoadAsync(cancellation);
            await FollowAsync(tree, cancellation);
            return _tree is { Gap: null } now ? now : await LoadAsync(cancellation);
        }
        finally { _one.Release(); }
    }

    /// <summary>Asks what has changed; whoever watches is told.</summary>
    public async Task PollAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (_tree is not { } tree)
            {
                if (await ResumeAsync(OldestKept, cancellation) is null) await LoadAsync(cancellation);
                return;
            }
            await FollowAsync(tree, cancellation);
            await OverlapAsync(_tree!, cancellation);
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
        if (_hasNews) Keep();
        service.Http.Dispose();
        _one.Dispose();
    }

    private bool IsOld(TimeSpan within) => options.Time.GetElapsedTime(_loadedAt) > options.TreeLasts || Age(_listed) > (within > options.TreeLasts ? within : options.TreeLasts);

    // A clock that was set back says nothing.
    private TimeSpan Age(DateTimeOffset at) => (options.Time.GetUtcNow() - at).Duration();

    private async Task<DriveTree> LoadAsync(CancellationToken cancellation)
    {
        var now = options.Time.GetUtcNow();
        // What happens while it is listed is told from here on.
        var cursor = await service.StartTokenAsync(place.Drive, cancellation);
        var tree = await _loader.LoadAsync(cancellation);
        var before = _tree;
        cursor = await CatchUpAsync(tree, cursor, null, cancellation);
        if (before is not null) Tell(Differences(before, tree, tree.Gap is not null));
        (_tree, _cursor, _loadedAt, _listed, _overlapped) = (tree, cursor, options.Time.GetTimestamp(), now, now);
        tree.Root.Dress(place.RootNode);
        Keep();
        return tree;
    }

    /// <summary>Goes on from where another process was; null where that cannot be.</summary>
    private async Task<DriveTree?> ResumeAsync(TimeSpan within, CancellationToken cancellation)
    {
        if (await _kept.ReadAsync(within, cancellation) is not { } kept) return null;
        var (cursor, overlapped) = (kept.Cursor, kept.Overlapped);
        try
        {
            cursor = await CatchUpAsync(kept.Tree, cursor, null, cancellation);
            if (IsOverlapDue(overlapped)) overlapped = await OverlapAsync(kept.Tree, overlapped, cancellation);
        }
        catch (StoreException e) when (HasRunOut(e) || e.Fault is StoreFault.Denied or StoreFault.Other)
        {
            // A server that refuses us altogether refuses the listing too, and says why.
            options.Note?.Invoke($"{store}: the feed of changes has run out ({e.Cause}); everything is listed again");
            return null;
        }
        if (kept.Tree.Gap is not null) return null;
        (_tree, _cursor, _loadedAt, _listed, _overlapped) = (kept.Tree, cursor, options.Time.GetTimestamp(), kept.Listed, overlapped);
        (_keptAt, _hasNews) = (options.Time.GetTimestamp(), cursor != kept.Cursor || overlapped != kept.Overlapped);
        kept.Tree.Root.Dress(place.RootNode);
        return kept.Tree;
    }

    private async Task FollowAsync(DriveTree tree, CancellationToken cancellation)
    {
        if (Volatile.Read(ref _walks) > 0) return;
        try { await CatchUpAsync(tree, _cursor!, MoveTo, cancellation); }
        catch (StoreException e) when (HasRunOut(e))
        {
            options.Note?.Invoke($"{store}: the feed of changes has run out; everything is listed again");
            await LoadAsync(cancellation);
            return;
        }
        // A feed is soon followed: what is kept is not to be the newest, and for many files it is some work.
        if (_hasNews && options.Time.GetElapsedTime(_keptAt) > KeepEvery) Keep();
    }

    private static bool HasRunOut(StoreException e) => e.InnerException is DriveException { Status: HttpStatusCode.BadRequest or HttpStatusCode.Gone or HttpStatusCode.NotFound };

    private void MoveTo(string cursor)
    {
        _hasNews |= cursor != _cursor;
        _cursor = cursor;
    }

    private void Keep()
    {
        _kept.Write(new DriveCheckpoint(_tree!, _cursor!, _listed, _overlapped));
        (_keptAt, _hasNews) = (options.Time.GetTimestamp(), false);
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
            tree.Gap ??= _loader.Gap;
            tree.Put(node, dirt);
            foreach (var one in below) tree.Put(one, dirt);
        }
    }

    private bool IsOverlapDue(DateTimeOffset overlapped) => options.Settings.LookBack > TimeSpan.Zero && Age(overlapped) >= OverlapEvery;

    private async Task OverlapAsync(DriveTree tree, CancellationToken cancellation)
    {
        if (IsOverlapDue(_overlapped) && Volatile.Read(ref _walks) == 0) _overlapped = await OverlapAsync(tree, _overlapped, cancellation);
    }

    // What was modified lately is looked at again, whatever the feed said: a page that was lost anywhere between is made up for here.
    private async Task<DateTimeOffset> OverlapAsync(DriveTree tree, DateTimeOffset before, CancellationToken cancellation)
    {
        var now = options.Time.GetUtcNow();
        var since = now - options.Settings.LookBack;
        if (before - OverlapEvery < since) since = before - OverlapEvery;
        var dirt = new List<ScopeItem>();
        try
        {
            await foreach (var file in service.ListAllAsync($"trashed = false and modifiedTime > '{since.UtcDateTime:yyyy-MM-ddTHH:mm:ss}'", place.Drive, TreePath.Root, static () => { }, cancellation))
                await ApplyAsync(tree, new DriveChange(file.Id, file), dirt, cancellation);
        }
        finally { Tell(Scope.Of(dirt)); }
        if (dirt.Count > 0) options.Note?.Invoke($"{store}: looking back found {dirt.Count} names that the feed of changes had not told");
        return now;
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
