using Holdfast.Adapters.Files;
using Holdfast.Daemon.Configuration;
using Holdfast.Engine;
using Holdfast.Engine.Model;
using Holdfast.Engine.Planning;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Jobs;

/// <summary>Turns a configured job into what the engine carries out.</summary>
public sealed class JobRequests(HoldfastConfig config, IAccounts accounts, TimeProvider time)
{
    /// <summary>The stores a job keeps right or checks, by name: one run each.</summary>
    public static IReadOnlyList<string> DestinationsOf(JobConfig job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return job.Kind == JobKind.Permissions ? [job.Store!] : job.To;
    }

    /// <summary>What the engine is asked to do for one job and one destination.</summary>
    /// <exception cref="JobException">The job cannot be carried out as configured.</exception>
    public RunRequest Build(JobConfig job, RunRecord run, IStore? source, IStore destination, Scope scope)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(destination);
        var request = new RunRequest
        {
            Run = run,
            Source = source,
            Destination = destination,
            Planner = PlannerOf(job, source, destination),
            Scope = scope,
            Filters = job.Filters,
            Guards = job.Guards,
            Acl = job.Acl,
            Verify = job.Verify,
        };
        return job.Kind switch
        {
            JobKind.Mirror or JobKind.Copy => request with { Pairs = true, MayStream = job.Conflict == ConflictRule.Keep },
            JobKind.Verify => request with { LegJob = WriterOf(job, destination.Facts.Name).Name, IncludesSettled = true, IsReadOnly = true },
            _ => request,
        };
    }

    /// <summary>The job that carries what a verify job checks, and whose records it compares with.</summary>
    /// <exception cref="JobException">No job does.</exception>
    public JobConfig WriterOf(JobConfig verify, string destination)
    {
        ArgumentNullException.ThrowIfNull(verify);
        return config.Jobs.FirstOrDefault(j => j.WritesDestinations && j.From == verify.From && j.To.Contains(destination))
            ?? throw new JobException($"job '{verify.Name}': no mirror or copy carries {verify.From} to {destination}, so nothing is recorded to compare with");
    }

    private IPlanner PlannerOf(JobConfig job, IStore? source, IStore destination) => job.Kind switch
    {
        JobKind.Permissions => new PermissionPlanner(JobRules.Permissions(config, job, accounts), destination.Facts.Fidelity),
        JobKind.Verify => VerifyPlannerOf(job),
        _ => new MirrorPlanner(JobRules.Mirror(job, time.GetUtcNow()), Fidelity.Common(source!.Facts.Fidelity, destination.Facts.Fidelity)),
    };

    private VerifyPlanner VerifyPlannerOf(JobConfig job)
    {
        if (job.ReadPercent is not { } share || share <= 0) return new VerifyPlanner(0, 0);
        var slices = (int)Math.Ceiling(100 / share);
        var day = TimeZoneInfo.ConvertTime(time.GetUtcNow(), config.TimeZone).Date.Subtract(DateTime.UnixEpoch).Days;
        return new VerifyPlanner(slices, day % slices);
    }
}
