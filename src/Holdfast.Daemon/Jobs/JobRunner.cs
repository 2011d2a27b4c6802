using Holdfast.Daemon.Configuration;
using Holdfast.Engine;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Jobs;

/// <summary>Told when a run begins, so that its progress can be shown.</summary>
public delegate void RunBegun(RunRecord run, RunProgress progress);

/// <summary>Carries configured jobs out: opens their stores, one run for each destination, sweeps the trash behind them.</summary>
public sealed class JobRunner(HoldfastConfig config, IStateDb state, StoreOpener stores, JobRequests requests, RunIds ids, LiveRuns live, TimeProvider time, RunnerParts? parts = null)
{
    private const int Looked = 50;
    private readonly SyncEngine _engine = new(state, time);
    private readonly CheckFindings _checks = new(state);
    private readonly TrashSweeps _trash = new(config, state, time);
    private readonly Retention _retention = new(config, state, ids.Next, time);
    private readonly Destinations _destinations = new(state, stores, parts?.Records, time, parts?.Chance ?? new Random(0));
    private readonly RunFailures _failures = new(config, state, stores, parts?.Absences ?? new Absences(time, isLasting: false), time);
    private readonly IRunEscort? _escort = parts?.Escort;

    /// <summary>Runs a job to all its destinations. One destination's failure does not stop the others.</summary>
    /// <returns>The runs, in the order of the destinations.</returns>
    public Task<IReadOnlyList<RunRecord>> RunAsync(string name, RunTrigger trigger, Scope scope, bool planOnly, RunBegun? begun, CancellationToken cancellation) =>
        RunAsync(Find(name), trigger, scope, planOnly, begun, cancellation);

    /// <summary>Runs a job, configured or made for this once, to all its destinations.</summary>
    public async Task<IReadOnlyList<RunRecord>> RunAsync(JobConfig job, RunTrigger trigger, Scope scope, bool planOnly, RunBegun? begun, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(job);
        return await _destinations.RunAsync(job, trigger, scope, planOnly, OnceAsync, cancellation);

        Task<RunRecord> OnceAsync(Portion part, CancellationToken token)
        {
            var run = new RunRecord
            {
                Id = ids.Next(),
                Job = job.Name,
                Kind = job.Kind.Word(),
                Source = SourceOf(job, part.Name),
                Destination = part.Name,
                Trigger = planOnly ? RunTrigger.Plan : trigger,
                Started = time.GetUtcNow(),
                WasFull = part.Scope.IsAll,
            };
            // A hook before it may be what mounts a disk.
            if (trigger != RunTrigger.Command && !planOnly && _escort?.MayPrepare(job) != true && _failures.Unmade(run) is { } unmade) return Task.FromResult(unmade);
            return _escort is null || planOnly ? RunOneAsync(job, run, part, planOnly, begun, token) : _escort.GoAsync(job, run, inner => RunOneAsync(job, run, part, planOnly, begun, inner), token);
        }
    }

    /// <summary>The run that waits for approval under this id.</summary>
    /// <exception cref="JobException">There is no such run, it does not wait, or the digest given is not its plan's.</exception>
    public async Task<RunRecord> WaitingAsync(string id, string? digest, CancellationToken cancellation)
    {
        var run = await state.Runs.FindAsync(id, cancellation) ?? throw new JobException($"there is no run '{id}'; see: holdfast history");
        if (run.State is not (RunState.Refused or RunState.Planned)) throw new JobException($"run {id} is {run.State.ToString().ToLowerInvariant()}: there is nothing to approve");
        if (digest is not null && digest != run.PlanDigest) throw new JobException($"run {id} has another plan ({run.PlanDigest}) than the one given ({digest})");
        return run;
    }

    /// <summary>Lets a run that waits go on, exactly as planned.</summary>
    public async Task<RunRecord> ApproveAsync(RunRecord run, RunBegun? begun, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(run);
        var job = Find(run.Job);
        if (run.Trigger == RunTrigger.Plan) run = run with { Trigger = RunTrigger.Command };
        Task<RunRecord> Body(CancellationToken token) => ApplyAsync(job, run, begun, token);
        _escort?.Approved(run);
        return _escort is null ? await Body(cancellation) : await _escort.GoAsync(job, run, Body, cancellation);
    }

