using System.Globalization;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Jobs;
using Holdfast.Daemon.Status;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Health;

/// <summary>Do the stores hold the same? By open findings and by the last verification.</summary>
internal sealed class ConsistencyCheck : IHealthCheck
{
    private const int Most = 5000;
    private static readonly TimeSpan Stale = TimeSpan.FromDays(7);

    public string Name => "consistency";

    public async Task<IReadOnlyList<HealthResult>> LookAsync(HealthContext context, CancellationToken cancellation)
    {
        var results = new List<HealthResult>();
        var open = await OpenFindings.ReadAsync(context.Config, context.State, Most, cancellation);
        var now = context.Time.GetUtcNow();
        foreach (var job in context.Config.Jobs)
        {
            var findings = open.Where(one => one.IsActive(now)).Where(one => (one.Job == job.Name || one.Job == CheckFindings.KeyOf(job.Name)) && one.Finding.Severity > Severity.Info).Select(one => one.Finding).ToArray();
            if (findings.Length > 0) results.Add(Tell(job, findings));
            if (job.Kind == JobKind.Verify) results.Add(await VerifiedAsync(context, job, cancellation));
        }
        var known = open.Count(one => one.Finding.Severity > Severity.Info && !one.IsActive(now));
        if (known > 0) results.Add(HealthResult.Ok(null, string.Create(CultureInfo.InvariantCulture, $"{known:N0} {(known == 1 ? "finding is" : "findings are")} acknowledged or snoozed: see holdfast findings")));
        if (results.Count == 0) results.Add(HealthResult.Ok(null, "nothing is known to differ"));
        return results;
    }

    private static HealthResult Tell(JobConfig job, Finding[] findings)
    {
        var worst = findings.Any(finding => finding.Severity == Severity.Error) ? HealthLevel.Error : HealthLevel.Warning;
        var counts = string.Join(", ", findings.GroupBy(finding => finding.Code).Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count():N0} {group.Key}")));
        return new HealthResult(worst, job.Name, $"{counts}; the first: {findings[0].Path}: {findings[0].Message}", findings[0].Advice);
    }

    private static async Task<HealthResult> VerifiedAsync(HealthContext context, JobConfig job, CancellationToken cancellation)
    {
        var last = (await context.State.Runs.ListAsync(job.Name, 20, cancellation)).FirstOrDefault(run => run.Ended is not null && run.State is RunState.Succeeded or RunState.Partial);
        if (last is null) return HealthResult.Warning(job.Name, "was never verified", $"holdfast run {job.Name}");
        var text = string.Create(CultureInfo.InvariantCulture, $"last verified {last.Started.ToUniversalTime():yyyy-MM-dd HH:mm} UTC, {last.Tally.Checks:N0} files read");
        return context.Time.GetUtcNow() - last.Started > Stale ? HealthResult.Warning(job.Name, $"{text}: more than a week ago", $"holdfast run {job.Name}") : HealthResult.Ok(job.Name, text);
    }
}
