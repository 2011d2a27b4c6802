using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Engine.Transferring;

/// <summary>A write that waits for its batch, and what it was read from.</summary>
internal sealed record StagedOperation(Operation Operation, IStagedWrite Write, Entry SourceRead)
{
    /// <summary>Its outcome once it has its name.</summary>
    public Outcome Outcome(Entry written, ContentHash? hash, TreePath? trash) =>
        new(Operation, OutcomeKind.Done, null, written, hash, trash) { SourceRead = SourceRead, Before = Operation.Destination };
}

/// <summary>Carries one file or symbolic link as far as its temporary name.</summary>
internal sealed class FileTransfer(TransferJob job)
{
    private const int Attempts = 3;
    private readonly IStore _source = job.Source!;

    /// <summary>Stages the content of an operation, or ends it when there is nothing to write.</summary>
    public async ValueTask<(StagedOperation? Staged, Outcome? Outcome)> StageAsync(Operation operation, CancellationToken cancellation)
    {
        var source = operation.Source!;
        if (source.Kind == EntryKind.Symlink) return (await StageLinkAsync(operation, source, cancellation), null);
        if (operation.CompareContent && await CompareAsync(operation, cancellation) is { } same) return (null, same);
        for (var attempt = 1; ; attempt++)
        {
            await using var reader = await _source.OpenReadAsync(source, cancellation);
            if (job.IsPinned && !ContentComparer.SameContent(source, reader.Entry))
                return (null, new Outcome(operation, OutcomeKind.Changed, $"{_source.Facts.Name}: {operation.Path}: changed in the source since the plan was made"));
            if (await StageSteadyAsync(operation, reader, cancellation) is { } staged) return (new StagedOperation(operation, staged, reader.Entry), null);
            if (attempt == Attempts)
                return (null, new Outcome(operation, OutcomeKind.Failed, $"{_source.Facts.Name}: {operation.Path}: kept changing while it was read ({Attempts} attempts)"));
        }
    }

    /// <summary>Stages content; null when it changed while it was read. What is written at once must be known before its last byte is handed over, what is staged may be taken back.</summary>
    private async ValueTask<IStagedWrite?> StageSteadyAsync(Operation operation, IContentReader reader, CancellationToken cancellation)
    {
        if (job.Destination.Ask<IStagingStore>() is not null)
        {
            var staged = await StageAsync(operation, reader.Entry, reader, cancellation);
            if (ContentComparer.IsUntouched(reader.Entry, await reader.StatAsync(cancellation))) return staged;
            await staged.DisposeAsync();
            return null;
        }
        var steady = new SteadyReader(reader);
        try { return await StageAsync(operation, reader.Entry, steady, cancellation); }
        catch (IOException) when (steady.HasChanged) { return null; }
    }

    private async ValueTask<StagedOperation> StageLinkAsync(Operation operation, Entry source, CancellationToken cancellation)
    {
        var entry = job.Source!.Ask<IMetadataStore>() is { } attributes && job.Source!.Facts.Fidelity.Xattrs ? await attributes.ReadXattrsAsync(source, cancellation) : source;
        return new StagedOperation(operation, await StageAsync(operation, entry, null, cancellation), source);
    }

    private ValueTask<IStagedWrite> StageAsync(Operation operation, Entry source, IContentReader? content, CancellationToken cancellation)
    {
        var request = new WriteRequest
        {
            Wanted = source,
            Content = content is null ? null : new CountingReader(content, job.Progress),
            Replaces = operation.Kind == OperationKind.Replace ? operation.Destination : null,
            TrashRun = job.Run,
        };
        return job.Destination.Ask<IStagingStore>() is { } staging ? staging.StageAsync(request, cancellation) : DirectWrite.StageAsync(job.Destination, request, cancellation);
    }

    /// <summary>The same content under other stamps needs no write: only metadata is set. Null when the content differs.</summary>
    private async ValueTask<Outcome?> CompareAsync(Operation operation, CancellationToken cancellation)
    {
        var kind = operation.Baseline?.Hash?.Kind ?? ContentHasher.KindFor(operation.Source!);
        var (hash, read) = await ContentComparer.HashAsync(_source, operation.Source!, kind, job.Progress, cancellation);
        if (hash is null) return null;
        if (operation.Baseline?.Hash is { } recorded && operation.Destination is not null && !IsForeign(operation))
        {
            if (!hash.Equals(recorded)) return null;
        }
        else
        {
            var (theirs, _) = await ContentComparer.HashAsync(job.Destination, operation.Destination!, kind, job.Progress, cancellation);
            if (!hash.Equals(theirs)) return null;
        }
        var written = await DirectOperations.SetMetadataAsync(job, operation.Destination!, Metadata.Of(read, operation.Metadata!.Parts), cancellation);
        return new Outcome(operation, OutcomeKind.Done, null, written, hash) { SourceRead = read, Before = operation.Destination };
    }

    private static bool IsForeign(Operation operation) =>
        operation.Baseline is not { } b || b.Destination.Inode != operation.Destination!.Inode || b.Destination.Mtime != operation.Destination.Mtime || b.Size != operation.Destination.Size;
}
