using Holdfast.Engine.Guarding;
using Holdfast.Engine.Model;
using Holdfast.Engine.Recording;
using Holdfast.Engine.Seams;
using Holdfast.Engine.Transferring;

namespace Holdfast.Engine;

/// <summary>The way the data goes: scan, diff, plan, guard, transfer, verify, record. Every kind of job is this way with another planner.</summary>
public sealed class SyncEngine(IStateDb state, TimeProvider time)
{
    /// <summary>Carries a job out once. A refused plan, a partial success and a cancellation are results; what could not go on at all throws, and is recorded first.</summary>
    public async Task<RunRecord> RunAsync(RunRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        await state.Runs.BeginAsync(request.Run, cancellation);
        return await EndAsync(request.Run, async (run, note) =>
        {
            if (StoreRefusal(request) is { } refusal) return run.Refused([refusal], final: true) with { StoreAbsent = true };
            await using var held = await HoldAsync(request, cancellation);
            var log = new TransferLog(state, request, time);
            var leg = await log.RecoverAsync(cancellation);
            request = request with { Scope = await new LinkedNames(state, request).WidenAsync(leg, cancellation) };
            var plan = new PlanBuilder(state, request, leg);

            // scan, diff and plan; a plan that can only add is transferred on the way
            var recorder = new RunRecorder(state, run, leg, time);
            await plan.ChooseAsync(cancellation);
            request.Progress.Phase = plan.Streams ? "transfer" : "scan";
            if (plan.Streams) await log.CarryAsync(new Transfer(TransferOf(request, recorder, pinned: false)), plan.StreamAsync(cancellation), cancellation);
            else await plan.BuildAsync(cancellation);

            // guard
            request.Progress.Phase = "guard";
            var facts = await plan.SumAsync(cancellation);
            var refusals = request.IsReadOnly ? [] : PlanGuard.Judge(facts, request.Guards);
            var digest = request.PlanOnly || refusals.Count > 0 || facts.MayBeEmpty ? await plan.DigestAsync(cancellation) : null;
            run = run with { Tally = facts.Tally, PlanDigest = digest, ApprovedDigest = facts.MayBeEmpty ? digest : null };
            if (request.PlanOnly) return run with { State = RunState.Planned, Message = RunEnds.Text(refusals) };
            if (refusals.Count > 0) return await ReportAsync(request, plan.Findings, run.Counted(recorder.Tally).Refused(refusals, final: refusals.Any(r => !r.MayBeApproved)), cancellation);

            // transfer, verify and record the rest
            return await ApplyAsync(request, run, leg, recorder, log, plan, note, cancellation);
        }, cancellation);
    }

    /// <summary>Applies the plan a run left behind: one that was refused and then approved, or only made. What has changed since is left alone.</summary>
    public async Task<RunRecord> ApplyPlanAsync(RunRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await EndAsync(request.Run with { State = RunState.Running }, async (run, note) =>
        {
            if (StoreRefusal(request) is { } refusal) return run.Refused([refusal], final: true) with { StoreAbsent = true };
            await using var held = await HoldAsync(request, cancellation);
            var log = new TransferLog(state, request, time);
            var leg = await log.RecoverAsync(cancellation);
            return await ApplyAsync(request, run, leg, new RunRecorder(state, run, leg, time), log, null, note, cancellation);
        }, cancellation);
    }

    private async Task<RunRecord> ApplyAsync(RunRequest request, RunRecord run, Leg? leg, RunRecorder recorder, TransferLog log, PlanBuilder? plan, Action<RunRecord> note, CancellationToken cancellation)
    {
        request.Progress.Phase = "transfer";
        request.Progress.TotalOperations = run.Tally.Touching + run.Tally.Adopts + run.Tally.Checks;
        request.Progress.TotalBytes = run.Tally.Bytes;
        await state.Runs.UpdateAsync(run, cancellation);
        try { await log.CarryAsync(new Transfer(TransferOf(request, recorder, pinned: plan is null)), plan?.PendingAsync(cancellation) ?? state.Runs.PendingAsync(run.Id, cancellation), cancellation); }
        finally
        {
            run = run.Counted(recorder.Tally);
            note(run);
        }
        request.Progress.Phase = "record";
        if (leg is not null && request.Scope.IsAll) await state.Baselines.SetFileSystemsAsync(leg, request.Source!.Facts.FileSystemId, request.Destination.Facts.FileSystemId, cancellation);
        run = run.Applied(plan?.Unlisted ?? 0).Again(recorder.Failing);
        return await ReportAsync(request, [.. plan?.Findings ?? [], .. recorder.Findings], run, cancellation);
    }

    /// <summary>Ends a run's record however its body ends; the body notes how far it came.</summary>
    private async Task<RunRecord> EndAsync(RunRecord run, Func<RunRecord, Action<RunRecord>, Task<RunRecord>> body, CancellationToken cancellation)
    {
        try
        {
            run = await body(run, noted => run = noted);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            run = run with { State = RunState.Cancelled, Message = "cancelled; what was done is recorded, the next run goes on from there" };
        }
        catch (Exception e)
        {
            await state.Runs.UpdateAsync(run with { State = RunState.Failed, Ended = time.GetUtcNow(), Message = e.Message }, CancellationToken.None);
            throw;
        }
        run = run with { Ended = time.GetUtcNow() };
        await state.Runs.UpdateAsync(run, CancellationToken.None);
        return run;
    }

    /// <summary>Takes the destination for this run (which gives it its marker when it has none), and notes how the stores were seen.</summary>
    private async ValueTask<IAsyncDisposable?> HoldAsync(RunRequest request, CancellationToken cancellation)
    {
        if (request.PlanOnly) return null;
        var held = request.IsReadOnly || request.Destination.Ask<ILockingStore>() is not { } locking ? null
            : await locking.TryLockAsync(cancellation) ?? throw new StoreException(request.Destination.Facts.Name, TreePath.Root, StoreFault.Unavailable, "another run is changing this store");
        try
        {
            foreach (var facts in request.Stores.Select(s => s.Facts))
                await state.Stores.SaveAsync(KnownStore.Of(facts, time.GetUtcNow()), cancellation);
        }
        catch
        {
            // A daemon lives on: what it does not give back here stays locked until it ends.
            if (held is not null) await held.DisposeAsync();
            throw;
        }
        return held;
    }

    private static Refusal? StoreRefusal(RunRequest request) => request.Stores.Select(store => request.Before.Judge(store.Facts)).FirstOrDefault(refusal => refusal is not null);

    private async ValueTask<RunRecord> ReportAsync(RunRequest request, IReadOnlyList<Finding> findings, RunRecord run, CancellationToken cancellation)
    {
        var store = request.Destination.Facts.Name;
        await state.Findings.ReplaceAsync(request.FindingsJob, store, request.Scope, [.. findings.Select(finding => finding with { Store = store })], time.GetUtcNow(), cancellation);
        return run;
    }

    private TransferJob TransferOf(RunRequest request, RunRecorder recorder, bool pinned) => new()
    {
        Run = request.Run.Id,
        Source = request.Source,
        Destination = request.Destination,
        Acl = request.Acl,
        Verify = request.Verify,
        Batch = request.Batch ?? TransferJob.UsualBatch,
        IsPinned = pinned,
        PartsOf = state.Baselines.PartsAsync,
        Progress = request.Progress,
        Time = time,
        Record = (commit, token) => recorder.RecordAsync(commit.Outcomes, commit.RecordedThrough, commit.Batch, commit.Announced, token),
    };
}
