using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Engine.Transferring;

/// <summary>Reads a name on both sides and compares with what is recorded, or with each other where nothing is.</summary>
internal static class ContentCheck
{
    /// <summary>Done when everything agrees, failed with the side that does not when it does not.</summary>
    public static async ValueTask<Outcome> ApplyAsync(TransferJob job, Operation operation, CancellationToken cancellation)
    {
        var recorded = operation.Baseline?.Hash;
        var kind = recorded?.Kind ?? ContentHasher.KindFor(operation.Source!);
        var (source, _) = await ContentComparer.HashAsync(job.Source!, operation.Source!, kind, job.Progress, cancellation);
        var destination = await ReadAsync(job, operation.Destination!, kind, cancellation);
        if (source is null || destination is null) return new Outcome(operation, OutcomeKind.Changed, $"{operation.Path}: changed while it was read");
        if (source.Equals(destination) && (recorded is null || recorded.Equals(source))) return new Outcome(operation, OutcomeKind.Done, Hash: source);
        var (sourceName, destinationName) = (job.Source!.Facts.Name, job.Destination.Facts.Name);
        var message = recorded is null ? $"{sourceName} and {destinationName} hold different content under the same size and time"
            : recorded.Equals(source) ? $"{destinationName}: content is not what was written there (recorded {recorded}, read {destination})"
            : recorded.Equals(destination) ? $"{sourceName}: content has changed under the same size and time (recorded {recorded}, read {source})"
            : $"both {sourceName} and {destinationName} hold other content than recorded ({recorded})";
        return new Outcome(operation, OutcomeKind.Failed, message);
    }

    private static async ValueTask<ContentHash?> ReadAsync(TransferJob job, Entry expected, HashKind kind, CancellationToken cancellation)
    {
        if (job.Destination.Ask<IReadbackStore>() is not { } store) return (await ContentComparer.HashAsync(job.Destination, expected, kind, job.Progress, cancellation)).Hash;
        await using var reader = await store.OpenReadbackAsync(expected, cancellation);
        return (await ContentComparer.HashAsync(reader, kind, job.Progress, cancellation)).Hash;
    }
}
