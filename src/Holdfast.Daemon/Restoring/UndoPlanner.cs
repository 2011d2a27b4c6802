using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Restoring;

/// <summary>Plans how what one operation did is undone. What a run only added stays: nothing was lost by it.</summary>
internal sealed class UndoPlanner(IStateDb state, IStore store, MissingDirectories directories, bool force)
{
    private const int HistoryDepth = 20;
    private const string NoCopy = "the trash keeps no copy of what was there";
    private const string ChangedSince = "has changed since the run wrote it; --force puts that into the trash and goes on";

    /// <summary>The steps that undo an outcome of a run; none when there is nothing to undo.</summary>
    /// <param name="run">The run it belongs to.</param>
    /// <param name="outcome">How the operation ended.</param>
    /// <param name="cancellation">Gives up.</param>
    public async ValueTask<IReadOnlyList<RestoreStep>> UndoAsync(RunRecord run, Outcome outcome, CancellationToken cancellation)
    {
        var operation = outcome.Operation;
        if (outcome.Kind != OutcomeKind.Done && outcome.Written is null && outcome.TrashPath is null) return [];
        var was = outcome.Before ?? operation.Destination;
        return operation.Kind switch
        {
            OperationKind.RemoveDirectory => await RemakeAsync(was, outcome.TrashPath, run, cancellation),
            OperationKind.Move => await MoveBackAsync(run, outcome, cancellation),
            OperationKind.Remove or OperationKind.Replace or OperationKind.Link when outcome.TrashPath is { } kept =>
                await BringBackAsync(operation.Path, kept, was, outcome.Written, Reason(run, operation.Kind), beside => ComesBackAsync(run, beside, cancellation), cancellation),
            OperationKind.Remove => [Refuse(Step(OperationKind.Create, operation.Path, was, null, Reason(run, operation.Kind)), NoCopy)],
            OperationKind.Replace when outcome.Written is { } written && was is not null && written.Inode != was.Inode =>
                [Refuse(Step(OperationKind.Replace, operation.Path, was, written, Reason(run, operation.Kind)), NoCopy)],
            OperationKind.Replace or OperationKind.Adopt or OperationKind.SetMetadata or OperationKind.FinishDirectory when outcome is { Before: { } before, Written: { } left } =>
                await RedressAsync(before, left, run, cancellation),
            _ => [],
        };
    }

    /// <summary>The steps that bring a copy back from the trash.</summary>
    /// <param name="path">The name it gets.</param>
    /// <param name="kept">Where the trash keeps it.</param>
    /// <param name="was">What it was, as recorded.</param>
    /// <param name="left">What the last run left under the name; null when it left nothing.</param>
    /// <param name="reason">Why.</param>
    /// <param name="comesToo">Whether another name comes back as well.</param>
    /// <param name="cancellation">Gives up.</param>
    public async ValueTask<IReadOnlyList<RestoreStep>> BringBackAsync(TreePath path, TreePath kept, Entry? was, Entry? left, string reason, Func<TreePath, ValueTask<bool>> comesToo, CancellationToken cancellation)
    {
        var now = await store.StatAsync(path, cancellation);
        if (now is not null && now.IsStill(was) && now.Inode != 0) return [];
        var operation = Step(now is null ? OperationKind.Create : OperationKind.Replace, path, was, now, reason) with { From = kept };
        if (was is not { IsFile: false } && await new StaleLogs(store).RefuseAsync(path, comesToo, () => OpenKeptAsync(kept, cancellation), cancellation) is { } stale) return [new RestoreStep(operation, stale)];
        if (now is null) return [.. await directories.AboveAsync(path, cancellation), new RestoreStep(operation)];
        if (now.Kind is EntryKind.Directory or EntryKind.Special) return [Refuse(operation, $"a {(now.IsDirectory ? "directory" : "device, socket or FIFO")} stands there now")];
        if (!force && !now.IsStill(left)) return [Refuse(operation, left is null ? "something else stands there now; --force puts it into the trash and goes on" : ChangedSince)];
        return [new RestoreStep(operation)];
    }

    private async ValueTask<IReadOnlyList<RestoreStep>> RemakeAsync(Entry? was, TreePath? kept, RunRecord run, CancellationToken cancellation)
    {
        if (was is null) return [];
        var now = await store.StatAsync(was.Path, cancellation);
        if (now is { IsDirectory: true }) return [];
        if (now is not null) return [Refuse(Step(OperationKind.MakeDirectory, was.Path, was, now, Reason(run, OperationKind.RemoveDirectory)), "something else stands there now")];
        return [.. await directories.AboveAsync(was.Path, cancellation), .. directories.Make(was, kept, Reason(run, OperationKind.RemoveDirectory))];
    }

