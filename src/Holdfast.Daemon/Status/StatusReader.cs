using Holdfast.Contracts.Commands;
using Holdfast.Contracts.Status;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Jobs;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Status;

/// <summary>How everything stands at one moment.</summary>
/// <param name="Row">What goes on the screen; its runs and findings are those below.</param>
/// <param name="Jobs">The jobs by what is recorded of them.</param>
/// <param name="Runs">The latest runs, the newest first.</param>
/// <param name="Findings">Open findings, the most severe first.</param>
/// <param name="Reasons">Everything that keeps the data from being safe, a sentence each; empty when it is safe.</param>
public sealed record StatusSnapshot(
    StatusRow Row, IReadOnlyList<JobStanding> Jobs, IReadOnlyList<RunRecord> Runs, IReadOnlyList<KnownFinding> Findings, IReadOnlyList<string> Reasons);

/// <summary>Reads how everything stands, by a few questions to the state and one to each store's file system; no tree is walked.</summary>
/// <param name="config">The configuration.</param>
/// <param name="state">What is recorded.</param>
/// <param name="open">Opens stores.</param>
/// <param name="time">The clock.</param>
/// <param name="absences">Which removable stores are away; null where nobody knows more than a look now tells.</param>
public sealed class StatusReader(HoldfastConfig config, IStateDb state, StoreOpening open, TimeProvider time, Absences? absences = null)
{
    private readonly Absences _absences = absences ?? new Absences(time, isLasting: false);
    private const int RunsShown = 10;
    private const int FindingsCounted = 5000;
    private const int FindingsShown = 10;

    /// <summary>Reads.</summary>
    /// <param name="daemon">What a running daemon knows of itself; null when none runs.</param>
    /// <param name="isHeld">Whether a process, daemon or not, holds the state and may be at work.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<StatusSnapshot> ReadAsync(DaemonFacts? daemon, bool isHeld, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var findings = await OpenFindings.ReadAsync(config, state, FindingsCounted, cancellation);
        await _absences.LoadAsync(state.Events, cancellation);
        var stores = await StoresAsync(cancellation);
        var standings = new List<JobStanding>();
        foreach (var job in config.Jobs) standings.Add(await JobStanding.ReadAsync(state, job, findings, _absences, now, cancellation));
        var active = findings.Where(open => open.IsActive(now)).ToArray();
        var runs = await state.Runs.ListAsync(null, RunsShown, cancellation);
        var known = daemon?.Jobs.ToDictionary(job => job.Name, StringComparer.Ordinal) ?? [];
        var row = new StatusRow
        {
            Version = ProgramVersion.Text,
            DaemonPid = daemon?.Pid,
            DaemonSince = daemon?.Since,
            ConfigFile = config.File,
            StateDirectory = config.StateDirectory,
            Health = "healthy",
            Errors = active.Count(open => open.Finding.Severity == Severity.Error),
            Warnings = active.Count(open => open.Finding.Severity == Severity.Warning),
            Acknowledged = findings.Count(open => open.Finding.Severity > Severity.Info && !open.IsActive(now)),
            Stores = stores,
            Jobs = [.. standings.Select(standing => Merge(standing, standing.ToStatus(isHeld || daemon is not null), known.GetValueOrDefault(standing.Job.Name)))],
            Findings = [.. active.Concat(findings.Except(active)).Take(FindingsShown).Select(open => FindingRows.Of(open, now))],
        };
        row = row with { JobsRunning = daemon is null ? 0 : row.Jobs.Count(job => job.State is not ("paused" or "stopped")), JobsTotal = row.Jobs.Count };
        row = row with { Health = Health(row, standings, now), Summary = SafetySentence.Of(config, row, standings, now) };
        return new StatusSnapshot(row, standings, runs, findings, [.. SafetySentence.Reasons(config, row, standings, now)]);
    }

    // After its start a daemon knows nothing of the runs before; the state does.
    private static JobStatus Merge(JobStanding standing, JobStatus recorded, JobStatus? live) => live is null ? recorded
        : live with
        {
            State = (live.State == "idle" && recorded.State is "needs-approval" or "failing" or "waiting") || (live.State == "failing" && (standing.IsKnown || standing.IsWaiting)) ? recorded.State : live.State,
            Awaits = recorded.Awaits,
            Copies = recorded.Copies,
            LastStart = live.LastStart ?? recorded.LastStart,
            LastEnd = live.LastEnd ?? recorded.LastEnd,
            LastResult = live.LastResult ?? recorded.LastResult,
            Trigger = live.Trigger ?? recorded.Trigger,
            // The daemon's line says how the run ended; the state says why it waits, and the sentence says that it does.
            Summary = recorded.State is "needs-approval" or "waiting" ? recorded.Summary : live.Summary ?? recorded.Summary,
        };

    private async Task<IReadOnlyList<StoreRow>> StoresAsync(CancellationToken cancellation)
    {
        await using var stores = new OpenStores(open, state.Stores);
        var rows = new List<StoreRow>();
        foreach (var store in config.Stores)
        {
            var problem = await StorePresence.LookAsync(store, stores, _absences, cancellation);
            var absence = problem is not null && store.Removable && StorePresence.IsAbsence(problem) ? _absences.Find(store.Name) : null;
            var row = new StoreRow
            {
                Name = store.Name, Kind = store.KindWord, Location = store.Location, State = problem is null ? "present" : absence is not null ? "absent" : "failing", Message = absence?.Text ?? problem?.Cause, AwaySince = absence?.Since,
            };
            var opened = problem is null ? (await stores.FindAsync(store.Name, cancellation)).Store : null;
            if (opened?.Ask<ICapacityStore>() is { } room)
            {
                var capacity = await room.CapacityAsync(cancellation);
                row = row with { FreeBytes = capacity.FreeBytes, SizeBytes = capacity.TotalBytes };
            }
            rows.Add(row);
        }
        return rows;
    }

    private string Health(StatusRow row, IReadOnlyList<JobStanding> standings, DateTimeOffset now)
    {
        if (row.Errors > 0 || row.Stores.Any(store => store.State == "failing") || row.Jobs.Any(job => job.State == "failing")) return "errors";
        var late = standings.Any(standing => standing.IsMissing || Lateness.Overdue(config, standing.Job, standing.CountsFrom, now) is not null);
        var isLong = row.Stores.Any(store => StorePresence.IsLong(config, store.Name, store.AwaySince, now));
        return late || isLong || row.Warnings > 0 || row.Jobs.Any(job => job.State is "needs-approval" or "paused" or "stopped") ? "warnings" : "healthy";
    }
}
