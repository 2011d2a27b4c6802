using System.Globalization;
using System.Text;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Rclone;

/// <summary>The trash, <c>.holdfast/trash/RUN/ORIGINAL/PATH</c> as a local store has it; what cannot lie at its own path lies below <c>RUN/.again-N/</c>.</summary>
internal sealed class RcloneTrash(string store, RcloneService service, RcloneFeatures features, RcloneDirectories directories, long grain)
{
    private const int MostAgain = 1000;

    /// <summary>Moves a file into the trash.</summary>
    /// <returns>Where it lies now, relative to the trash.</returns>
    public async ValueTask<TreePath> TakeAsync(Entry file, string run, CancellationToken cancellation)
    {
        var place = await FreeAsync(file.Path, run, cancellation);
        await service.MoveAsync(RclonePlaces.Of(file.Path), RclonePlaces.InTrash(place), file.Size, file.Path, cancellation);
        return place;
    }

    /// <summary>Keeps a copy of a file, so that its name can be taken over in one step.</summary>
    public async ValueTask<TreePath> CopyAsync(Entry file, string run, CancellationToken cancellation)
    {
        var place = await FreeAsync(file.Path, run, cancellation);
        await service.CopyAsync(RclonePlaces.Of(file.Path), RclonePlaces.InTrash(place), file.Size, file.Path, cancellation);
        return place;
    }

    /// <summary>Keeps a directory: an empty one of its name.</summary>
    public async ValueTask<TreePath> KeepDirectoryAsync(TreePath path, string run, CancellationToken cancellation)
    {
        foreach (var place in PlacesOf(path, run))
        {
            if (!await MakeAsync(place.Parent, cancellation) || await service.LookAsync(RclonePlaces.InTrash(place), place, cancellation) is not null) continue;
            await directories.MakeAsync(RclonePlaces.InTrash(place), path, cancellation);
            return place;
        }
        throw Crowded(path);
    }

    /// <summary>What lies at a place: a file, a directory, or null for nothing.</summary>
    public async ValueTask<Entry?> LookAsync(TreePath place, TreePath path, CancellationToken cancellation)
    {
        if (await service.LookAsync(RclonePlaces.InTrash(place), place, cancellation) is { } file) return file.ToEntry(path);
        return await directories.LookAsync(RclonePlaces.InTrash(place), place, cancellation) ? RcloneItem.Directory(path) : null;
    }

    /// <summary>Where a run keeps an entry; null when it does not.</summary>
    public async ValueTask<TreePath?> FindAsync(string run, Entry was, CancellationToken cancellation)
    {
        foreach (var place in PlacesOf(was.Path, run))
        {
            if (was.IsDirectory)
            {
                if (await directories.LookAsync(RclonePlaces.InTrash(place), place, cancellation)) return place;
                if (await service.LookAsync(RclonePlaces.InTrash(place), place, cancellation) is null) return null;
                continue;
            }
            if (await LookAsync(place, was.Path, cancellation) is not { } kept) return null;
            if (RcloneItem.IsStill(was, kept, grain)) return place;
        }
        return null;
    }

    /// <summary>Removes a file for good, and the directories above it that hold nothing more; one that is not there is no error.</summary>
    public async ValueTask DropAsync(TreePath place, CancellationToken cancellation)
    {
        if (!await service.RemoveAsync(RclonePlaces.InTrash(place), place, cancellation)) return;
        for (var above = place.Parent; !above.IsRoot; above = above.Parent)
        {
            if (await directories.ListAsync(RclonePlaces.InTrash(above), above, cancellation) is not { Count: 0 }) return;
            await directories.RemoveAsync(RclonePlaces.InTrash(above), above, cancellation);
        }
    }

    /// <summary>Takes a directory that was brought back out of the trash, unless others still lie in it.</summary>
    public async ValueTask DropDirectoryAsync(TreePath place, CancellationToken cancellation)
    {
        if (await directories.ListAsync(RclonePlaces.InTrash(place), place, cancellation) is { Count: 0 }) await directories.RemoveAsync(RclonePlaces.InTrash(place), place, cancellation);
    }

    /// <summary>Bytes of one run.</summary>
    public Task<long> MeasureAsync(string run, CancellationToken cancellation) => service.MeasureAsync(RclonePlaces.InTrash(TreePath.From(run)), TreePath.Root, cancellation);

    /// <summary>Removes runs that are too old, then the oldest until the rest is small enough. When a run began its name tells.</summary>
    public async ValueTask<TrashSwept> SweepAsync(DateTimeOffset keepSince, long maxBytes, CancellationToken cancellation)
    {
        var runs = new List<(string Run, DateTimeOffset Begun, long Bytes)>();
        foreach (var item in await service.ListAsync(RclonePlaces.Trash, TreePath.Root, cancellation) ?? [])
        {
            if (item.IsDirectory && RcloneNames.Bytes(item.Name) is { } name) runs.Add((Encoding.UTF8.GetString(name), Begun(item.Name), await MeasureAsync(Encoding.UTF8.GetString(name), cancellation)));
        }
        var left = runs.Sum(run => run.Bytes);
        var gone = new List<string>();
        foreach (var (run, begun, bytes) in runs.OrderBy(run => run.Begun).ThenBy(run => run.Run, StringComparer.Ordinal))
        {
            if (begun >= keepSince && left <= maxBytes) break;
            cancellation.ThrowIfCancellationRequested();
            await service.PurgeAsync(RclonePlaces.InTrash(TreePath.From(run)), TreePath.Root, cancellation);
            directories.Forget(RclonePlaces.InTrash(TreePath.From(run)));
            left -= bytes;
            gone.Add(run);
        }
        return new TrashSwept(gone, left);
    }

    private async ValueTask<TreePath> FreeAsync(TreePath path, string run, CancellationToken cancellation)
    {
        foreach (var place in PlacesOf(path, run))
        {
            if (await MakeAsync(place.Parent, cancellation) && await LookAsync(place, path, cancellation) is null) return place;
        }
        throw Crowded(path);
    }

    /// <summary>Makes a directory of the trash and those above it; false when a file stands in the way. Where directories are for nothing, none is made.</summary>
    private async ValueTask<bool> MakeAsync(TreePath place, CancellationToken cancellation)
    {
        if (!features.HasDirectories) return true;
        var name = RclonePlaces.InTrash(place);
        if (await directories.IsThereAsync(name, place, cancellation)) return true;
        if (!place.IsRoot && !await MakeAsync(place.Parent, cancellation)) return false;
        if (await service.LookAsync(name, place, cancellation) is not null) return false;
        await directories.MakeAsync(name, place, cancellation);
        return true;
    }

    private StoreException Crowded(TreePath path) => new(store, path, StoreFault.Other, "the trash has too many of that name");

    private static IEnumerable<TreePath> PlacesOf(TreePath path, string run) => Enumerable.Range(0, MostAgain).Select(again => Place(path, run, again));

    private static TreePath Place(TreePath path, string run, int again)
    {
        var top = again == 0 ? TreePath.From(run) : TreePath.From(run).Child(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $".again-{again}")));
        return top.Child(path.Bytes);
    }

    // What bears no time is nothing a run put there: it goes last.
    private static DateTimeOffset Begun(string run) =>
        run.Length >= 15 && DateTimeOffset.TryParseExact(run[..15], "yyyyMMdd-HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var begun) ? begun : DateTimeOffset.MaxValue;
}
