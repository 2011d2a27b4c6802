using System.Runtime.CompilerServices;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>
/// Walks a tree in canonical order. Directories are asked for ahead of the walk, several at a time, because each costs some
/// round trips; a directory that cannot be listed is told as such before the walk goes on.
/// </summary>
internal sealed class SftpListing(SftpService service, SftpPlaces places, FilterSet filters, int parallel)
{
    private const int Ahead = 8;

    // Links whose targets are asked for together.
    private const int AtOnce = 64;

    /// <summary>A directory and all below it.</summary>
    public async IAsyncEnumerable<Entry> WalkAsync(Entry top, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var walk = new AheadWalk(ReadAsync, parallel, Ahead);
        await foreach (var entry in walk.WalkAsync(top, cancellation)) yield return entry;
    }

    /// <summary>What lies in a directory, in canonical order; or why it cannot be listed.</summary>
    private async Task<(List<Entry> Entries, string? Trouble)> ReadAsync(Entry directory, CancellationToken cancellation)
    {
        try
        {
            return (await service.CallAsync("list", directory.Path, 0, async (session, _, token) =>
            {
                var entries = new List<Entry>();
                var names = await session.ListAsync(places.Of(directory.Path), token);
                // What follows is work of ours, not of the line's.
                await Task.Yield();
                if (directory.Path.IsRoot) names.RemoveAll(name => name.Name.AsSpan().SequenceEqual(".holdfast"u8));
                entries.AddRange(names.Where(IsPlain).Select(name => SftpEntries.Of(directory.Path.Child(name.Name), name.Attributes)));
                foreach (var asked in names.Where(name => !IsPlain(name)).Chunk(AtOnce))
                {
                    entries.AddRange((await Task.WhenAll(asked.Select(name => EntryAsync(session, directory.Path.Child(name.Name), name.Attributes, token)))).OfType<Entry>());
                }
                entries.RemoveAll(entry => !filters.Decide(entry.Path, entry.IsDirectory).Included);
                // A name that is given while a directory is listed may be told twice.
                entries = [.. entries.DistinctBy(entry => entry.Path)];
                entries.Sort(CanonicalOrder.Compare);
                return entries;
            }, cancellation), null);
        }
        catch (StoreException e) when (e.Fault is StoreFault.Denied or StoreFault.NotFound or StoreFault.Other) { return ([], e.Cause); }
    }

    // Whether the listing told all of it.
    private static bool IsPlain(ListedName name) => name.Attributes.Kind is not (null or EntryKind.Symlink);

    // Null for what is gone since it was listed.
    private async Task<Entry?> EntryAsync(SftpSession session, TreePath path, SftpAttributes attributes, CancellationToken cancellation)
    {
        var place = places.Of(path);
        if (attributes.Kind is null)
        {
            if (await session.LStatAsync(place, cancellation) is not { } looked) return null;
            attributes = looked;
        }
        if (attributes.Kind != EntryKind.Symlink) return SftpEntries.Of(path, attributes);
        try { return SftpEntries.Of(path, attributes, await session.ReadLinkAsync(place, cancellation)); }
        catch (SftpStatusException e) when (e.Code is StatusCode.NoSuchFile or StatusCode.Failure) { return null; }
    }
}
