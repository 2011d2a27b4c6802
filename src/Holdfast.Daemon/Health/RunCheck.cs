using Holdfast.Daemon.Status;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Health;

/// <summary>Did every job run when it should, and did it succeed?</summary>
internal sealed class RunCheck : IHealthCheck
{
    private const int MostFindings = 5000;

    public string Name => "runs";

    public async Task<IReadOnlyList<HealthResult>> LookAsync(HealthContext context, CancellationToken cancellation)
    {
        var results = new List<HealthResult>();
        var open = await OpenFindings.ReadAsync(context.Config, context.State, MostFindings, cancellation);
        foreach (var job in context.Config.Jobs)
        {
            var standing = await JobStanding.ReadAsync(context.State, job, open, context.Absences, context.Time.GetUtcNow(), cancellation);
            results.Add(Judge(context, standing));
        }
        return results;
    }

    private static HealthResult Judge(HealthContext context, JobStanding standing)
    {
        var (config, job, name) = (context.Config, standing.Job, standing.Job.Name);
        if (standing.Refused is { } refused) return HealthResult.Warning(name, $"run {refused.Id} was refused and waits: {refused.Message}", $"look at it with 'holdfast plan --run {refused.Id}', let it go on with 'holdfast approve {refused.Id}'");
        if (standing.IsWaiting) return HealthResult.Ok(name, $"waits: {standing.Absent[0].Text}");
        if (standing.Failed is { State: RunState.Failed } failed) return HealthResult.Error(name, $"run {failed.Id} failed: {failed.Message}", $"holdfast history {failed.Id}");
        if (standing.Failed is { } partial) return HealthResult.Warning(name, $"run {partial.Id} could not do everything: {partial.Message}", $"holdfast history {partial.Id}");
        if (standing.IsMissing) return HealthResult.Warning(name, "has never run", $"holdfast run {name}");
        if (Lateness.Overdue(config, job, standing.CountsFrom, context.Time.GetUtcNow()) is { } due)
            return HealthResult.Error(name, $"is late: it {(standing.LastSuccess is { } success ? $"last succeeded {success.ToUniversalTime():yyyy-MM-dd HH:mm} UTC" : "has never succeeded")} and should have by {due.ToUniversalTime():yyyy-MM-dd HH:mm} UTC", context.Daemon is null ? "start the daemon: holdfast service install" : $"see 'holdfast logs' and 'holdfast status'");
        if (standing.IsKnown) return HealthResult.Ok(name, "could not do everything, and all of that is acknowledged: see holdfast findings");
        return HealthResult.Ok(name, standing.LastStart is { } last ? $"last ran {last.ToUniversalTime():yyyy-MM-dd HH:mm} UTC, and succeeded" : "runs by command alone, and has not yet");
    }
}
