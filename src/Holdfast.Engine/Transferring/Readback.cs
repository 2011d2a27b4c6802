using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Engine.Transferring;

/// <summary>Reads what was written from the medium and compares it before it is recorded.</summary>
public sealed class Readback(IStore destination)
{
    /// <summary>
    /// Turns outcomes whose content does not come back right into failures. What came back wrong loses its name again, so that no later run takes
    /// it for a good copy, and what it replaced gets it back.
    /// </summary>
    /// <param name="outcomes">What was written.</param>
    /// <param name="run">The run; what came back wrong goes to its trash.</param>
    /// <returns>Whether names were changed.</returns>
    public async ValueTask<bool> CheckAsync(IList<Outcome> outcomes, string run)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        var changed = false;
        for (var i = 0; i < outcomes.Count; i++)
        {
            var outcome = outcomes[i];
            if (outcome is not { Kind: OutcomeKind.Done, Hash: { } hash, Written: { IsFile: true } written } || outcome.Operation.Kind is not (OperationKind.Create or OperationKind.Replace)) continue;
            var read = await HashAsync(written, hash.Kind);
            if (hash.Equals(read)) continue;
            var wrong = $"{destination.Facts.Name}: {written.Path}: what came back from the medium is not what was written ({read?.ToString() ?? "changed meanwhile"} instead of {hash})";
            outcomes[i] = new Outcome(outcome.Operation, OutcomeKind.Failed, wrong + await WithdrawAsync(outcome, run));
            changed = true;
        }
        return changed;
    }

    /// <summary>Hash of a file as the medium has it; null when it changed meanwhile.</summary>
    public async ValueTask<ContentHash?> HashAsync(Entry written, HashKind kind)
    {
        ArgumentNullException.ThrowIfNull(written);
        await using var reader = destination.Ask<IReadbackStore>() is { } store
            ? await store.OpenReadbackAsync(written, CancellationToken.None)
            : await destination.OpenReadAsync(written, CancellationToken.None);
        return (await ContentComparer.HashAsync(reader, kind, new RunProgress(), CancellationToken.None)).Hash;
    }

    private async ValueTask<string> WithdrawAsync(Outcome outcome, string run)
    {
        try
        {
            if (destination.Ask<ITrashStore>() is not { } trash)
            {
                await destination.DeleteAsync(outcome.Written!, CancellationToken.None);
                return "; it was removed again";
            }
            var place = await trash.DiscardAsync(outcome.Written!, run, CancellationToken.None);
            if (outcome.TrashPath is not { } replaced) return $"; it lies in the trash as {place}";
            await trash.RecoverAsync(replaced, outcome.Written!.Path, CancellationToken.None);
            return $"; it lies in the trash as {place}, and what it replaced is back";
        }
        catch (StoreException e)
        {
            return $"; it could not be taken away: {e.Message}";
        }
    }
}
