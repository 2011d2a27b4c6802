using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Engine.Transferring;

/// <summary>Operations that take effect at once: everything but writing content.</summary>
internal static class DirectOperations
{
    /// <summary>Applies one; throws <see cref="StoreException"/> when it cannot.</summary>
    public static async ValueTask<Outcome> ApplyAsync(TransferJob job, Operation operation, CancellationToken cancellation) => operation.Kind switch
    {
        OperationKind.Remove or OperationKind.RemoveDirectory => await RemoveAsync(job, operation, cancellation),
        OperationKind.MakeDirectory => await MakeDirectoryAsync(job, operation, cancellation),
        OperationKind.Move => await MoveAsync(job, operation, cancellation),
        OperationKind.Link => await LinkAsync(job, operation, cancellation),
        OperationKind.SetMetadata or OperationKind.FinishDirectory => await MetadataAsync(job, operation, cancellation),
        OperationKind.Adopt => await AdoptAsync(job, operation, cancellation),
        OperationKind.Forget => new Outcome(operation, OutcomeKind.Done),
        OperationKind.Vacate => new Outcome(operation, OutcomeKind.Skipped),
        _ => throw new InvalidOperationException($"{operation.Kind} is not applied directly"),
    };

    /// <summary>Sets metadata as far as the store can.</summary>
    public static async ValueTask<Entry> SetMetadataAsync(TransferJob job, Entry expected, Metadata metadata, CancellationToken cancellation) =>
        metadata.Parts == MetadataParts.None || job.Destination.Ask<IMetadataStore>() is not { } store
            ? expected
            : await store.SetMetadataAsync(expected, metadata, job.Acl, cancellation);

    private static async ValueTask<Outcome> RemoveAsync(TransferJob job, Operation operation, CancellationToken cancellation)
    {
        try { return await DiscardAsync(job, operation, cancellation); }
        catch (WorldChangedException e) when (operation.Kind == OperationKind.RemoveDirectory)
        {
            // What its users saved in it keeps a directory alive: that is as it should be, at this run and at the next.
            return new Outcome(operation, OutcomeKind.Skipped, e.Message);
        }
    }

    private static async ValueTask<Outcome> DiscardAsync(TransferJob job, Operation operation, CancellationToken cancellation)
    {
        var expected = operation.Destination!;
        if (job.Destination.Ask<ITrashStore>() is { } trash)
            return new Outcome(operation, OutcomeKind.Done, TrashPath: await trash.DiscardAsync(expected, job.Run, cancellation)) { Before = expected };
        await job.Destination.DeleteAsync(expected, cancellation);
        return new Outcome(operation, OutcomeKind.Done) { Before = expected };
    }

    private static async ValueTask<Outcome> MakeDirectoryAsync(TransferJob job, Operation operation, CancellationToken cancellation)
    {
        if (job.Destination.Ask<IDirectoryStore>() is not { } store) return new Outcome(operation, OutcomeKind.Done) { SourceRead = operation.Source };
        return new Outcome(operation, OutcomeKind.Done, Written: await store.MakeDirectoryAsync(operation.Source!, cancellation)) { SourceRead = operation.Source };
    }

    private static async ValueTask<Outcome> MoveAsync(TransferJob job, Operation operation, CancellationToken cancellation)
    {
        var moved = await Need<IMovingStore>(job, operation).MoveAsync(operation.Destination!, operation.Path, cancellation);
        var metadata = operation.Metadata is { } wanted ? Metadata.Of(operation.Source!, wanted.Parts & ~MetadataParts.Xattrs) : null;
        if (metadata is not null && Differs(moved, metadata)) moved = await SetMetadataAsync(job, moved, metadata, cancellation);
        return new Outcome(operation, OutcomeKind.Done, Written: moved) { SourceRead = operation.Source, Before = operation.Destination };
    }

