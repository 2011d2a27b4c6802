using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>The store's own folder, <c>.holdfast</c> at its root: marker, lock and trash. Where several bear the name, the oldest is ours.</summary>
internal sealed class DriveOwn(string store, DriveView view, StoreSeal? seal)
{
    private const string MarkerName = "marker";
    private readonly ConcurrentDictionary<(string Folder, string Name), string> _folders = new();

    /// <summary>The store's UUID; null when there is no marker.</summary>
    public async ValueTask<Guid?> ReadMarkerAsync(CancellationToken cancellation)
    {
        if (await FindAsync(cancellation) is not { } own || await OldestAsync(own, MarkerName, false, MarkerText.Shown, cancellation) is not { } file) return null;
        return MarkerText.Read(store, await view.Service.ReadAsync(file, MarkerText.MostBytes, MarkerText.Shown, cancellation), seal);
    }

    /// <summary>Writes a marker, unless there is one.</summary>
    /// <returns>The UUID of the marker that stands there.</returns>
    public async ValueTask<Guid> WriteMarkerAsync(Guid uuid, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await ReadMarkerAsync(cancellation) is { } there) return there;
        var content = MarkerText.Write(uuid, now, seal);
        var id = (await view.Service.IdsAsync(1, cancellation))[0];
        await view.Service.SendAsync(null, new JsonObject { ["id"] = id, ["name"] = MarkerName, ["parents"] = new JsonArray(await MakeAsync(cancellation)) }, content, MarkerText.Shown, cancellation);
        return await ReadMarkerAsync(cancellation) ?? uuid;
    }

    /// <summary>Id of the store's own folder; null when there is none.</summary>
    public ValueTask<string?> FindAsync(CancellationToken cancellation) => FolderAsync(view.Place.RootNode.Id, DriveNames.Own, false, cancellation);

    /// <summary>Id of the store's own folder, which is made when it is missing.</summary>
    public async ValueTask<string> MakeAsync(CancellationToken cancellation) => (await FolderAsync(view.Place.RootNode.Id, DriveNames.Own, true, cancellation))!;

    /// <summary>Id of a folder in another; null when it is not there and is not to be made.</summary>
    public async ValueTask<string?> FolderAsync(string parent, string name, bool make, CancellationToken cancellation)
    {
        if (_folders.TryGetValue((parent, name), out var known)) return known;
        var path = TreePath.From(DriveNames.Own);
        if (await OldestAsync(parent, name, true, path, cancellation) is { } found)
        {
            if (parent == view.Place.RootNode.Id) view.DressRoot(found);
            return _folders[(parent, name)] = found.Id;
        }
        if (!make) return null;
        var id = (await view.Service.IdsAsync(1, cancellation))[0];
        await view.Service.MakeAsync(new JsonObject { ["id"] = id, ["name"] = name, ["mimeType"] = DriveFile.FolderMime, ["parents"] = new JsonArray(parent) }, path, cancellation);
        // Of two that were made at once the older one holds.
        return _folders[(parent, name)] = (await OldestAsync(parent, name, true, path, cancellation))?.Id ?? id;
    }

    /// <summary>Notes mode, owner and time of the store's root: the topmost folder of a Drive takes no notes of its own.</summary>
    public async ValueTask NoteRootAsync(Entry root, CancellationToken cancellation)
    {
        var noted = await view.Service.PatchAsync(await MakeAsync(cancellation), new JsonObject { ["appProperties"] = DriveWords.Of(root, DriveNames.Own) }, null, TreePath.Root, cancellation);
        view.DressRoot(noted);
    }

    /// <summary>Forgets where folders are: something was removed.</summary>
    public void Forget() => _folders.Clear();

    private async ValueTask<DriveFile?> OldestAsync(string folder, string name, bool isFolder, TreePath path, CancellationToken cancellation) =>
        (await view.Service.NamedAsync(folder, name, view.Place.Drive, path, cancellation)).Where(file => file.IsFolder == isFolder).OrderBy(file => file.Created).ThenBy(file => file.Id, StringComparer.Ordinal).FirstOrDefault();
}
