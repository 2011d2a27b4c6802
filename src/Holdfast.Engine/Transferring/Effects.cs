using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Engine.Transferring;

/// <summary>Tells by the destination whether an operation took effect of which no outcome was recorded.</summary>
/// <param name="destination">The store.</param>
/// <param name="run">The run the operations belong to; names its part of the trash.</param>
public sealed class Effects(IStore destination, string run)
{
    private readonly ITrashStore? _trash = destination.Ask<ITrashStore>();

    /// <summary>The outcome of an operation that took effect; null when it did not, or when that cannot be told.</summary>
    public async ValueTask<Outcome?> FindAsync(Operation operation, CancellationToken cancellation) => operation.Kind switch
    {
        OperationKind.Remove or OperationKind.RemoveDirectory => await RemovedAsync(operation, cancellation),
        OperationKind.MakeDirectory => await FoundAsync(operation, found => found.IsDirectory, cancellation),
        OperationKind.Move => await FoundAsync(operation, found => found.Inode == operation.Destination!.Inode && found.Kind == operation.Destination.Kind, cancellation),
        OperationKind.Link => await LinkedAsync(operation, cancellation),
        OperationKind.SetMetadata => await FoundAsync(operation, found => found.Inode == operation.Destination!.Inode && IsSet(found, operation), cancellation),
        _ => null,
    };

    /// <summary>The outcome of an operation whose file stands under its name.</summary>
    public async ValueTask<Outcome> WrittenAsync(Operation operation, BaselineEntry row, CancellationToken cancellation) =>
        new(operation, OutcomeKind.Done, null, await destination.StatAsync(operation.Path, cancellation), row.Hash, await TrashAsync(operation, cancellation)) { Before = operation.Destination };

    private async ValueTask<Outcome?> RemovedAsync(Operation operation, CancellationToken cancellation)
    {
        var was = operation.Destination!;
        if (await destination.StatAsync(operation.Path, cancellation) is { } found && found.Inode == was.Inode) return null;
        return await TrashAsync(operation, cancellation) is { } place ? new Outcome(operation, OutcomeKind.Done, TrashPath: place) { Before = was } : null;
    }

    private async ValueTask<Outcome?> LinkedAsync(Operation operation, CancellationToken cancellation)
    {
        var other = await destination.StatAsync(operation.From!.Value, cancellation);
        // Two names that are one file already may still be the old one.
        return other is null ? null : await FoundAsync(operation, found => found.Inode == other.Inode && found.IsFile && found.Size == operation.Source!.Size && IsAsOld(found, operation.Source), cancellation);
    }

    private async ValueTask<Outcome?> FoundAsync(Operation operation, Func<Entry, bool> isEffect, CancellationToken cancellation)
    {
        if (await destination.StatAsync(operation.Path, cancellation) is not { } found || !isEffect(found)) return null;
        var trash = operation.Kind == OperationKind.Link ? await TrashAsync(operation, cancellation) : null;
        return new Outcome(operation, OutcomeKind.Done, Written: found, TrashPath: trash) { SourceRead = operation.Source, Before = operation.Destination };
    }

    private async ValueTask<TreePath?> TrashAsync(Operation operation, CancellationToken cancellation) =>
        _trash is null || operation.Destination is null ? null : await _trash.FindAsync(run, operation.Destination, cancellation);

    private bool IsAsOld(Entry found, Entry source) => destination.Facts.Fidelity.SameMtime(found.Mtime, source.Mtime);

    /// <summary>Whether an entry has the metadata an operation sets, as far as a listing tells.</summary>
    public static bool IsSet(Entry found, Operation operation) =>
        operation.Metadata is { } wanted
        && !wanted.Parts.HasFlag(MetadataParts.Xattrs)
        && (!wanted.Parts.HasFlag(MetadataParts.Owner) || (found.Uid == wanted.Uid && found.Gid == wanted.Gid))
        && (!wanted.Parts.HasFlag(MetadataParts.Mode) || found.Mode == wanted.Mode)
        && (!wanted.Parts.HasFlag(MetadataParts.Mtime) || found.Mtime == wanted.Mtime);
}
