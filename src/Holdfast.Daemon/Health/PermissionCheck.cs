using System.Globalization;
using Holdfast.Daemon.Configuration;
using Holdfast.Engine.Model;
using Holdfast.Engine.Planning;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Health;

/// <summary>Are owners and modes right? By the last run of each permissions job; when looking deep, by a dry plan over the tree.</summary>
internal sealed class PermissionCheck : IHealthCheck
{
    public string Name => "permissions";

    public async Task<IReadOnlyList<HealthResult>> LookAsync(HealthContext context, CancellationToken cancellation)
    {
        var results = new List<HealthResult>();
        foreach (var job in context.Config.Jobs.Where(job => job.Kind == JobKind.Permissions))
            results.Add(context.IsDeep ? await CountAsync(context, job, cancellation) : await RecallAsync(context, job, cancellation));
        return results;
    }

    private static async Task<HealthResult> RecallAsync(HealthContext context, JobConfig job, CancellationToken cancellation)
    {
        var last = (await context.State.Runs.ListAsync(job.Name, 20, cancellation)).FirstOrDefault(run => run.Ended is not null && !run.IsLook);
        if (last is null) return HealthResult.Warning(job.Store, $"job {job.Name} has never looked at it", $"holdfast run {job.Name}");
        var wrong = last.Tally.Failed + last.Tally.Changed;
        return last.State is RunState.Succeeded or RunState.Partial && wrong == 0 ? HealthResult.Ok(job.Store, Text($"right since run {last.Id}, which set {last.Tally.Metadata:N0}"))
            : HealthResult.Warning(job.Store, Text($"run {last.Id} left {wrong:N0} wrong: {last.Message}"), $"holdfast history {last.Id}");
    }

    private static async Task<HealthResult> CountAsync(HealthContext context, JobConfig job, CancellationToken cancellation)
    {
        var (store, problem) = await context.Stores.FindAsync(job.Store!, cancellation);
        if (store is null) return HealthResult.Error(job.Store, $"cannot be looked at: {problem!.Cause}");
        var run = new RunRecord { Id = "doctor", Job = job.Name, Kind = "doctor", Destination = job.Store!, Started = context.Time.GetUtcNow() };
        var planner = context.Requests.Build(job, run, null, store, await context.Stores.BeforeAsync(cancellation), Scope.All).Planner;
        var count = new Count();
        await foreach (var entry in store.ListAsync(new ListRequest(Scope.All, job.Filters), cancellation))
            planner.Take(new Change { Path = entry.Path, IsDirectory = entry.IsDirectory, Destination = entry, SourceState = SideState.Absent, DestinationState = SideState.Added }, count);
        planner.Finish(count);
        return count.Operations == 0 ? HealthResult.Ok(job.Store, "owners and modes are right everywhere")
            : HealthResult.Warning(job.Store, Text($"{count.Operations:N0} entries have a wrong owner or mode, the first: {count.First}"), $"holdfast run {job.Name}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed class Count : IPlanSink
    {
        public long Operations { get; private set; }

        public TreePath First { get; private set; }

        public void Add(Operation operation)
        {
            if (Operations++ == 0) First = operation.Path;
        }

        public void Report(Finding finding)
        {
            // What is left alone on purpose is a finding of the job's own runs.
        }
    }
}
