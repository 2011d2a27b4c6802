using System.Runtime.CompilerServices;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <content>Listing, looking and reading.</content>
internal sealed partial class DriveStore
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<Entry> ListAsync(ListRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var tree = await View.TakeAsync(request.Scope.IsAll ? _options.KeptLasts : null, cancellation);
        using var walk = View.Walk();
        await using var known = request.Known?.Invoke(cancellation).GetAsyncEnumerator(cancellation);
        var hasKnown = known is not null && await known.MoveNextAsync();
        foreach (var name in Names(tree, request))
        {
            cancellation.ThrowIfCancellationRequested();
            var entry = DriveEntries.Of(tree, name);
            if (entry.IsSizeUnknown)
            {
                while (hasKnown && CanonicalOrder.Compare(known!.Current, entry) < 0) hasKnown = await known.MoveNextAsync();
                if (hasKnown && known!.Current.Path == entry.Path) entry = DriveEntries.WithKnown(entry, known.Current);
            }
            yield return entry;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Entry?> StatAsync(TreePath path, CancellationToken cancellation)
    {
        var tree = await TreeAsync(cancellation);
        return await FindAsync(tree, path, cancellation) is { } name ? DriveEntries.Of(tree, name) : null;
    }

    /// <inheritdoc/>
    public async ValueTask<IContentReader> OpenReadAsync(Entry expected, CancellationToken cancellation)
    {
        var path = expected.Path;
        if (path.IsRoot || path.Top.SequenceEqual(".holdfast"u8)) throw Fail(path, StoreFault.Refused, "only regular files are read");
        var tree = await TreeAsync(cancellation);
        var name = DriveListing.Find(tree, path) ?? await FindAsync(tree, path, cancellation) ?? throw Fail(path, StoreFault.NotFound, "there is no file of that name");
        if (name.Node.Kind is not (DriveKind.File or DriveKind.Document)) throw Fail(path, StoreFault.Refused, "only regular files are read");
        if (View.Parked.TryGetValue(name.Node.Id, out var until) && _options.Time.GetUtcNow() < until) throw Fail(path, StoreFault.Other, $"its downloads are used up; it is left alone until {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
        var file = await Service.GetAsync(name.Node.Id, path, cancellation);
        if (file.IsTrashed) throw Fail(path, StoreFault.NotFound, "it lies in the trash of Drive");
        var entry = DriveEntries.Of(tree, name with { Node = DriveNode.Of(file, _formats) }) with { IsSizeUnknown = false };
        async ValueTask<Entry> Look(CancellationToken token) => DriveEntries.Of(tree, name with { Node = DriveNode.Of(await Service.GetAsync(file.Id, path, token), _formats) }) with { IsSizeUnknown = false };
        try
        {
            return file.IsDocument
                ? await ExportReader.OpenAsync(Service, _name, file.Id, _formats.Of(file.Mime)!.Mime, entry, Look, _options, cancellation)
                : new DriveReader(Service, _name, file, entry, Look, Park, _options.Time);
        }
        catch (StoreException e) when (Park(e, file.Id)) { throw; }
    }

    private bool Park(StoreException error, string id)
    {
        if (error.InnerException is not DriveException { Reason: "downloadQuotaExceeded" }) return false;
        View.Parked[id] = _options.Time.GetUtcNow() + _options.Parked;
        return true;
    }

    private async ValueTask<DriveTree> TreeAsync(CancellationToken cancellation) => View.Tree ?? await View.TakeAsync(null, cancellation);

    /// <summary>What stands at a path now, by the server and not by what was listed.</summary>
    private async ValueTask<DriveName?> FindAsync(DriveTree tree, TreePath path, CancellationToken cancellation)
    {
        if (!path.IsRoot && path.Top.SequenceEqual(".holdfast"u8)) return null;
        if (DriveListing.Find(tree, path) is { } known)
        {
            if (path.IsRoot) return known;
            try
            {
                var file = await Service.GetAsync(known.Node.Id, path, cancellation);
                if (file.IsTrashed) View.Remove(file.Id);
                else View.Put(file);
            }
            catch (StoreException e) when (e.Fault == StoreFault.NotFound) { View.Remove(known.Node.Id); }
            if (DriveListing.Find(tree, path) is { } still) return still;
        }
        if (View.Place.IsSharedWithMe || DriveListing.Find(tree, path.Parent) is not { Node: { IsFolder: true } folder }) return null;
        foreach (var file in await Service.NamedAsync(folder.Id, DriveNames.Shown(DriveNames.Text(path.Name)), View.Place.Drive, path, cancellation)) View.Put(file);
        return DriveListing.Find(tree, path);
    }

    private static IEnumerable<DriveName> Names(DriveTree tree, ListRequest request)
    {
        var root = new DriveName(TreePath.Root, tree.Root, false);
        if (request.Scope.Items is not { } items)
        {
            yield return root;
            foreach (var name in DriveListing.Walk(tree, root, request.Filters)) yield return name;
            yield break;
        }
        var tops = new List<(DriveName Name, bool Deep)>();
        foreach (var item in items)
            if (DriveListing.Find(tree, item.Path) is { } found && request.Filters.DecideFromRoot(found.Path, found.Node.IsFolder).Included) tops.Add((found, item.Deep));
        tops.Sort(static (left, right) => CanonicalOrder.Compare(left.Name.Path.Bytes, left.Name.Node.IsFolder, right.Name.Path.Bytes, right.Name.Node.IsFolder));
        foreach (var (name, deep) in tops)
        {
            yield return name;
            if (!deep || !name.Node.IsFolder) continue;
            foreach (var below in DriveListing.Walk(tree, name, request.Filters)) yield return below;
        }
    }
}