    private async ValueTask<IReadOnlyList<RestoreStep>> MoveBackAsync(RunRecord run, Outcome outcome, CancellationToken cancellation)
    {
        if (outcome.Operation.From is not { } old || outcome.Written is not { } left) return [];
        var (now, there) = (await store.StatAsync(left.Path, cancellation), await store.StatAsync(old, cancellation));
        if (now is null && there is not null && there.Inode == left.Inode) return [];
        var operation = Step(OperationKind.Move, old, there, now, Reason(run, OperationKind.Move)) with { From = left.Path };
        if (outcome.Before is { } before && Sameness.Difference(before, left) is var parts and not MetadataParts.None)
            operation = operation with { Metadata = Metadata.Of(before, parts) };
        if (now is null) return [Refuse(operation, "it is no longer where the run moved it")];
        if (!force && !now.IsStill(left)) return [Refuse(operation, ChangedSince)];
        if (there is null) return [.. await directories.AboveAsync(old, cancellation), new RestoreStep(operation)];
        if (there.Kind is EntryKind.Directory or EntryKind.Special) return [Refuse(operation, "something else stands under its old name")];
        if (!force && !await WasLeftByAsync(run, there, cancellation)) return [Refuse(operation, "something else stands under its old name; --force puts it into the trash and goes on")];
        return [new RestoreStep(operation)];
    }

    private async ValueTask<IReadOnlyList<RestoreStep>> RedressAsync(Entry before, Entry left, RunRecord run, CancellationToken cancellation)
    {
        var parts = Sameness.Difference(before, left);
        if (parts == MetadataParts.None) return [];
        var now = await store.StatAsync(left.Path, cancellation);
        var operation = Step(left.IsDirectory ? OperationKind.FinishDirectory : OperationKind.SetMetadata, left.Path, null, now, Reason(run, OperationKind.SetMetadata)) with { Metadata = Metadata.Of(before, parts) };
        if (now is null || now.Kind != left.Kind) return [Refuse(operation, "it is no longer there")];
        if ((Sameness.Difference(before, now) & parts) == MetadataParts.None) return [];
        if (!force && (!now.IsStill(left) || Sameness.Difference(left, now) != MetadataParts.None)) return [Refuse(operation, "its owner, mode or content has changed since; --force sets it back all the same")];
        return [new RestoreStep(operation)];
    }

    /// <summary>What the very run put under the old name makes way by itself: it was not there before.</summary>
    private async ValueTask<bool> WasLeftByAsync(RunRecord run, Entry there, CancellationToken cancellation)
    {
        var history = await state.Runs.HistoryAsync(there.Path, HistoryDepth, cancellation);
        return history.Any(one => one.Run.Id == run.Id && one.Outcome.Operation.Path == there.Path && there.IsStill(one.Outcome.Written));
    }

    private async ValueTask<bool> ComesBackAsync(RunRecord run, TreePath path, CancellationToken cancellation) =>
        (await state.Runs.HistoryAsync(path, HistoryDepth, cancellation)).Any(one => one.Run.Id == run.Id && one.Outcome.Operation.Path == path && one.Outcome.TrashPath is not null);

    // What the trash no longer keeps is told when it is to be brought back.
    private async ValueTask<IContentReader?> OpenKeptAsync(TreePath kept, CancellationToken cancellation)
    {
        if (store.Ask<IVersionStore>() is not { } versions) return null;
        try { return await versions.OpenKeptAsync(kept, cancellation); }
        catch (StoreException e) when (e.Fault is StoreFault.NotFound or StoreFault.Refused) { return null; }
    }

    private static string Reason(RunRecord run, OperationKind kind) => kind switch
    {
        OperationKind.Remove or OperationKind.RemoveDirectory => $"removed by run {run.Id}",
        OperationKind.Move => $"renamed by run {run.Id}",
        OperationKind.SetMetadata => $"owner, mode or time set by run {run.Id}",
        _ => $"replaced by run {run.Id}",
    };

    private static Operation Step(OperationKind kind, TreePath path, Entry? source, Entry? destination, string reason) =>
        new() { Kind = kind, Path = path, Source = source, Destination = destination, Reason = reason };

    private static RestoreStep Refuse(Operation operation, string why) => new(operation, $"{operation.Path}: {why}");
}
