using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>What each step costs in requests, on a server that honours conditions.</summary>
internal sealed class S3Requests(long partSize) : IRequestTable
{
    /// <inheritdoc/>
    public long PieceSize => partSize;

    // To find out what the server honours, to lock, and to let go.
    /// <inheritdoc/>
    public RequestCount ToBegin(long entries) => new(Puts: 1 + entries / S3Pages.Apart + 4, Gets: 3, Deletes: 1);

    /// <inheritdoc/>
    public RequestCount ToApply(PlanShare share)
    {
        ArgumentNullException.ThrowIfNull(share);
        return One(share) * share.Operations;
    }

    // What was made of parts is read together with its hash, which lies in its tags or beside it.
    /// <inheritdoc/>
    public RequestCount ToRead(PlanShare share)
    {
        ArgumentNullException.ThrowIfNull(share);
        return new RequestCount(Gets: share.Parts <= 1 ? 1 : 2) * share.Operations;
    }

    /// <inheritdoc/>
    public RequestCount ToReadBack(PlanShare share)
    {
        ArgumentNullException.ThrowIfNull(share);
        return new RequestCount(Gets: share.Operations);
    }

    private static RequestCount One(PlanShare share) => share.Kind switch
    {
        OperationKind.Create => Content(share.Parts),
        // A look at what stands there and one at the trash, and the copy to it.
        OperationKind.Replace => Content(share.Parts) + new RequestCount(Puts: 1, Gets: 2),
        OperationKind.Remove => new RequestCount(Puts: 1, Gets: 2, Deletes: 1),
        OperationKind.RemoveDirectory => new RequestCount(Puts: 2, Gets: 2, Deletes: 1),
        OperationKind.Move => new RequestCount(Puts: 1, Gets: 2, Deletes: 1),
        OperationKind.MakeDirectory => new RequestCount(Puts: 1, Gets: 1),
        OperationKind.SetMetadata => new RequestCount(Puts: 1, Gets: 1),
        OperationKind.FinishDirectory when share.HadTarget => new RequestCount(Puts: 1, Gets: 1),
        // Each is looked at when it is listed.
        OperationKind.Adopt => new RequestCount(Gets: 1),
        OperationKind.Check => new RequestCount(Gets: 1),
        _ => default,
    };

    // In parts: looking for one that was begun, beginning, the server's list of its parts, ending and the tag; and a look at what came of it.
    private static RequestCount Content(long parts) => parts <= 1 ? new RequestCount(Puts: 1) : new RequestCount(Puts: parts + 5, Gets: 1);
}
