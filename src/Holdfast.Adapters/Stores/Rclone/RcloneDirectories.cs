using System.Collections.Concurrent;
using System.Text;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Rclone;

/// <summary>
/// Directories of a remote. Where they are only because something lies in them, an object of ours keeps those that are empty. What is known of
/// them is remembered while the store is open, because asking for one means listing it.
/// </summary>
internal sealed class RcloneDirectories(RcloneService service, RcloneFeatures features, Func<string, byte[], CancellationToken, ValueTask> write)
{
    private static readonly byte[] Kept = Encoding.ASCII.GetBytes("This keeps an empty directory of Holdfast's.\n");
    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);
    private volatile bool _isComplete;

    /// <summary>A directory was listed, or made.</summary>
    public void Add(string name) => _known[name] = true;

    /// <summary>All of the tree have been listed; the store's own are not among them.</summary>
    public void Complete() => _isComplete = true;

    /// <summary>A directory is gone with all in it.</summary>
    public void Forget(string name)
    {
        foreach (var known in _known.Keys.Where(known => known == name || known.StartsWith(name + "/", StringComparison.Ordinal))) _known.TryRemove(known, out _);
    }

    /// <summary>Whether a name stands for a directory, as far as is known; asks when nothing is.</summary>
    public async ValueTask<bool> IsThereAsync(string name, TreePath path, CancellationToken cancellation) =>
        name.Length == 0 || _known.ContainsKey(name) || ((!_isComplete || IsOwn(name)) && await LookAsync(name, path, cancellation));

    /// <summary>Whether a name stands for a directory now.</summary>
    public async ValueTask<bool> LookAsync(string name, TreePath path, CancellationToken cancellation)
    {
        var isThere = await service.ListAsync(name, path, cancellation) is { } found && (features.HasDirectories || found.Count > 0);
        if (isThere) Add(name);
        else _known.TryRemove(name, out _);
        return isThere;
    }

    /// <summary>Makes one.</summary>
    public async ValueTask MakeAsync(string name, TreePath path, CancellationToken cancellation)
    {
        if (features.HasDirectories) await service.MakeDirectoryAsync(name, path, cancellation);
        else await write(RclonePlaces.Below(name, RclonePlaces.Placeholder), Kept, cancellation);
        Add(name);
    }

    /// <summary>What lies in one, without what keeps it; null when it is not there.</summary>
    public async ValueTask<List<RcloneItem>?> ListAsync(string name, TreePath path, CancellationToken cancellation)
    {
        var found = await service.ListAsync(name, path, cancellation);
        if (found is null || (found.Count == 0 && !features.HasDirectories && name.Length > 0)) return null;
        found.RemoveAll(IsPlaceholder);
        return found;
    }

    /// <summary>Removes one that is empty.</summary>
    public async ValueTask RemoveAsync(string name, TreePath path, CancellationToken cancellation)
    {
        _known.TryRemove(name, out _);
        if (features.HasDirectories) await service.RemoveDirectoryAsync(name, path, cancellation);
        else await service.RemoveAsync(RclonePlaces.Below(name, RclonePlaces.Placeholder), path, cancellation);
    }

    private static bool IsOwn(string name) => name == RclonePlaces.Own || name.StartsWith(RclonePlaces.Own + "/", StringComparison.Ordinal);

    private bool IsPlaceholder(RcloneItem item) => !features.HasDirectories && !item.IsDirectory && item.Name == RclonePlaces.Placeholder;
}
