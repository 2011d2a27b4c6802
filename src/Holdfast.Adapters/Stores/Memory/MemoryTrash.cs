using System.Text;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Memory;

/// <summary>A memory disk's trash: objects by <c>RUN/path</c>. Used only under the disk's lock.</summary>
internal sealed class MemoryTrash(MemoryDisk disk)
{
    private readonly Dictionary<TreePath, MemoryNode> _items = [];
    private readonly SortedDictionary<(DateTimeOffset Begun, string Run), List<TreePath>> _runs = [];
    private readonly Dictionary<string, DateTimeOffset> _begun = new(StringComparer.Ordinal);

    /// <summary>Keeps an object that has just lost its name.</summary>
    /// <returns>Where it lies now.</returns>
    public TreePath Keep(string run, TreePath was, MemoryNode node)
    {
        var place = TreePath.From(run).Child(was.Bytes);
        for (var n = 2; _items.ContainsKey(place); n++) place = TreePath.From(run).Child([.. was.Bytes, .. Encoding.UTF8.GetBytes($"~{n}")]);
        _items.Add(place, node);
        node.Links++;
        if (!_begun.TryGetValue(run, out var begun)) _begun.Add(run, begun = disk.Today());
        if (!_runs.TryGetValue((begun, run), out var places)) _runs.Add((begun, run), places = []);
        places.Add(place);
        return place;
    }

    /// <summary>What lies at a place; null when nothing does.</summary>
    public MemoryNode? Find(TreePath place) => _items.GetValueOrDefault(place);

    /// <summary>Takes something out.</summary>
    public MemoryNode Take(TreePath place)
    {
        _items.Remove(place, out var node);
        node!.Links--;
        foreach (var (key, places) in _runs)
        {
            if (!places.Remove(place)) continue;
            if (places.Count == 0) Forget(key);
            break;
        }
        return node;
    }

    /// <summary>Bytes of one run.</summary>
    public long Measure(string run) =>
        _begun.TryGetValue(run, out var begun) ? _runs[(begun, run)].Select(place => _items[place]).Distinct().Sum(node => node.Content.Allocated) : 0;

    /// <summary>Empties old runs, then the oldest until what is left is small enough.</summary>
    public (IReadOnlyList<string> Gone, long BytesLeft) Sweep(DateTimeOffset keepSince, long maxBytes, CancellationToken cancellation)
    {
        var gone = new List<string>();
        while (_runs.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var (key, places) = _runs.First();
            if (key.Begun >= keepSince && Bytes() <= maxBytes) break;
            foreach (var place in places)
            {
                _items.Remove(place, out var node);
                node!.Links--;
                disk.Free(node);
            }
            Forget(key);
            gone.Add(key.Run);
        }
        return (gone, Bytes());
    }

    private void Forget((DateTimeOffset Begun, string Run) key)
    {
        _runs.Remove(key);
        _begun.Remove(key.Run);
    }

    private long Bytes() => _items.Values.Distinct().Sum(node => node.Content.Allocated);
}
