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
        return job.Store is { } store ? [store] : job.To;
    }

    /// <summary>The store a job reads for one of its destinations; null for a job on one store.</summary>
    public string? SourceOf(JobConfig job, string destination)
    {
        ArgumentNullException.ThrowIfNull(job);
        return job.Kind == JobKind.Verify ? WriterOf(job, destination).From : job.From;
    }

    /// <summary>A check of what another job carries, by a job that is not configured.</summary>
    /// <param name="writer">The mirror or copy.</param>
    /// <param name="read">Whether all content is read, rather than what is recorded compared.</param>
    public static JobConfig CheckOf(JobConfig writer, bool read)
    {
        ArgumentNullException.ThrowIfNull(writer);
        return new JobConfig { Name = CheckFindings.KeyOf(writer.Name), Kind = JobKind.Verify, From = writer.From, To = writer.To, Filters = writer.Filters, Mounts = writer.Mounts, ReadPercent = read ? 100 : null, Place = writer.Place };
    }

    /// <summary>What the engine is asked to do for one job and one destination.</summary>
    /// <param name="job">The job.</param>
    /// <param name="run">Its run.</param>
    /// <param name="source">The store that is read; null for a job on one store.</param>
    /// <param name="destination">The store that is kept right, or checked.</param>
    /// <param name="before">What was known of both before they were opened.</param>
    /// <param name="scope">How much is looked at.</param>
    /// <param name="doubtful">For a check, names that are read whatever share is; null for none.</param>
    /// <exception cref="JobException">The job cannot be carried out as configured.</exception>
    public RunRequest Build(JobConfig job, RunRecord run, IStore? source, IStore destination, StoresBefore before, Scope scope, IReadOnlySet<TreePath>? doubtful = null)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(destination);
        var request = new RunRequest
        {
            Run = run,
            Source = source,
            Destination = destination,
            Before = before,
            Planner = PlannerOf(job, source, destination, doubtful ?? new HashSet<TreePath>()),
            Scope = scope,
            Filters = OwnArchives.LeaveOut(config, job.Kind == JobKind.Verify ? WriterOf(job, destination.Facts.Name).Filters : job.Filters, run.Source, run.Destination),
            Guards = job.Guards,
            Acl = job.Acl,
            Verify = job.Verify,
            Batch = job.Batch,
        };
        return job.Kind switch
        {
            JobKind.Mirror or JobKind.Copy or JobKind.Backup => request with { Scope = scope.WithParents(), Pairs = true, MayStream = job.Conflict == ConflictRule.Keep },
            JobKind.Verify => request with { LegJob = WriterOf(job, destination.Facts.Name).Name, FindingsJob = CheckFindings.KeyOf(WriterOf(job, destination.Facts.Name).Name), IncludesSettled = true, IsReadOnly = true },
            _ => request,
        };
    }

    /// <summary>The job that carries what a verify job checks, and whose records it compares with.</summary>
    /// <exception cref="JobException">No job does.</exception>
    public JobConfig WriterOf(JobConfig verify, string destination)
    {
        ArgumentNullException.ThrowIfNull(verify);
        return config.Jobs.FirstOrDefault(j => j.WritesDestinations && (verify.From is null || j.From == verify.From) && j.To.Contains(destination))
            ?? throw new JobException($"job '{verify.Name}': no mirror, copy or backup carries {verify.From ?? "anything"} to {destination}, so nothing is recorded to compare with");
    }

    private IPlanner PlannerOf(JobConfig job, IStore? source, IStore destination, IReadOnlySet<TreePath> doubtful) => job.Kind switch
    {
        JobKind.Permissions => new PermissionPlanner(JobRules.Permissions(config, job, accounts), destination.Facts.Fidelity),
        JobKind.Verify => VerifyPlannerOf(job, doubtful),
        _ => new MirrorPlanner(JobRules.Mirror(job, time.GetUtcNow()), Fidelity.Common(source!.Facts.Fidelity, destination.Facts.Fidelity)),
    };

    private VerifyPlanner VerifyPlannerOf(JobConfig job, IReadOnlySet<TreePath> doubtful)
    {
        if (job.ReadPercent is not { } share || share <= 0) return new VerifyPlanner(0, 0, doubtful);
        var slices = (int)Math.Ceiling(100 / share);
        var day = TimeZoneInfo.ConvertTime(time.GetUtcNow(), config.TimeZone).Date.Subtract(DateTime.UnixEpoch).Days;
        return new VerifyPlanner(slices, day % slices, doubtful);
    }
}
