using System.Globalization;
using System.Text.Json.Nodes;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>
/// What was replaced or removed: <c>.holdfast/trash/RUN</c>, in which each thing bears its whole path as its name. What is removed is moved
/// there and stays the same file with its history; what is replaced is copied by the server first.
/// </summary>
internal sealed class DriveTrash(string store, DriveView view, DriveOwn own, Func<CancellationToken, ValueTask<string>> newId)
{
    /// <summary>Keeps a copy of a file that still stands where it stood.</summary>
    /// <returns>Where it lies, relative to the trash.</returns>
    public async ValueTask<TreePath> KeepAsync(DriveFile file, TreePath path, string run, CancellationToken cancellation)
    {
        var folder = await RunAsync(run, true, cancellation);
        var (place, name) = await FreeAsync(folder!, path, false, run, cancellation);
        var number = DriveNode.Of(file, new DriveFormats([])).Inode;
        var words = new JsonObject { ["id"] = await newId(cancellation), ["name"] = name, ["parents"] = new JsonArray(folder), ["appProperties"] = new JsonObject { [DriveWords.Was] = Text(number) } };
        await view.Service.CopyAsync(file.Id, words, path, cancellation);
        return place;
    }

    /// <summary>Moves something there.</summary>
    public async ValueTask<TreePath> MoveAsync(string id, string parent, Entry was, string run, CancellationToken cancellation)
    {
        var folder = await RunAsync(run, true, cancellation);
        var (place, name) = await FreeAsync(folder!, was.Path, was.IsDirectory, run, cancellation);
        var words = new JsonObject { ["name"] = name, ["appProperties"] = new JsonObject { [DriveWords.Was] = Text(was.Inode) }, ["modifiedTime"] = DriveWords.Stamp(was.Mtime) };
        await view.Service.PatchAsync(id, words, (folder!, parent), was.Path, cancellation);
        return place;
    }

    /// <summary>What lies at a place, and the folder of its run; null when nothing does.</summary>
    public async ValueTask<(DriveFile File, string Folder)?> LookAsync(TreePath place, CancellationToken cancellation)
    {
        var folder = await RunAsync(DriveNames.Text(place.Top), false, cancellation);
        if (folder is null) return null;
        var found = await view.Service.NamedAsync(folder, NameOf(place), view.Place.Drive, place, cancellation);
        return found.Count == 0 ? null : (found[0], folder);
    }

    /// <summary>Takes something out of the trash for good.</summary>
    public async ValueTask DropAsync(TreePath place, CancellationToken cancellation)
    {
        if (await LookAsync(place, cancellation) is { } found) await view.Service.RemoveAsync(found.File.Id, place, cancellation);
    }

    /// <summary>Where a run's trash keeps an entry; null when it does not.</summary>
    public async ValueTask<TreePath?> FindAsync(string run, Entry was, DriveFormats formats, CancellationToken cancellation)
    {
        if (await RunAsync(run, false, cancellation) is not { } folder) return null;
        for (var n = 1; ; n++)
        {
            var place = Place(run, was.Path, was.IsDirectory, n);
            var found = await view.Service.NamedAsync(folder, NameOf(place), view.Place.Drive, place, cancellation);
            if (found.Count == 0) return null;
            if (found.Any(file => was.IsDirectory || DriveNode.Of(file, formats).Inode == was.Inode || file.Words.GetValueOrDefault(DriveWords.Was) == Text(was.Inode))) return place;
        }
    }

    /// <summary>Bytes of one run.</summary>
    public async ValueTask<long> MeasureAsync(string run, CancellationToken cancellation) => await RunAsync(run, false, cancellation) is { } folder ? await SizeAsync(folder, cancellation) : 0;

    /// <summary>Removes runs that are too old, then the oldest until the rest is small enough.</summary>
    public async ValueTask<TrashSwept> SweepAsync(DateTimeOffset keepSince, long maxBytes, CancellationToken cancellation)
    {
        var runs = new List<(DriveFile Run, long Bytes)>();
        if (await TopAsync(false, cancellation) is { } top)
            await foreach (var run in ListAsync(top, cancellation)) if (run.IsFolder) runs.Add((run, await SizeAsync(run.Id, cancellation)));
        var left = runs.Sum(run => run.Bytes);
        var gone = new List<string>();
        foreach (var (run, bytes) in runs.OrderBy(run => run.Run.Created).ThenBy(run => run.Run.Name, StringComparer.Ordinal))
        {
            if (run.Created >= keepSince && left <= maxBytes) break;
            await view.Service.RemoveAsync(run.Id, TreePath.From(DriveNames.Own), cancellation);
            left -= bytes;
            gone.Add(run.Name);
        }
        if (gone.Count > 0) own.Forget();
        return new TrashSwept(gone, left);
    }

    private async ValueTask<string?> TopAsync(bool make, CancellationToken cancellation)
    {
        var above = make ? await own.MakeAsync(cancellation) : await own.FindAsync(cancellation);
        return above is null ? null : await own.FolderAsync(above, "trash", make, cancellation);
    }

    private async ValueTask<string?> RunAsync(string run, bool make, CancellationToken cancellation) => await TopAsync(make, cancellation) is { } top ? await own.FolderAsync(top, run, make, cancellation) : null;

    private async ValueTask<(TreePath Place, string Name)> FreeAsync(string folder, TreePath path, bool isDirectory, string run, CancellationToken cancellation)
    {
        for (var n = 1; ; n++)
        {
            var place = Place(run, path, isDirectory, n);
            if ((await view.Service.NamedAsync(folder, NameOf(place), view.Place.Drive, path, cancellation)).Count == 0) return (place, NameOf(place));
        }
    }

    private async ValueTask<long> SizeAsync(string folder, CancellationToken cancellation)
    {
        var sum = 0L;
        await foreach (var file in ListAsync(folder, cancellation)) sum += file.Size ?? 0;
        return sum;
    }

    private IAsyncEnumerable<DriveFile> ListAsync(string folder, CancellationToken cancellation) => view.Service.ListAllAsync($"{DriveService.Quoted(folder)} in parents and trashed = false", view.Place.Drive, TreePath.From(DriveNames.Own),
        () => throw new StoreException(store, TreePath.From(DriveNames.Own), StoreFault.Transient, "Drive says that it did not search everything"), cancellation);

    // The path without the run, as one name: a slash is a letter like others on Drive.
    private static string NameOf(TreePath place) => DriveNames.Shown(DriveNames.Text(place.Bytes[(place.Top.Length + 1)..]));

    private static TreePath Place(string run, TreePath path, bool isDirectory, int n)
    {
        var name = TreePath.From(run).Child(path.Bytes).Bytes;
        return TreePath.Trusted([.. name, .. System.Text.Encoding.UTF8.GetBytes((isDirectory ? "~dir" : "") + (n > 1 ? string.Create(CultureInfo.InvariantCulture, $"~{n}") : ""))]);
    }

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
