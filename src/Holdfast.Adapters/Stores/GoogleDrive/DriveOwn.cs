using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>The store's own folder, <c>.holdfast</c> at its root: marker, lock and trash. Where several bear the name, the oldest is ours.</summary>
internal sealed class DriveOwn(string store, DriveView view)
{
    private const int Version = 1;
    private const string MarkerName = "marker";
    private static readonly TreePath Shown = TreePath.From(".holdfast/marker");
    private readonly ConcurrentDictionary<(string Folder, string Name), string> _folders = new();

    /// <summary>The store's UUID; null when there is no marker.</summary>
    public async ValueTask<Guid?> ReadMarkerAsync(CancellationToken cancellation)
    {
        if (await FindAsync(cancellation) is not { } own || await OldestAsync(own, MarkerName, false, Shown, cancellation) is not { } file) return null;
        using var response = await view.Service.OpenAsync(file.Id, 0, Shown, cancellation);
        try
        {
            await using var content = await response.Content.ReadAsStreamAsync(cancellation);
            using var json = await JsonDocument.ParseAsync(content, cancellationToken: cancellation);
            var version = json.RootElement.GetProperty("version").GetInt32();
            if (version > Version) throw new StoreException(store, Shown, StoreFault.Refused, $"the marker has version {version}, this program knows {Version}: use a newer Holdfast");
            return json.RootElement.GetProperty("uuid").GetGuid();
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new StoreException(store, Shown, StoreFault.Refused, "the marker cannot be read; restore it, or remove it to begin anew", failure);
        }
    }

    /// <summary>Writes a marker, unless there is one.</summary>
    /// <returns>The UUID of the marker that stands there.</returns>
    public async ValueTask<Guid> WriteMarkerAsync(Guid uuid, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await ReadMarkerAsync(cancellation) is { } there) return there;
        var content = System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["version"] = Version, ["uuid"] = uuid.ToString("D"), ["made"] = now.ToString("O") }.ToJsonString());
        var id = (await view.Service.IdsAsync(1, cancellation))[0];
        await view.Service.SendAsync(null, new JsonObject { ["id"] = id, ["name"] = MarkerName, ["parents"] = new JsonArray(await MakeAsync(cancellation)) }, content, Shown, cancellation);
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
            if (parent == view.Place.RootNode.Id) view.Place.RootNode.Dress(found);
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
        view.Place.RootNode.Dress(noted);
    }

    /// <summary>Forgets where folders are: something was removed.</summary>
    public void Forget() => _folders.Clear();

    private async ValueTask<DriveFile?> OldestAsync(string folder, string name, bool isFolder, TreePath path, CancellationToken cancellation) =>
        (await view.Service.NamedAsync(folder, name, view.Place.Drive, path, cancellation)).Where(file => file.IsFolder == isFolder).OrderBy(file => file.Created).ThenBy(file => file.Id, StringComparer.Ordinal).FirstOrDefault();
}
