using System.Globalization;
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
        var parts = recorded is not null && job.PartsOf is { } told ? await told(recorded, cancellation) : null;
        var destination = await ReadAsync(job, operation.Destination!, kind, parts?.Size ?? 0, cancellation);
        if (source is null || destination is null) return new Outcome(operation, OutcomeKind.Changed, $"{operation.Path}: changed while it was read");
        if (source.Equals(destination) && (recorded is null || recorded.Equals(source))) return new Outcome(operation, OutcomeKind.Done, Hash: source);
        var (sourceName, destinationName) = (job.Source!.Facts.Name, job.Destination.Facts.Name);
        var message = recorded is null ? $"{sourceName} and {destinationName} hold different content under the same size and time"
            : recorded.Equals(source) ? $"{destinationName}: content is not what was written there (recorded {recorded}, read {destination}{Where(parts, destination)})"
            : recorded.Equals(destination) ? $"{sourceName}: content has changed under the same size and time (recorded {recorded}, read {source})"
            : $"both {sourceName} and {destinationName} hold other content than recorded ({recorded})";
        return new Outcome(operation, OutcomeKind.Failed, message);
    }

    private static string Where(PartHashes? recorded, ContentHash read) => recorded?.FirstDifference(read.Parts) is { } part ? string.Create(CultureInfo.InvariantCulture, $"; the first difference lies in bytes {part.From} to {part.To}") : "";

    private static async ValueTask<ContentHash?> ReadAsync(TransferJob job, Entry expected, HashKind kind, long partSize, CancellationToken cancellation)
    {
        await using var reader = job.Destination.Ask<IReadbackStore>() is { } store ? await store.OpenReadbackAsync(expected, cancellation) : await job.Destination.OpenReadAsync(expected, cancellation);
        return (await ContentComparer.HashAsync(reader, kind, job.Progress, cancellation, partSize)).Hash;
    }
}