    private async Task<RunRecord> ApplyAsync(JobConfig job, RunRecord run, RunBegun? begun, CancellationToken cancellation)
    {
        if (_escort is not null) await _escort.BeforeAsync(job, run, cancellation);
        return await WithStoresAsync(job, run, null, async (source, destination, before) =>
        {
            var request = requests.Build(job, run with { ApprovedDigest = run.PlanDigest, Message = null, Ended = null }, source, destination, before, Scope.All);
            using var shown = live.Begin(request.Run, request.Progress);
            begun?.Invoke(request.Run, request.Progress);
            var ended = await _engine.ApplyPlanAsync(request, cancellation);
            await SettleAsync(job, ended, Scope.All, cancellation);
            return ended;
        }, cancellation);
    }

    /// <summary>The job of a name.</summary>
    /// <exception cref="JobException">There is none.</exception>
    public JobConfig Find(string name) => config.FindJob(name)
        ?? throw new JobException($"there is no job '{name}' in {config.File}; it has: {string.Join(", ", config.Jobs.Select(j => j.Name))}");

    // A job that cannot say what it reads fails when it is built, with its reason in its run.
    private string? SourceOf(JobConfig job, string destination)
    {
        try { return requests.SourceOf(job, destination); }
        catch (JobException) { return job.From; }
    }

    private async Task<RunRecord> RunOneAsync(JobConfig job, RunRecord run, Portion part, bool planOnly, RunBegun? begun, CancellationToken cancellation)
    {
        try
        {
            // What comes before may be what makes the stores be there.
            if (_escort is not null && !planOnly) await _escort.BeforeAsync(job, run, cancellation);
            if (parts?.Special(job.Kind) is { } special) return await special(job, run, cancellation);
            return await WithStoresAsync(job, run, part, async (source, destination, before) =>
            {
                var doubtful = job.Kind == JobKind.Verify ? await _checks.DoubtfulAsync(requests.WriterOf(job, run.Destination).Name, run.Destination, cancellation) : null;
                var request = requests.Build(job, run, source, destination, before, part.Scope, doubtful) with { PlanOnly = planOnly, MayBeEmpty = await MayBeEmptyAsync(run, cancellation) };
                using var shown = live.Begin(run, request.Progress);
                begun?.Invoke(run, request.Progress);
                var ended = await _failures.EndedAsync(await _engine.RunAsync(request, cancellation), cancellation);
                await SettleAsync(job, ended, part.Scope, cancellation);
                // A run without a plan came no further than a store that is not the one it was.
                if (planOnly || ended.StoreAbsent || (ended.State == RunState.Failed && ended.PlanDigest is null)) return ended;
                await _trash.AfterAsync(job, ended, destination, cancellation);
                await _retention.AfterAsync(job, destination, cancellation);
                return ended;
            }, cancellation);
        }
        catch (Exception e) when (e is StoreException or JobException or ConfigException)
        {
            // The store could not even be opened, or gave up midway; the run says so and other destinations go on.
            return await _failures.FailedAsync(run, e, cancellation);
        }
    }

    // Of all that can be approved, only an empty source neither removes nor overwrites.
    private async ValueTask<bool> MayBeEmptyAsync(RunRecord run, CancellationToken cancellation)
    {
        var before = (await state.Runs.ListAsync(run.Job, Looked, cancellation)).FirstOrDefault(old => old.Destination == run.Destination && old is { WasFull: true, IsLook: false });
        return before is { State: RunState.Succeeded, ApprovedDigest: not null, Tally: { Removes: 0, Replaces: 0 } };
    }

    private async ValueTask SettleAsync(JobConfig job, RunRecord ended, Scope scope, CancellationToken cancellation)
    {
        if (job.WritesDestinations && ended.State is RunState.Succeeded or RunState.Partial) await _checks.SettleAsync(ended, scope, cancellation);
    }

    private async Task<RunRecord> WithStoresAsync(JobConfig job, RunRecord run, Portion? part, Func<IStore?, IStore, StoresBefore, Task<RunRecord>> body, CancellationToken cancellation)
    {
        var before = part?.Before ?? await StoresBefore.ReadAsync(state.Stores, cancellation);
        await using var own = run.Source is null || part?.Source is not null ? null : await stores.OpenSourceAsync(run.Source, job, cancellation);
        await using var destination = await stores.OpenAsync(run.Destination, job, writable: job.Kind != JobKind.Verify, cancellation);
        _failures.Check(before, own is null ? [destination] : [own, destination]);
        return await body(part?.Source ?? own, destination, before);
    }
}
