using System.Globalization;
using System.Text;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>The trash, <c>.holdfast/trash/RUN/ORIGINAL/PATH</c> as a local store has it; what cannot lie at its own path lies below <c>RUN/.again-N/</c>.</summary>
internal sealed class SftpTrash(SftpPlaces places)
{
    private const uint Private = 0x1C0;
    private const int MostAgain = 1000;

    /// <summary>Moves something into the trash.</summary>
    /// <returns>Where it lies now, relative to the trash.</returns>
    public ValueTask<TreePath> TakeAsync(SftpSession session, TreePath path, string run, CancellationToken cancellation) =>
        ShelveAsync(session, path, run, place => session.RenameAsync(places.Of(path), place, cancellation), cancellation);

    /// <summary>Gives something a further name in the trash, so that the first one can be taken over in one step.</summary>
    public ValueTask<TreePath> LinkAsync(SftpSession session, TreePath path, string run, CancellationToken cancellation) =>
        ShelveAsync(session, path, run, place => session.LinkAsync(places.Of(path), place, cancellation), cancellation);

    /// <summary>Puts a temporary of ours into the trash in the place of something.</summary>
    public ValueTask<TreePath> PutAsync(SftpSession session, byte[] temporary, TreePath path, string run, CancellationToken cancellation) =>
        ShelveAsync(session, path, run, place => session.RenameAsync(temporary, place, cancellation), cancellation);

    /// <summary>Keeps a directory's metadata: an empty directory of its name with its mode and time.</summary>
    public async ValueTask<TreePath> KeepDirectoryAsync(SftpSession session, Entry directory, string run, CancellationToken cancellation)
    {
        for (var again = 0; again <= MostAgain; again++)
        {
            var place = Place(directory.Path, run, again);
            await MakeAsync(session, place.Parent, cancellation);
            // What was kept of the same name, as the way to something below it, becomes it.
            var there = await session.LStatAsync(places.InTrash(place), cancellation);
            if (there is { Kind: not EntryKind.Directory }) continue;
            if (there is null) await session.MakeDirectoryAsync(places.InTrash(place), Private, cancellation);
            await session.SetAsync(places.InTrash(place), new SftpAttributes { Mode = (uint)(directory.Mode | (int)Private), Times = ((uint)(directory.Mtime / SftpEntries.Grain), (uint)(directory.Mtime / SftpEntries.Grain)) }, cancellation);
            return place;
        }
        throw new SftpStatusException(StatusCode.Failure, "the trash has too many of that name");
    }

    /// <summary>The places where a run may have put something, in the order they are tried.</summary>
    public static IEnumerable<TreePath> PlacesOf(TreePath path, string run) => Enumerable.Range(0, MostAgain).Select(again => Place(path, run, again));

    /// <summary>Bytes below a directory of the trash.</summary>
    public static async ValueTask<long> MeasureAsync(SftpSession session, byte[] directory, CancellationToken cancellation)
    {
        var sum = 0L;
        foreach (var name in await ListAsync(session, directory, cancellation))
        {
            sum += name.Attributes.Kind == EntryKind.Directory ? await MeasureAsync(session, SftpPlaces.Below(directory, name.Name), cancellation) : (long)(name.Attributes.Size ?? 0);
        }
        return sum;
    }

    /// <summary>Removes a directory of ours with all that lies in it. Links are removed, never followed.</summary>
    public static async ValueTask RemoveAsync(SftpSession session, byte[] directory, CancellationToken cancellation)
    {
        foreach (var name in await ListAsync(session, directory, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            var below = SftpPlaces.Below(directory, name.Name);
            var kind = name.Attributes.Kind ?? (await session.LStatAsync(below, cancellation))?.Kind;
            if (kind == EntryKind.Directory) await RemoveAsync(session, below, cancellation);
            else if (kind is not null) await session.RemoveAsync(below, cancellation);
        }
        await session.RemoveDirectoryAsync(directory, cancellation);
    }

    /// <summary>Removes a file or link for good, and the directories above it that hold nothing more.</summary>
    public async ValueTask DropAsync(SftpSession session, TreePath place, CancellationToken cancellation)
    {
        // What is gone already a try may have removed whose answer was lost, and nothing above it.
        try { await session.RemoveAsync(places.InTrash(place), cancellation); }
        catch (SftpStatusException e) when (e.Code == StatusCode.NoSuchFile) { /* as it should be */ }
        for (var above = place.Parent; !above.IsRoot; above = above.Parent)
        {
            if ((await ListAsync(session, places.InTrash(above), cancellation)).Count > 0) return;
            try { await session.RemoveDirectoryAsync(places.InTrash(above), cancellation); }
            catch (SftpStatusException e) when (e.Code == StatusCode.NoSuchFile) { /* as it should be */ }
        }
    }

    /// <summary>The runs the trash holds something of, the oldest first.</summary>
    public async ValueTask<List<(string Run, DateTimeOffset Begun)>> RunsAsync(SftpSession session, CancellationToken cancellation) =>
    [
        .. (await ListAsync(session, places.Trash, cancellation))
            .Where(name => name.Attributes.Kind == EntryKind.Directory)
            .Select(name => (Run: Encoding.UTF8.GetString(name.Name), Begun: DateTimeOffset.FromUnixTimeSeconds(name.Attributes.Times?.Modification ?? 0)))
            .OrderBy(run => run.Begun).ThenBy(run => run.Run, StringComparer.Ordinal),
    ];

    private async ValueTask<TreePath> ShelveAsync(SftpSession session, TreePath path, string run, Func<byte[], ValueTask> shelve, CancellationToken cancellation)
    {
        for (var again = 0; again <= MostAgain; again++)
        {
            var place = Place(path, run, again);
            if (!await MakeAsync(session, place.Parent, cancellation)) continue;
            if (await session.LStatAsync(places.InTrash(place), cancellation) is not null) continue;
            try { await shelve(places.InTrash(place)); }
            catch (SftpStatusException)
            {
                // Servers before a network of their own sometimes refuse what they have done. Nobody else puts anything there.
                if (await session.LStatAsync(places.InTrash(place), cancellation) is null) throw;
            }
            return place;
        }
        throw new SftpStatusException(StatusCode.Failure, "the trash has too many of that name");
    }

    /// <summary>Makes a directory of the trash and those above it; false when something else stands in the way.</summary>
    private async ValueTask<bool> MakeAsync(SftpSession session, TreePath place, CancellationToken cancellation)
    {
        if (await session.LStatAsync(places.InTrash(place), cancellation) is { } there) return there.Kind == EntryKind.Directory;
        if (!place.IsRoot && !await MakeAsync(session, place.Parent, cancellation)) return false;
        try { await session.MakeDirectoryAsync(place.IsRoot ? places.Trash : places.InTrash(place), Private, cancellation); }
        // Another worker made it just now.
        catch (SftpStatusException e) when (e.Code == StatusCode.Failure) { return (await session.LStatAsync(places.InTrash(place), cancellation))?.Kind == EntryKind.Directory; }
        return true;
    }

    private static async ValueTask<List<ListedName>> ListAsync(SftpSession session, byte[] directory, CancellationToken cancellation)
    {
        try { return await session.ListAsync(directory, cancellation); }
        catch (SftpStatusException e) when (e.Code == StatusCode.NoSuchFile) { return []; }
    }

    private static TreePath Place(TreePath path, string run, int again)
    {
        var top = again == 0 ? TreePath.From(run) : TreePath.From(run).Child(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $".again-{again}")));
        return top.Child(path.Bytes);
    }
}
