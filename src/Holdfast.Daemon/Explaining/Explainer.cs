using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Jobs;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Explaining;

/// <summary>Says of one name which rule, filter, limit or guard decides about it, what would be done next, and where its copies are.</summary>
/// <param name="config">The configuration.</param>
/// <param name="state">What was agreed on and done.</param>
/// <param name="open">Opens stores.</param>
/// <param name="requests">Turns jobs into what a run would carry out.</param>
/// <param name="time">The clock.</param>
public sealed class Explainer(HoldfastConfig config, IStateDb state, StoreOpening open, JobRequests requests, TimeProvider time)
{
    private const int HistoryDepth = 20;

    /// <summary>Explains a name. Touches nothing.</summary>
    public async Task<Explanation> ExplainAsync(StorePath where, CancellationToken cancellation)
    {
        await using var stores = new OpenStores(open, state.Stores);
        var decisions = new List<DecisionRow>();
        var copies = new CopyTable(where.Path);
        if (where.Path.Top.SequenceEqual(".holdfast"u8))
            decisions.Add(new DecisionRow { By = "store", Decision = "is Holdfast's own (marker, temporaries, trash and lock): no job ever sees it" });
        else
        {
            foreach (var (job, destination) in Touching(where.Store)) decisions.AddRange(await JobAsync(job, destination, where, stores, copies, cancellation));
            if (decisions.Count == 0) decisions.Add(new DecisionRow { By = "rule", Decision = $"no job reads or writes store '{where.Store}'" });
        }
        await copies.LookAsync(where.Store, stores, cancellation);
        var history = await state.Runs.HistoryAsync(where.Path, HistoryDepth, cancellation);
        var here = history.Where(one => copies.Stores.Contains(one.Run.Destination)).ToArray();
        return new Explanation(where, decisions, [.. copies.Rows, .. CopyTable.Kept(here)], here);
    }

    private IEnumerable<(JobConfig Job, string Destination)> Touching(string store) =>
        from job in config.Jobs
        from destination in JobRequests.DestinationsOf(job)
        where destination == store || job.From == store
        select (job, destination);

    private async Task<IReadOnlyList<DecisionRow>> JobAsync(JobConfig job, string destination, StorePath where, OpenStores stores, CopyTable copies, CancellationToken cancellation)
    {
        var told = new DecisionTeller(config, job, destination);
        var (to, problem) = await stores.FindAsync(destination, cancellation);
        IStore? from = null;
        if (job.From is { } name && problem is null) (from, problem) = await stores.FindAsync(name, cancellation);
        foreach (var store in new[] { job.From, destination }.OfType<string>()) await copies.LookAsync(store, stores, cancellation);
        if (problem is not null) return [told.Row("store", $"nothing can be said: {problem.Message}", told.Place)];

        var source = from is null ? null : await from.StatAsync(where.Path, cancellation);
        var there = await to!.StatAsync(where.Path, cancellation);
        var decision = job.Filters.DecideFromRoot(where.Path, (source ?? there)?.IsDirectory ?? false);
        told.Filter(decision);
        if (decision.Included)
        {
            if (Limits.KeepingOut(job, source, time.GetUtcNow()) is { } limit) told.Add("rule", $"stays out: {limit.Why}", told.OriginOf(limit.Word));
            var run = new RunRecord { Id = "explain", Job = job.Name, Kind = "explain", Source = job.From, Destination = destination, Started = time.GetUtcNow() };
            var plan = await OnePlan.MakeAsync(state, requests.Build(job, run, from, to, await stores.BeforeAsync(cancellation), Scope.All), where.Path, cancellation);
            copies.Agreed(job, destination, plan);
            told.Baseline(plan);
            told.Plan(plan, source ?? there);
        }
        told.Open(where.Path, [.. (await state.Findings.OpenAsync(job.Name, 1000, cancellation)).Where(open => open.Finding.Store is null || open.Finding.Store == destination)]);
        told.Open(where.Path, await new CheckFindings(state).OpenAsync(job.Name, destination, cancellation));
        told.Guards((await state.Runs.ListAsync(job.Name, HistoryDepth, cancellation)).FirstOrDefault(run => run.Destination == destination && !run.IsLook));
        return told.Rows;
    }
}
