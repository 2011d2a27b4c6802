using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Local;

/// <summary>Removes runs from the trash: those too old, then the oldest until the rest is small enough.</summary>
internal sealed class TrashSweeper(LocalTree tree)
{
    /// <summary>Sweeps.</summary>
    public TrashSwept Sweep(DateTimeOffset keepSince, long maxBytes, CancellationToken cancellation)
    {
        // Sweeping makes nothing: where there is no directory of ours, there is no trash.
        if (tree.Own.TryOpen() is null) return new TrashSwept([], 0);
        var remover = new TreeRemover(tree.Own.TrashTree);
        var runs = Runs();
        runs.Sort((a, b) => a.Mtime.CompareTo(b.Mtime));
        var sizes = runs.ConvertAll(run => remover.Measure(run.Path, cancellation));
        var left = sizes.Sum();
        // Nothing in a trash is older than files have times; further back the nanoseconds would not fit.
        var since = Math.Max(0, (keepSince - DateTimeOffset.UnixEpoch).Ticks) * 100;
        var gone = new List<string>();
        for (var i = 0; i < runs.Count && (runs[i].Mtime < since || left > maxBytes); i++)
        {
            remover.Remove(runs[i].Path, cancellation);
            left -= sizes[i];
            gone.Add(System.Text.Encoding.UTF8.GetString(runs[i].Path.Name));
        }
        return new TrashSwept(gone, left);
    }

    /// <summary>Bytes of one run.</summary>
    public long Measure(string run, CancellationToken cancellation)
    {
        using var directory = tree.Own.TrashTree.Open(TreePath.Root, OpenFlags.Path | OpenFlags.Directory);
        var path = TreePath.From(run);
        return tree.Look(directory, path.Name, path) is { IsDirectory: true } ? new TreeRemover(tree.Own.TrashTree).Measure(path, cancellation) : 0;
    }

    private List<Entry> Runs()
    {
        using var directory = tree.Own.TrashTree.Open(TreePath.Root, OpenFlags.Directory);
        var reader = new DirectoryReader(tree.Calls);
        reader.Begin(directory.Number);
        var runs = new List<Entry>();
        for (var name = reader.Next(TreePath.Root); !name.IsEmpty; name = reader.Next(TreePath.Root))
        {
            if (tree.Look(directory, name, TreePath.Root.Child(name)) is { IsDirectory: true } run) runs.Add(run);
        }
        return runs;
    }
}
