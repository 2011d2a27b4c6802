using System.Runtime.CompilerServices;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Restoring;

/// <summary>
/// A store as it stood at a moment, for reading alone: what stands and stood then, and what its trash kept of that moment, under the
/// names it had. Without a moment, what stands. Names begin at what is brought back: a directory <c>a/b</c> is seen as <c>b</c>.
/// </summary>
internal sealed class PastStore(IStore inner, IStateDb state, Leg? leg, TreePath top, DateTimeOffset? at) : IStore
{
    private readonly long? _moment = at?.ToUnixTimeSeconds();
    private readonly HashSet<TreePath> _renamed = [];
    private Dictionary<TreePath, Elsewhere>? _elsewhere;

    public StoreFacts Facts => inner.Facts;

    public T? Ask<T>() where T : class => typeof(T) == typeof(IRemoteStore) ? inner.Ask<T>() : this as T;

    public async IAsyncEnumerable<Entry> ListAsync(ListRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var elsewhere = await ElsewhereAsync(cancellation);
        var others = new Queue<Entry>(elsewhere.Values.Select(one => one.Entry).OrderBy(entry => entry, CanonicalComparer.Instance));
        var above = new Stack<TreePath>();
        await foreach (var entry in StandingAsync(elsewhere, cancellation))
        {
            while (others.TryPeek(out var other) && CanonicalOrder.Compare(other, entry) < 0)
                foreach (var one in WithDirectories(others.Dequeue(), above)) if (request.Filters.DecideFromRoot(one.Path, one.IsDirectory).Included) yield return one;
            foreach (var one in WithDirectories(entry, above)) if (request.Filters.DecideFromRoot(one.Path, one.IsDirectory).Included) yield return one;
        }
        while (others.TryDequeue(out var left))
            foreach (var one in WithDirectories(left, above)) if (request.Filters.DecideFromRoot(one.Path, one.IsDirectory).Included) yield return one;
    }

    public async ValueTask<Entry?> StatAsync(TreePath path, CancellationToken cancellation) =>
        (await ElsewhereAsync(cancellation)).TryGetValue(path, out var found) ? found.Entry : Shown(await inner.StatAsync(Inside(path), cancellation));

    public async ValueTask<IContentReader> OpenReadAsync(Entry expected, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(expected);
        if (!(await ElsewhereAsync(cancellation)).TryGetValue(expected.Path, out var found))
            return new PastReader(await inner.OpenReadAsync(new Entry { Path = Inside(expected.Path), Kind = expected.Kind, Size = expected.Size, Inode = expected.Inode, Mtime = expected.Mtime }, cancellation), expected.Path);
        var content = found.IsKept ? await Kept.OpenKeptAsync(found.Place, cancellation)
            : await inner.OpenReadAsync(await inner.StatAsync(found.Place, cancellation) ?? throw new StoreException(Facts.Name, found.Place, StoreFault.NotFound, "it is not there any more"), cancellation);
        return new PastReader(content, expected.Path);
    }

    public ValueTask<Written> WriteAsync(WriteRequest request, CancellationToken cancellation) => throw Past(request.Wanted.Path);

    public ValueTask DeleteAsync(Entry expected, CancellationToken cancellation) => throw Past(expected.Path);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private IVersionStore Kept => inner.Ask<IVersionStore>() ?? throw new StoreException(Facts.Name, TreePath.Root, StoreFault.Other, $"a {Facts.Kind} store keeps no versions");

    private StoreException Past(TreePath path) => new(Facts.Name, path, StoreFault.Denied, "what was is not changed");

    private async IAsyncEnumerable<Entry> StandingAsync(Dictionary<TreePath, Elsewhere> elsewhere, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var scope = top.IsRoot ? Scope.All : Scope.Of([new ScopeItem(top, true)]);
        await using var rows = (leg is null || _moment is null ? Nothing() : state.Baselines.ReadAsync(leg, scope, cancellation)).GetAsyncEnumerator(cancellation);
        var row = await rows.MoveNextAsync() ? rows.Current : null;
        await foreach (var entry in inner.ListAsync(new ListRequest(scope, FilterSet.Empty) { Known = Known(scope) }, cancellation))
        {
            while (row is not null && CanonicalOrder.Compare(row.Path.Bytes, row.IsDirectory, entry.Path.Bytes, entry.IsDirectory) < 0) row = await rows.MoveNextAsync() ? rows.Current : null;
            var known = row is not null && row.Path == entry.Path && row.IsDirectory == entry.IsDirectory ? row : null;
            if (Stood(known) && Shown(entry) is { Path.IsRoot: false } shown && entry.Kind != EntryKind.Special && !elsewhere.ContainsKey(shown.Path) && !_renamed.Contains(entry.Path)) yield return shown;
        }
    }

    // A server that would be asked about each file by itself need not be, where the record tells.
    private Func<CancellationToken, IAsyncEnumerable<Entry>>? Known(Scope scope) => leg is { Entries: > 0 } && leg.DestinationFileSystem == inner.Facts.FileSystemId
        ? token => state.Baselines.ReadAsync(leg, scope, token).Select(row => row.AsSeen(row.Destination)) : null;

