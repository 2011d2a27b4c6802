using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>What each step costs in calls; Google charges for none, and allows so many a minute.</summary>
internal sealed class DriveRequests(int smallUpload = 1 << 20, int piece = 4 << 20) : IRequestTable
{
    private const int Page = 1000;

    /// <inheritdoc/>
    public long PieceSize => smallUpload;

    /// <inheritdoc/>
    public RequestCount ToBegin(long entries) => new(Calls: Math.Max(1, (entries + Page - 1) / Page) + 8);

    /// <inheritdoc/>
    public RequestCount ToApply(PlanShare share)
    {
        ArgumentNullException.ThrowIfNull(share);
        return new RequestCount(Calls: One(share) * share.Operations);
    }

    // A look, and the content.
    /// <inheritdoc/>
    public RequestCount ToRead(PlanShare share)
    {
        ArgumentNullException.ThrowIfNull(share);
        return new RequestCount(Calls: 2 * share.Operations);
    }

    /// <inheritdoc/>
    public RequestCount ToReadBack(PlanShare share) => ToRead(share);

    private long One(PlanShare share) => share.Kind switch
    {
        OperationKind.Create => 1 + Content(share.Parts),
        // Two looks at the file and one at the trash, and the copy to it.
        OperationKind.Replace => 4 + Content(share.Parts),
        OperationKind.Remove => 3,
        OperationKind.RemoveDirectory => 3,
        OperationKind.Move => 3,
        OperationKind.MakeDirectory => 2,
        OperationKind.SetMetadata => 2,
        OperationKind.FinishDirectory when share.HadTarget => 1,
        OperationKind.Check => 2,
        _ => 0,
    };

    // Larger content is begun, and goes in pieces.
    private long Content(long parts) => parts <= 1 ? 1 : 1 + (parts * smallUpload + piece - 1) / piece;
}
