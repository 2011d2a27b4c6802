using System.Collections.Concurrent;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>Lists a Drive into a tree: the whole of one in pages without asking folder by folder, a part of one folder by folder.</summary>
/// <param name="service">The server.</param>
/// <param name="place">What is listed.</param>
/// <param name="options">How.</param>
internal sealed class DriveLoader(DriveService service, DrivePlace place, DriveStoreOptions options)
{
    private readonly DriveFormats _formats = new(options.Settings.Exports);
    private volatile bool _isIncomplete;

    /// <summary>Why not everything may have been found since it last listed everything; null when all was.</summary>
    public string? Gap => _isIncomplete ? "Drive says that it did not search everything" : null;

    /// <summary>Lists everything.</summary>
    public async Task<DriveTree> LoadAsync(CancellationToken cancellation)
    {
        _isIncomplete = false;
        var tree = new DriveTree(place.RootNode, options.Settings.FollowsShortcuts);
        if (place.IsWhole) await LoadWholeAsync(tree, cancellation);
        else if (place.IsSharedWithMe) await LoadSharedAsync(tree, cancellation);
        else await WalkAsync(tree, place.RootNode.Id, cancellation);
        if (options.Settings.FollowsShortcuts) await LeadAsync(tree, cancellation);
        tree.Gap = Gap;
        return tree;
    }

    /// <summary>Lists a folder and all below it into a tree in which the folder stands.</summary>
    public async Task<IReadOnlyList<DriveNode>> WalkAsync(string folder, CancellationToken cancellation)
    {
        var found = new ConcurrentBag<DriveNode>();
        var seen = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        var level = new List<string> { folder };
        while (level.Count > 0)
        {
            var next = new ConcurrentBag<string>();
            await Parallel.ForEachAsync(level, new ParallelOptions { MaxDegreeOfParallelism = options.Settings.Parallel, CancellationToken = cancellation }, async (id, token) =>
            {
                await foreach (var file in service.ListAllAsync($"{DriveService.Quoted(id)} in parents and trashed = false", place.Drive, TreePath.Root, () => _isIncomplete = true, token))
                {
                    found.Add(DriveNode.Of(file, _formats));
                    if (file.IsFolder && seen.TryAdd(file.Id, true)) next.Add(file.Id);
                }
            });
            level = [.. next];
        }
        return Ordered(found, folder);
    }

    /// <summary>The node of a file.</summary>
    public DriveNode Of(DriveFile file)
    {
        var node = DriveNode.Of(file, _formats);
        // What is shared with us, and what stands in a root that we may not see, stands in no folder we may know of.
        return (place.IsSharedWithMe || place.IsRootHidden) && node.ParentId is null ? DriveNode.Of(file with { Parent = place.RootNode.Id }, _formats) : node;
    }

    private async Task WalkAsync(DriveTree tree, string folder, CancellationToken cancellation)
    {
        foreach (var node in await WalkAsync(folder, cancellation)) lock (tree.Gate) tree.Put(node);
    }

    private async Task LoadWholeAsync(DriveTree tree, CancellationToken cancellation)
    {
        var found = new List<DriveNode>();
        await foreach (var file in service.ListAllAsync("trashed = false", place.Drive, TreePath.Root, () => _isIncomplete = true, cancellation)) found.Add(Of(file));
        foreach (var node in Ordered(found, place.RootNode.Id)) lock (tree.Gate) tree.Put(node);
    }

    private async Task LoadSharedAsync(DriveTree tree, CancellationToken cancellation)
    {
        var folders = new List<string>();
        await foreach (var file in service.ListAllAsync("sharedWithMe = true and trashed = false", null, TreePath.Root, () => _isIncomplete = true, cancellation))
        {
            lock (tree.Gate) tree.Put(DriveNode.Of(file with { Parent = place.RootNode.Id }, _formats));
            if (file.IsFolder) folders.Add(file.Id);
        }
        foreach (var folder in folders) await WalkAsync(tree, folder, cancellation);
    }

    // What shortcuts point to may stand elsewhere; whoever follows them wants it all the same.
    private async Task LeadAsync(DriveTree tree, CancellationToken cancellation)
    {
        string[] wanted;
        lock (tree.Gate) wanted = [.. tree.Nodes.Where(node => node is { Kind: DriveKind.Shortcut, Target: not null }).Select(node => System.Text.Encoding.ASCII.GetString(node.Target!)).Where(id => tree.Find(id) is null).Distinct(StringComparer.Ordinal)];
        foreach (var id in wanted)
        {
            DriveFile file;
            try { file = await service.GetAsync(id, TreePath.Root, cancellation); }
            catch (Engine.Seams.StoreException e) when (e.Fault is Engine.Seams.StoreFault.NotFound or Engine.Seams.StoreFault.Denied) { continue; }
            if (file.IsTrashed) continue;
            lock (tree.Gate) tree.Put(DriveNode.Of(file, _formats));
            if (file.IsFolder) await WalkAsync(tree, id, cancellation);
        }
    }

    /// <summary>Those that are reached from a folder, each after the one it stands in.</summary>
    private static List<DriveNode> Ordered(IEnumerable<DriveNode> found, string folder)
    {
        var below = found.Where(node => node.ParentId is not null).ToLookup(node => node.ParentId!, StringComparer.Ordinal);
        var ordered = new List<DriveNode>();
        var seen = new HashSet<string>(StringComparer.Ordinal) { folder };
        var open = new Queue<string>([folder]);
        while (open.TryDequeue(out var at))
        {
            foreach (var node in below[at])
            {
                if (!seen.Add(node.Id)) continue;
                ordered.Add(node);
                if (node.IsFolder) open.Enqueue(node.Id);
            }
        }
        return ordered;
    }
}
