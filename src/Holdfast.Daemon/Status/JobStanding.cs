using Holdfast.Contracts.Status;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Jobs;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Status;

/// <summary>How a job stands by what is recorded of its runs: what is known of it without a daemon.</summary>
/// <param name="Job">The job.</param>
/// <param name="Runs">Its last runs, the newest first.</param>
/// <param name="Findings">What is open of what its runs saw.</param>
/// <param name="Pasts">When its runs to each destination began.</param>
/// <param name="Now">Now.</param>
public sealed record JobStanding(JobConfig Job, IReadOnlyList<RunRecord> Runs, IReadOnlyList<KnownFinding> Findings, IReadOnlyList<RunPast> Pasts, DateTimeOffset Now)
{
    private const int Looked = 20;

    /// <summary>Reads it.</summary>
    public static async ValueTask<JobStanding> ReadAsync(IStateDb state, JobConfig job, IReadOnlyList<KnownFinding> findings, Absences? absences, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(state);
        var pasts = new List<RunPast>();
        foreach (var destination in JobRequests.DestinationsOf(job)) pasts.Add(await state.Runs.PastAsync(job.Name, destination, cancellation));
        var names = JobRequests.DestinationsOf(job).Append(job.From).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        return new JobStanding(job, await state.Runs.ListAsync(job.Name, Looked, cancellation), findings, pasts, now)
        {
            Entries = (await state.Baselines.LegsAsync(job.Name, cancellation)).GroupBy(leg => leg.Store, StringComparer.Ordinal).ToDictionary(legs => legs.Key, legs => legs.Last().Leg.Entries, StringComparer.Ordinal),
            Absent = [.. names.Select(name => absences?.Find(name)).OfType<Absence>()],
            Back = names.Select(name => (Name: name, Since: absences?.BackSince(name))).Where(one => one.Since is not null).ToDictionary(one => one.Name, one => one.Since!.Value, StringComparer.Ordinal),
        };
    }

    /// <summary>How many names each destination is recorded to hold.</summary>
    public IReadOnlyDictionary<string, long> Entries { get; init; } = new Dictionary<string, long>();

    /// <summary>Which of its stores are away, of those that may be.</summary>
    public IReadOnlyList<Absence> Absent { get; init; } = [];

    /// <summary>When those of its stores came back that had been away.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Back { get; init; } = new Dictionary<string, DateTimeOffset>();

    /// <summary>Whether it can do nothing until a store is back: the one it reads, or all it writes.</summary>
    public bool IsWaiting => Absent.Count > 0 && (IsAbsent(Job.From) || JobRequests.DestinationsOf(Job).All(IsAbsent));

    /// <summary>When all its destinations were last brought up to date, by when those runs began; null when one never was.</summary>
    public DateTimeOffset? LastSuccess => Pasts.Count == 0 || Pasts.Any(past => past.LastSuccess is null) ? null : Pasts.Min(past => past.LastSuccess);

    /// <summary>Since when the time counts in which it promises to succeed: its last success, else its first run, and not before a store was back. None counts for what is away.</summary>
    public DateTimeOffset? CountsFrom
    {
        get
        {
            if (IsWaiting) return null;
            var counting = JobRequests.DestinationsOf(Job).Zip(Pasts).Where(one => !IsAbsent(one.First)).ToArray();
            return counting.Length == 0 || Array.Exists(counting, one => one.Second.First is null) ? null : counting.Min(one => Newest(one.Second.LastSuccess ?? one.Second.First, BackSince(one.First), BackSince(Job.From)));
        }
    }

    /// <summary>The newest run to each destination.</summary>
    public IReadOnlyList<RunRecord> Latest { get; } = [.. Runs.Where(run => !run.IsLook).DistinctBy(run => run.Destination)];

    /// <summary>When a run of it last began.</summary>
    public DateTimeOffset? LastStart => Latest.Count == 0 ? null : Latest.Max(run => run.Started);

    /// <summary>Whether it never ran and should have: it carries data, or has a time.</summary>
    public bool IsMissing => LastStart is null && !IsWaiting && (Job.WritesDestinations || Job.Every is not null || Job.Cron is not null);

    /// <summary>Whether one of its destinations never had all it should have, because the first run to it is still at work or was cancelled.</summary>
    public bool IsBeginning => Job.WritesDestinations && JobRequests.DestinationsOf(Job).Zip(Pasts).Any(one => one.Second.LastSuccess is null && !IsAbsent(one.First) && Latest.Any(run => run.Destination == one.First && run.State is RunState.Running or RunState.Cancelled));

    /// <summary>A run that waits for somebody to approve it.</summary>
    public RunRecord? Refused => Latest.FirstOrDefault(run => run.State == RunState.Refused);