    private static async ValueTask<Outcome> LinkAsync(TransferJob job, Operation operation, CancellationToken cancellation)
    {
        var existing = await job.Destination.StatAsync(operation.From!.Value, cancellation)
            ?? throw new WorldChangedException(job.Destination.Facts.Name, operation.From.Value, "the file that was to get another name is not there");
        // It may be the old one still, when writing it anew failed: another name of that would be recorded as the new one, and never looked at again.
        if (!existing.IsFile || existing.Size != operation.Source!.Size || !job.Destination.Facts.Fidelity.SameMtime(existing.Mtime, operation.Source.Mtime))
            throw new WorldChangedException(job.Destination.Facts.Name, operation.From.Value, "the file that was to get another name is not what the source has");
        var written = await Need<ILinkingStore>(job, operation).LinkAsync(existing, operation.Path, operation.Destination, job.Run, cancellation);
        return new Outcome(operation, OutcomeKind.Done, Written: written.Entry, TrashPath: written.TrashPath) { SourceRead = operation.Source, Before = operation.Destination };
    }

    private static async ValueTask<Outcome> MetadataAsync(TransferJob job, Operation operation, CancellationToken cancellation)
    {
        // A directory has changed in this very run (something was made in it), so it is looked at again; a file must be as planned.
        var expected = operation.Kind == OperationKind.SetMetadata ? operation.Destination!
            : await job.Destination.StatAsync(operation.Path, cancellation)
            ?? throw new WorldChangedException(job.Destination.Facts.Name, operation.Path, "the directory is not there any more");
        if (operation.Kind == OperationKind.FinishDirectory && !expected.IsDirectory)
            throw new WorldChangedException(job.Destination.Facts.Name, operation.Path, "something else stands in the place of the directory");
        var metadata = operation.Metadata!;
        if (metadata.Parts.HasFlag(MetadataParts.Xattrs) && metadata.Xattrs is null) metadata = await WithXattrsAsync(job, operation.Source!, metadata, cancellation);
        var written = await SetMetadataAsync(job, expected, metadata, cancellation);
        return new Outcome(operation, OutcomeKind.Done, Written: written) { SourceRead = operation.Source, Before = operation.Destination };
    }

    private static async ValueTask<Metadata> WithXattrsAsync(TransferJob job, Entry source, Metadata metadata, CancellationToken cancellation)
    {
        if (job.Source?.Ask<IMetadataStore>() is not { } store) return metadata with { Parts = metadata.Parts & ~MetadataParts.Xattrs };
        return metadata with { Xattrs = (await store.ReadXattrsAsync(source, cancellation)).Xattrs };
    }

    private static async ValueTask<Outcome> AdoptAsync(TransferJob job, Operation operation, CancellationToken cancellation)
    {
        if (!operation.CompareContent) return new Outcome(operation, OutcomeKind.Done, Written: operation.Destination) { SourceRead = operation.Source };
        var kind = ContentHasher.KindFor(operation.Source!);
        var (ours, read) = await ContentComparer.HashAsync(job.Source!, operation.Source!, kind, job.Progress, cancellation);
        var (theirs, there) = await ContentComparer.HashAsync(job.Destination, operation.Destination!, kind, job.Progress, cancellation);
        if (ours is null || theirs is null) return new Outcome(operation, OutcomeKind.Changed, $"{operation.Path}: changed while it was read");
        if (!ours.Equals(theirs)) return new Outcome(operation, OutcomeKind.Skipped, "conflict") { SourceRead = read };
        var written = await SetMetadataAsync(job, there, Metadata.Of(read, operation.Metadata!.Parts), cancellation);
        return new Outcome(operation, OutcomeKind.Done, null, written, ours) { SourceRead = read, Before = operation.Destination };
    }

    private static bool Differs(Entry entry, Metadata wanted) =>
        (wanted.Parts.HasFlag(MetadataParts.Owner) && (entry.Uid != wanted.Uid || entry.Gid != wanted.Gid))
        || (wanted.Parts.HasFlag(MetadataParts.Mode) && entry.Mode != wanted.Mode)
        || (wanted.Parts.HasFlag(MetadataParts.Mtime) && entry.Mtime != wanted.Mtime);

    private static T Need<T>(TransferJob job, Operation operation) where T : class => job.Destination.Ask<T>()
        ?? throw new StoreException(job.Destination.Facts.Name, operation.Path, StoreFault.Other, $"a {job.Destination.Facts.Kind} store cannot do this ({operation.Kind})");
}
