using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Restoring;

/// <summary>Plans the directories that must stand before something can be brought back into them, with the metadata they had.</summary>
internal sealed class MissingDirectories(IStateDb state, IStore store, IReadOnlyList<Leg> legs)
{
    private const int HistoryDepth = 50;
    private readonly HashSet<TreePath> _planned = [];

    /// <summary>Steps that make the directories above a name, from the top; none when they stand.</summary>
    public async ValueTask<IReadOnlyList<RestoreStep>> AboveAsync(TreePath path, CancellationToken cancellation)
    {
        var missing = new Stack<TreePath>();
        var above = path.Parent;
        Entry? standing = null;
        for (; !above.IsRoot && !_planned.Contains(above); above = above.Parent)
        {
            if ((standing = await store.StatAsync(above, cancellation)) is not null) break;
            missing.Push(above);
        }
        if (missing.Count == 0) return [];
        standing ??= await store.StatAsync(above, cancellation) ?? await store.StatAsync(TreePath.Root, cancellation);
        var steps = new List<RestoreStep>();
        while (missing.TryPop(out var directory))
        {
            var (recorded, kept) = await RecordedAsync(directory, cancellation);
            steps.AddRange(Make(recorded ?? Like(directory, standing), kept, recorded is null ? "above what is brought back; nothing is recorded of it" : "above what is brought back"));
        }
        return steps;
    }

    /// <summary>Steps that make one directory as it was; none when they are planned already.</summary>
    public IReadOnlyList<RestoreStep> Make(Entry was, TreePath? kept, string reason)
    {
        if (!_planned.Add(was.Path)) return [];
        return
        [
            new RestoreStep(new Operation { Kind = OperationKind.MakeDirectory, Path = was.Path, From = kept, Source = was, Reason = reason }),
            new RestoreStep(new Operation
            {
                Kind = OperationKind.FinishDirectory,
                Path = was.Path,
                Source = was,
                Metadata = Metadata.Of(was, MetadataParts.Owner | MetadataParts.Mode | (was.Mtime == 0 ? 0 : MetadataParts.Mtime)),
                Reason = "as it was, after everything in it",
            }),
        ];
    }

    private async ValueTask<(Entry? Was, TreePath? Kept)> RecordedAsync(TreePath directory, CancellationToken cancellation)
    {
        foreach (var (run, outcome) in await state.Runs.HistoryAsync(directory, HistoryDepth, cancellation))
        {
            if (run.Destination == store.Facts.Name && outcome is { Kind: OutcomeKind.Done, Operation.Kind: OperationKind.RemoveDirectory, Before: { } before }) return (before, outcome.TrashPath);
        }
        foreach (var leg in legs)
        {
            await foreach (var row in state.Baselines.ReadAsync(leg, Scope.Of([new ScopeItem(directory, false)]), cancellation))
                if (row.IsDirectory && row.Path == directory)
                    return (new Entry { Path = directory, Kind = EntryKind.Directory, Mode = row.Destination.Mode, Uid = row.Destination.Uid, Gid = row.Destination.Gid, Mtime = row.Destination.Mtime }, null);
        }
        return (null, null);
    }

    private static Entry Like(TreePath directory, Entry? above) =>
        new() { Path = directory, Kind = EntryKind.Directory, Mode = above?.Mode ?? 0x1ED, Uid = above?.Uid ?? 0, Gid = above?.Gid ?? 0 };
}
