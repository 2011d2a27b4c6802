using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Engine.Recording;

/// <summary>What an outcome makes of the baseline.</summary>
public static class BaselineRows
{
    // A file system's clock ticks at most this coarsely (ext4 at 100 Hz); what was written within a tick may change again under the same time.
    private const long Tick = 20_000_000;

    /// <summary>The changes of the baseline that follow from an outcome; of one that did not succeed only that a directory is still to be finished.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="now">When it was looked at, nanoseconds since 1970-01-01 UTC.</param>
    /// <param name="began">When its run began, seconds since 1970-01-01 UTC: by that versions are told apart.</param>
    public static IEnumerable<BaselineChange> Of(Outcome outcome, long now, long began)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        var operation = outcome.Operation;
        if (outcome.Kind != OutcomeKind.Done)
        {
            // What was made or removed in the directory is recorded, so nothing else would tell the next run that its time is still to be set.
            if (operation is { Kind: OperationKind.FinishDirectory, Baseline: { } before }) yield return new BaselineChange(operation.Path, true, before.Unfinished());
            if (operation is { Kind: OperationKind.Vacate, Baseline: { GoneAt: 0 } left }) yield return new BaselineChange(operation.Path, left.IsDirectory, left with { GoneAt = began });
            yield break;
        }
        switch (operation.Kind)
        {
            case OperationKind.Remove or OperationKind.Forget or OperationKind.RemoveDirectory:
                yield return new BaselineChange(operation.Path, operation.Baseline?.IsDirectory ?? operation.Kind == OperationKind.RemoveDirectory, null);
                break;
            case OperationKind.Check:
                if (operation.Baseline is { } known) yield return new BaselineChange(operation.Path, false, Verified(known, outcome, now));
                break;
            case OperationKind.Move:
                yield return new BaselineChange(operation.From!.Value, false, null);
                yield return new BaselineChange(operation.Path, false, Row(outcome, now, began));
                break;
            case OperationKind.MakeDirectory when operation.Source is not null && outcome.Written is not null:
                // Its time is set when everything in it is done. Should that never come, the next run must see that it is still to do.
                yield return new BaselineChange(operation.Path, true, Row(outcome, now, began).Unfinished());
                break;
            default:
                if (operation.Source is not null && outcome.Written is not null) yield return new BaselineChange(operation.Path, operation.Source.IsDirectory, Row(outcome, now, began));
                break;
        }
    }

    private static BaselineEntry Row(Outcome outcome, long now, long began)
    {
        var operation = outcome.Operation;
        var source = outcome.SourceRead ?? operation.Source!;
        var attributes = source.Xattrs ?? operation.Metadata?.Xattrs;
        return new BaselineEntry
        {
            Path = operation.Path,
            Kind = source.Kind,
            Size = source.Size,
            Hash = outcome.Hash ?? (IsContentOf(operation, source) ? operation.Baseline!.Hash : null),
            Target = source.Target,
            XattrDigest = attributes?.Digest() ?? operation.Baseline?.XattrDigest ?? default,
            Source = Stamp.Of(source),
            Destination = Stamp.Of(outcome.Written!),
            Links = source.IsFile ? source.Links : 1,
            IsRacy = source.IsFile && now - source.Mtime < Tick,
            WasMountPoint = source.IsMountPoint,
            PlacedAt = IsNewContent(outcome) ? began : operation.Baseline?.PlacedAt ?? 0,
            VerifiedAt = outcome.Hash is null ? operation.Baseline?.VerifiedAt ?? 0 : now / 1_000_000_000,
        };
    }

    // A file that was only compared was not put there anew.
    private static bool IsNewContent(Outcome outcome) => outcome.Operation.Kind switch
    {
        OperationKind.Create or OperationKind.Link or OperationKind.MakeDirectory => true,
        OperationKind.FinishDirectory => outcome.Operation is { Baseline: null, Destination: null },
        OperationKind.Replace => outcome.Hash is null || !outcome.Hash.Equals(outcome.Operation.Baseline?.Hash),
        _ => false,
    };

    // What was recorded of a name says nothing about the content once either side's has changed: a run may have been killed between writing it and recording it.
    private static bool IsContentOf(Operation operation, Entry source) =>
        source.IsFile && operation is { Kind: not OperationKind.Link, Baseline: { Kind: EntryKind.File } b }
        && b.Size == source.Size && b.Source.Mtime == source.Mtime
        && (operation.Destination is not { } there || (there.Size == b.Size && there.Mtime == b.Destination.Mtime));

    private static BaselineEntry Verified(BaselineEntry known, Outcome outcome, long now) => known with { Hash = known.Hash ?? outcome.Hash, VerifiedAt = now / 1_000_000_000 };
}
