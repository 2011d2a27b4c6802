using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Estimating;

/// <summary>What a run asks of one store.</summary>
/// <param name="Requests">Requests to it; null where they are not counted.</param>
/// <param name="Up">Bytes of content sent to it.</param>
/// <param name="Down">Bytes of content read from it.</param>
/// <param name="Added">Bytes it holds afterwards that it did not hold before; what goes to its trash stays.</param>
internal sealed record StoreLoad(RequestCount? Requests, long Up, long Down, long Added)
{
    /// <summary>What a run asks of the store it changes or checks.</summary>
    /// <param name="shares">Its operations.</param>
    /// <param name="entries">How many entries the store holds.</param>
    /// <param name="readsBack">Whether what was written is read again.</param>
    /// <param name="table">Requests of its kind; null where they are not counted.</param>
    public static StoreLoad OfDestination(IReadOnlyList<PlanShare> shares, long entries, bool readsBack, IRequestTable? table)
    {
        var written = shares.Where(IsWritten).ToArray();
        var compared = shares.Where(share => share.Compares).ToArray();
        var back = readsBack ? written : [];
        var requests = table?.ToBegin(entries);
        foreach (var share in shares) requests += table?.ToApply(share);
        foreach (var share in compared) requests += table?.ToRead(share);
        foreach (var share in back) requests += table?.ToReadBack(share);
        var bytes = written.Sum(share => share.Bytes);
        return new StoreLoad(requests, bytes, compared.Concat(back).Concat(shares.Where(share => share.Kind == OperationKind.Check)).Sum(share => share.Bytes), bytes);
    }

    /// <summary>What a run asks of the store it reads.</summary>
    /// <param name="shares">Its operations.</param>
    /// <param name="entries">How many entries the store holds.</param>
    /// <param name="table">Requests of its kind; null where they are not counted.</param>
    public static StoreLoad OfSource(IReadOnlyList<PlanShare> shares, long entries, IRequestTable? table)
    {
        var read = shares.Where(share => IsWritten(share) || share.Compares || share.Kind == OperationKind.Check).ToArray();
        var requests = table?.ToBegin(entries);
        foreach (var share in read) requests += table?.ToRead(share);
        return new StoreLoad(requests, 0, read.Sum(share => share.Bytes), 0);
    }

    private static bool IsWritten(PlanShare share) => share.Kind is OperationKind.Create or OperationKind.Replace;
}
