using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Engine.Transferring;

/// <summary>Reads what was written from the medium and compares it before it is recorded.</summary>
internal sealed class Readback(TransferJob job)
{
    /// <summary>Turns outcomes whose content does not come back right into failures.</summary>
    public async ValueTask CheckAsync(List<Outcome> outcomes)
    {
        for (var i = 0; i < outcomes.Count; i++)
        {
            var outcome = outcomes[i];
            if (outcome is not { Kind: OutcomeKind.Done, Hash: { } hash, Written: { IsFile: true } written } || outcome.Operation.Kind is not (OperationKind.Create or OperationKind.Replace)) continue;
            var (read, _) = await HashAsync(written, hash.Kind);
            if (!hash.Equals(read))
                outcomes[i] = outcome with { Kind = OutcomeKind.Failed, Message = $"{job.Destination.Facts.Name}: {written.Path}: what came back from the medium is not what was written ({read?.ToString() ?? "changed meanwhile"} instead of {hash})" };
        }
    }

    private async ValueTask<(ContentHash? Hash, Entry Entry)> HashAsync(Entry written, HashKind kind)
    {
        if (job.Destination.Ask<IReadbackStore>() is not { } store) return await ContentComparer.HashAsync(job.Destination, written, kind, new RunProgress(), CancellationToken.None);
        await using var reader = await store.OpenReadbackAsync(written, CancellationToken.None);
        return await ContentComparer.HashAsync(reader, kind, new RunProgress(), CancellationToken.None);
    }
}
