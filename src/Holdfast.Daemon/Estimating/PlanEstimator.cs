using Holdfast.Adapters;
using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Configuration;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Estimating;

/// <summary>Tells what a plan that waits would take: time by what earlier runs took, requests by the kinds of its stores, costs by their prices.</summary>
internal static class PlanEstimator
{
    private const int Looked = 20;
    private const long UsualPiece = 8 << 20;

    /// <summary>Estimates; null for a run that is no plan that waits.</summary>
    public static async ValueTask<EstimateRow?> EstimateAsync(HoldfastConfig config, IRunViews views, RunRecord run, CancellationToken cancellation)
    {
        if (run.State is not (RunState.Planned or RunState.Refused)) return null;
        var table = TableOf(config, run.Destination);
        var shares = await SharesAsync(table);
        var tally = run.Tally;
        var stores = new List<StoreEstimate>();
        // How many entries a source has is not recorded; it has about those that the destination will have.
        if (run.Source is { } source)
        {
            var read = TableOf(config, source);
            stores.Add(Row(config, source, StoreLoad.OfSource(await SharesAsync(read), Math.Max(tally.Entries, tally.Entries + tally.Creates + tally.Directories - tally.Removes), read)));
        }
        stores.Add(Row(config, run.Destination, StoreLoad.OfDestination(shares, tally.Entries, config.FindJob(run.Job)?.Verify == VerifyRule.Readback, table)));
        var time = TimeEstimator.Of(WorkOf(tally), tally.Bytes, await PastAsync(views, run, hadWork: true, cancellation), await PastAsync(views, run, hadWork: false, cancellation));
        return new EstimateRow { Run = run.Id, SecondsLeast = Tenth(time?.Least), SecondsMost = Tenth(time?.Most), EarlierRuns = time?.Runs ?? 0, Stores = stores };

        // Each store has pieces of its own size.
        ValueTask<IReadOnlyList<PlanShare>> SharesAsync(IRequestTable? table) => views.SharesAsync(run.Id, table?.PieceSize ?? UsualPiece, cancellation);
    }

    private static async ValueTask<IReadOnlyList<PastRun>> PastAsync(IRunViews views, RunRecord run, bool hadWork, CancellationToken cancellation)
    {
        var query = new RunQuery(run.Job, null, null, Looked) { Destination = run.Destination, WithoutPlans = true, Ended = true, HadWork = hadWork };
        return [.. (await views.RunsAsync(query, cancellation)).Where(past => past.Ended is not null && past.Kind == run.Kind && (hadWork || past.WasFull)).Select(past => new PastRun((past.Ended!.Value - past.Started).TotalSeconds, WorkOf(past.Tally), past.Tally.Bytes))];
    }

    private static long WorkOf(Tally tally) => tally.Touching + tally.Checks;

    private static IRequestTable? TableOf(HoldfastConfig config, string store) =>
        config.FindStore(store) is { } known ? StoreCatalog.Requests(known.KindWord, known.S3?.PartSize) : null;

    private static StoreEstimate Row(HoldfastConfig config, string name, StoreLoad load)
    {
        var store = config.FindStore(name);
        var costs = store?.Prices is { } prices ? Costs.Of(load, prices) : null;
        return new StoreEstimate
        {
            Store = name,
            Kind = store?.KindWord,
            BytesUp = load.Up,
            BytesDown = load.Down,
            Requests = load.Requests is { } count ? new RequestEstimate { Puts = count.Puts, Gets = count.Gets, Deletes = count.Deletes, Calls = count.Calls } : null,
            Cost = costs?.Once,
            MonthlyCost = costs?.Monthly,
            Currency = costs is null ? null : store?.Prices?.Currency,
        };
    }

    private static double? Tenth(double? seconds) => seconds is { } value ? Math.Round(value, 1) : null;
}