    private bool Stood(BaselineEntry? row) => row is null || _moment is not { } moment || (row.PlacedAt <= moment && (row.GoneAt == 0 || row.GoneAt > moment));

    private async ValueTask<Dictionary<TreePath, Elsewhere>> ElsewhereAsync(CancellationToken cancellation)
    {
        if (_elsewhere is not null) return _elsewhere;
        var found = new Dictionary<TreePath, Elsewhere>();
        if (_moment is not { } moment) return _elsewhere = found;
        var renames = await state.Versions.RenamedAsync(Facts.Name, moment, cancellation);
        await foreach (var version in state.Versions.ReadAsync(Facts.Name, cancellation))
        {
            if (version.Was is not { IsDirectory: false } was || version.Span.From > moment || moment >= version.Span.Until) continue;
            Take(found, Former(version.Path, version.Span.Until, renames), was, version.Place, isKept: true);
        }
        foreach (var path in renames.Select(rename => rename.To).Distinct())
        {
            if (Former(path, long.MaxValue, renames) is var former && former == path) continue;
            if (!Stood(await RowAsync(path, cancellation)) || await inner.StatAsync(path, cancellation) is not { IsDirectory: false } standing) continue;
            _renamed.Add(path);
            Take(found, former, standing, path, isKept: false);
        }
        return _elsewhere = found;
    }

    private void Take(Dictionary<TreePath, Elsewhere> found, TreePath path, Entry was, TreePath place, bool isKept)
    {
        if (!top.IsRoot && path != top && !path.IsBelow(top)) return;
        var shown = Outside(path);
        found.TryAdd(shown, new Elsewhere(At(was, shown), place, isKept));
    }

    // The name it bore at the moment: renames are taken back, the newest first.
    private static TreePath Former(TreePath path, long until, IReadOnlyList<Renamed> renames)
    {
        foreach (var rename in renames) if (rename.To == path && rename.At < until) path = rename.From;
        return path;
    }

    private async ValueTask<BaselineEntry?> RowAsync(TreePath path, CancellationToken cancellation)
    {
        if (leg is null) return null;
        await foreach (var row in state.Baselines.ReadAsync(leg, Scope.Of([new ScopeItem(path, false)]), cancellation)) if (!row.IsDirectory && row.Path == path) return row;
        return null;
    }

    // Directories that do not stand any more are made again above what is brought back.
    private static IEnumerable<Entry> WithDirectories(Entry entry, Stack<TreePath> above)
    {
        while (above.TryPeek(out var last) && !entry.Path.IsBelow(last)) above.Pop();
        var missing = new Stack<TreePath>();
        for (var directory = entry.Path.Parent; !directory.IsRoot && !(above.TryPeek(out var known) && known == directory); directory = directory.Parent) missing.Push(directory);
        foreach (var directory in missing)
        {
            above.Push(directory);
            yield return new Entry { Path = directory, Kind = EntryKind.Directory, Mode = 0x1ED, Uid = entry.Uid, Gid = entry.Gid, Mtime = entry.Mtime };
        }
        if (entry.IsDirectory) above.Push(entry.Path);
        yield return entry;
    }

    private TreePath Inside(TreePath path) => top.Parent.IsRoot ? path : top.Parent.Child(path.Bytes);

    private TreePath Outside(TreePath path) => top.IsRoot || top.Parent.IsRoot ? path : TreePath.FromBytes(path.Bytes[(top.Parent.Bytes.Length + 1)..].ToArray());

    private Entry? Shown(Entry? entry) => entry is null || (entry.Path.IsRoot && top.IsRoot) ? entry : At(entry, Outside(entry.Path));

    // Which names were one file is not known of the past: each is brought back by itself.
    private static Entry At(Entry entry, TreePath path) => entry with { Path = path, Links = 1 };

    private static async IAsyncEnumerable<BaselineEntry> Nothing()
    {
        await Task.CompletedTask;
        yield break;
    }

    private sealed record Elsewhere(Entry Entry, TreePath Place, bool IsKept);

    private sealed class CanonicalComparer : IComparer<Entry>
    {
        public static CanonicalComparer Instance { get; } = new();

        public int Compare(Entry? x, Entry? y) => CanonicalOrder.Compare(x!, y!);
    }

    /// <summary>Content under the name it is brought back as.</summary>
    private sealed class PastReader(IContentReader content, TreePath path) : IContentReader
    {
        public Entry Entry { get; } = At(content.Entry, path);

        public ValueTask<ContentBlock> ReadAsync(Memory<byte> buffer, CancellationToken cancellation) => content.ReadAsync(buffer, cancellation);

        public async ValueTask<Entry> StatAsync(CancellationToken cancellation) => At(await content.StatAsync(cancellation), path);

        public ValueTask DisposeAsync() => content.DisposeAsync();
    }
}
