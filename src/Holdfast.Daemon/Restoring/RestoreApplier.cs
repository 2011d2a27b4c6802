using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Restoring;

/// <summary>Applies single steps of a restore. What makes way goes to the trash of the restoring run first.</summary>
internal sealed class RestoreApplier(IStore store, string run)
{
    private const int SetIds = 0xC00; // 06000

    /// <summary>Applies an operation. One name's failure is its outcome; a store that is gone or full ends the run.</summary>
    public async ValueTask<Outcome> ApplyAsync(Operation operation, CancellationToken cancellation)
    {
        try
        {
            return operation.Kind switch
            {
                OperationKind.Create => new Outcome(operation, OutcomeKind.Done, Written: await Need<ITrashStore>(operation).RecoverAsync(operation.From!.Value, operation.Path, cancellation)),
                OperationKind.Replace => await ReplaceAsync(operation, cancellation),
                OperationKind.MakeDirectory => await MakeAsync(operation, cancellation),
                OperationKind.Move => await MoveAsync(operation, cancellation),
                OperationKind.SetMetadata => await SetAsync(operation, operation.Destination!, cancellation),
                OperationKind.FinishDirectory => await SetAsync(operation, await StandingAsync(operation.Path, cancellation), cancellation),
                _ => throw new InvalidOperationException($"{operation.Kind} is no part of a restore"),
            };
        }
        catch (WorldChangedException e) { return new Outcome(operation, OutcomeKind.Changed, e.Message); }
        catch (StoreException e) when (e.Fault == StoreFault.Refused) { return new Outcome(operation, OutcomeKind.Skipped, e.Message); }
        catch (StoreException e) when (e.Fault is not (StoreFault.Full or StoreFault.Unavailable)) { return new Outcome(operation, OutcomeKind.Failed, e.Message); }
    }

    private async ValueTask<Outcome> ReplaceAsync(Operation operation, CancellationToken cancellation)
    {
        var trash = Need<ITrashStore>(operation);
        var aside = await trash.DiscardAsync(operation.Destination!, run, cancellation);
        try
        {
            var written = await trash.RecoverAsync(operation.From!.Value, operation.Path, cancellation);
            return new Outcome(operation, OutcomeKind.Done, Written: written, TrashPath: aside) { Before = operation.Destination };
        }
        catch (Exception)
        {
            // Nothing came back: what made way must not be missing too.
            await trash.RecoverAsync(aside, operation.Path, CancellationToken.None);
            throw;
        }
    }

    private async ValueTask<Outcome> MakeAsync(Operation operation, CancellationToken cancellation)
    {
        if (operation.From is { } kept && store.Ask<ITrashStore>() is { } trash)
        {
            try { return new Outcome(operation, OutcomeKind.Done, Written: await trash.RecoverAsync(kept, operation.Path, cancellation)); }
            catch (StoreException e) when (e.Fault == StoreFault.NotFound) { /* the trash no longer keeps the directory itself; one like it does as well */ }
        }
        return new Outcome(operation, OutcomeKind.Done, Written: await Need<IDirectoryStore>(operation).MakeDirectoryAsync(operation.Source!, cancellation));
    }

    private async ValueTask<Outcome> MoveAsync(Operation operation, CancellationToken cancellation)
    {
        var trash = Need<ITrashStore>(operation);
        TreePath? aside = operation.Source is { } occupant ? await trash.DiscardAsync(occupant, run, cancellation) : null;
        Entry moved;
        try { moved = await Need<IMovingStore>(operation).MoveAsync(operation.Destination!, operation.Path, cancellation); }
        catch (Exception) when (aside is not null)
        {
            await trash.RecoverAsync(aside.Value, operation.Path, CancellationToken.None);
            throw;
        }
        if (operation.Metadata is { } metadata && store.Ask<IMetadataStore>() is { } dresser) moved = await dresser.SetMetadataAsync(moved, metadata, AclRule.Overwrite, cancellation);
        return new Outcome(operation, OutcomeKind.Done, Written: moved, TrashPath: aside) { Before = operation.Destination };
    }

    private async ValueTask<Outcome> SetAsync(Operation operation, Entry now, CancellationToken cancellation)
    {
        var wanted = operation.Metadata!;
        // The run set the mode by the same call, access control list or not: setting it back undoes just that.
        var written = await Need<IMetadataStore>(operation).SetMetadataAsync(now, wanted, AclRule.Overwrite, cancellation);
        var lost = now.IsFile && wanted.Parts.HasFlag(MetadataParts.Mode) ? wanted.Mode & ~written.Mode & SetIds : 0;
        return lost == 0 ? new Outcome(operation, OutcomeKind.Done, Written: written) { Before = now }
            : new Outcome(operation, OutcomeKind.Skipped, $"{operation.Path}: its mode is back without its set-id bits, which are never set by Holdfast; it was {Convert.ToString(wanted.Mode, 8)}", written) { Before = now };
    }

    private async ValueTask<Entry> StandingAsync(TreePath path, CancellationToken cancellation) =>
        await store.StatAsync(path, cancellation) ?? throw new WorldChangedException(store.Facts.Name, path, "the directory is not there any more");

    private T Need<T>(Operation operation) where T : class => store.Ask<T>()
        ?? throw new StoreException(store.Facts.Name, operation.Path, StoreFault.Other, $"a {store.Facts.Kind} store cannot do this ({operation.Kind})");
}
