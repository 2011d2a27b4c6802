using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.OwnState;

/// <summary>The archives that lie in a store.</summary>
internal sealed class ArchiveShelf(IStore store)
{
    /// <summary>All of them, the newest first.</summary>
    /// <param name="machine">Only those of a machine; null for any.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="StoreException">The store cannot be listed.</exception>
    public async Task<IReadOnlyList<(ArchiveName Name, Entry Entry)>> ListAsync(string? machine, CancellationToken cancellation)
    {
        var found = new List<(ArchiveName Name, Entry Entry)>();
        await foreach (var entry in store.ListAsync(new ListRequest(Scope.Of([new ScopeItem(ArchiveName.Directory, true)]), FilterSet.Empty), cancellation))
        {
            if (entry.IsFile && entry.Path.Utf8 is { } path && ArchiveName.Read(path[(ArchiveName.Folder.Length + 1)..]) is { } name && (machine is null || name.Machine == machine)) found.Add((name, entry));
        }
        return [.. found.OrderByDescending(one => one.Name.Stamp, StringComparer.Ordinal)];
    }

    /// <summary>Reads one to its end.</summary>
    public async Task ReadAsync(Entry entry, Func<Stream, Task> take, CancellationToken cancellation)
    {
        await using var reader = await store.OpenReadAsync(entry, cancellation);
        await using var stream = new ContentStream(reader);
        await take(stream);
    }
}