    /// <summary>A run that ended, or was ended, without doing what it should.</summary>
    public RunRecord? Failed => Latest.FirstOrDefault(run => run.State is RunState.Failed || (run.State is RunState.Partial && !IsAcknowledged(run)));

    /// <summary>Whether its last runs could not do everything, and somebody has said of all they could not do that it is known.</summary>
    public bool IsKnown => Failed is null && Latest.Any(run => run.State == RunState.Partial);

    /// <summary>A run that is recorded as being at work.</summary>
    public RunRecord? Running => Latest.FirstOrDefault(run => run.State == RunState.Running);

    /// <summary>The job for <c>status</c>.</summary>
    /// <param name="isHeld">Whether a process holds the state: without one a run recorded as being at work was cut off.</param>
    public JobStatus ToStatus(bool isHeld)
    {
        var ended = Latest.Where(run => run.Ended is not null).MaxBy(run => run.Ended);
        var running = isHeld ? Running : null;
        var cutOff = isHeld ? null : Running;
        return new JobStatus
        {
            Name = Job.Name,
            State = running is not null ? "running" : Refused is not null ? "needs-approval" : IsWaiting ? "waiting" : Failed is not null || cutOff is not null ? "failing" : "idle",
            Awaits = IsWaiting ? Absent[0].Store : null,
            RunningSince = running?.Started,
            Trigger = (running ?? ended)?.Trigger.ToString().ToLowerInvariant(),
            LastStart = ended?.Started,
            LastEnd = ended?.Ended,
            LastResult = ended is null ? null : ended.State switch { RunState.Succeeded => "succeeded", RunState.Refused => "needs-approval", RunState.Cancelled => "cancelled", _ => "failed" },
            Copies = Job.WritesDestinations ? [.. JobRequests.DestinationsOf(Job).Zip(Pasts, (store, past) => Copy(store, past, isHeld))] : [],
            Summary = cutOff is not null ? "was cut off; what it had done is recorded, and the next run goes on from there" : Refused is null && IsWaiting ? Absent[0].Text : (Refused ?? Failed)?.Message ?? Did(ended),
            Failures = Runs.Where(run => !run.IsLook).TakeWhile(run => run.State is RunState.Failed).Count(),
        };
    }

    private CopyStatus Copy(string store, RunPast past, bool isHeld)
    {
        var run = Latest.FirstOrDefault(one => one.Destination == store);
        var isCutOff = run?.State == RunState.Running && !isHeld;
        return new CopyStatus
        {
            Store = store,
            State = isCutOff ? "failed" : run?.State == RunState.Running ? "running" : IsAbsent(store) ? "absent" : run is null ? past.LastSuccess is null ? "new" : "succeeded" : run.State.ToString().ToLowerInvariant(),
            Entries = Entries.GetValueOrDefault(store),
            Behind = run is null ? past.LastSuccess is null ? null : 0 : Left(run),
            UpToDate = past.LastSuccess,
        };
    }

    // A run that failed before it had a plan tells nothing of what there was to do.
    private static long? Left(RunRecord run) => run.State switch
    {
        RunState.Succeeded => 0,
        RunState.Running => null,
        RunState.Partial => run.Tally.Failed + run.Tally.Changed,
        _ when run.Tally.Touching == 0 => null,
        _ => Math.Max(run.Tally.Failed + run.Tally.Changed, run.Tally.Touching - run.Tally.Done),
    };

    private bool IsAbsent(string? store) => Absent.Any(one => one.Store == store);

    private DateTimeOffset? BackSince(string? store) => store is not null && Back.TryGetValue(store, out var since) ? since : null;

    private static DateTimeOffset? Newest(params IEnumerable<DateTimeOffset?> moments) => moments.Max();

    // Only what is known to the last one: a failure more than was acknowledged is news.
    private bool IsAcknowledged(RunRecord run)
    {
        var own = Findings.Where(one => one.Job == Job.Name && one.Finding.Store == run.Destination && one.Finding.Severity > Severity.Info).ToArray();
        return own.Length > 0 && run.Tally.Changed == 0 && run.Tally.Failed <= own.Count(one => one.Finding.Code == "failed") && !own.Any(one => one.IsActive(Now));
    }

    private static string? Did(RunRecord? run)
    {
        if (run is null) return null;
        var t = run.Tally;
        var words = new (long Count, string Word)[]
        {
            (t.Creates, "new"), (t.Replaces, "replaced"), (t.Removes, "removed"), (t.Moves, "renamed"), (t.Links, "linked"), (t.Metadata, "owners or modes set"), (t.Checks, "read and compared"), (t.Adopts, "adopted"),
        };
        var text = string.Join(", ", words.Where(word => word.Count > 0).Select(word => FormattableString.Invariant($"{word.Count:N0} {word.Word}")));
        return text.Length > 0 ? text : "nothing to do";
    }
}
