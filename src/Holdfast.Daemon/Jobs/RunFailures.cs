using Holdfast.Daemon.Configuration;
using Holdfast.Engine;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Jobs;

/// <summary>
/// Says what became of a run that could not be made, or not to its end. That a removable store is away is no failure: the run is
/// then not made, or was interrupted, and is caught up with when the store is back.
/// </summary>
internal sealed class RunFailures(HoldfastConfig config, IStateDb state, StoreOpener stores, Absences absences, TimeProvider time)
{
    private const int MostFindings = 100_000;

    /// <summary>Refuses a run on a removable store that is not the one it was, before anything is recorded of it.</summary>
    /// <exception cref="StoreException">It is not there, or another one is.</exception>
    public void Check(StoresBefore before, IEnumerable<IStore> opened)
    {
        foreach (var store in opened.Where(store => config.FindStore(store.Facts.Name) is { Removable: true })) StorePresence.Check(before, store.Facts);
    }

    /// <summary>The run that is not made because a store was looked for just now and is away; null when none is.</summary>
    public RunRecord? Unmade(RunRecord run) => Removable(run).Select(absences.FindFresh).FirstOrDefault(known => known is not null) is { } absence ? Waiting(run, absence) : null;

    /// <summary>A run ended with an error: records it as failed, unless a store was away.</summary>
    public async Task<RunRecord> FailedAsync(RunRecord run, Exception cause, CancellationToken cancellation)
    {
        var isRecorded = await state.Runs.FindAsync(run.Id, cancellation) is not null;
        // Before it is recorded nothing was asked of a store but whether it is there.
        var absence = !isRecorded && cause is StoreException missing && StorePresence.IsAbsence(missing) && config.FindStore(missing.Store) is { Removable: true }
            ? absences.Saw(missing.Store, missing.Cause) : await AbsentAsync(run, cancellation);
        if (absence is not null) return await WaitAsync(run, absence, cancellation);
        var failed = run with { State = RunState.Failed, Ended = time.GetUtcNow(), Message = cause.Message, StoreAbsent = IsUnusable(cause), MayPass = cause is StoreException error && StorePresence.IsAbsence(error) };
        if (!isRecorded) await state.Runs.BeginAsync(failed, cancellation);
        await state.Runs.UpdateAsync(failed, cancellation);
        return failed;
    }

    /// <summary>What a run that ended comes to: one that could not do everything because a store went away meanwhile was interrupted.</summary>
    public async Task<RunRecord> EndedAsync(RunRecord ended, CancellationToken cancellation) =>
        ended.State is RunState.Partial or RunState.Failed && await AbsentAsync(ended, cancellation) is { } absence ? await WaitAsync(ended, absence, cancellation) : ended;

    private static bool IsUnusable(Exception cause) => cause is StoreException { Fault: StoreFault.Unavailable } or StoreException { Path.IsRoot: true, Fault: StoreFault.Denied or StoreFault.Refused };

    private IEnumerable<string> Removable(RunRecord run) => StorePresence.RemovableOf(config, run.Source, run.Destination);

    // What a run met says too little: a lock that is held, a disk that is broken. Whether a store is there is asked of itself.
    private async ValueTask<Absence?> AbsentAsync(RunRecord run, CancellationToken cancellation)
    {
        foreach (var name in Removable(run))
        {
            try
            {
                var before = await StoresBefore.ReadAsync(state.Stores, cancellation);
                await using var store = await stores.OpenAsync(name, null, writable: false, cancellation);
                StorePresence.Check(before, store.Facts);
            }
            catch (StoreException e) when (StorePresence.IsAbsence(e)) { return absences.Saw(name, e.Cause); }
            catch (StoreException)
            {
                // It is there and cannot be used: that is for the run itself to tell.
            }
        }
        return null;
    }

    private async Task<RunRecord> WaitAsync(RunRecord run, Absence absence, CancellationToken cancellation)
    {
        if (await state.Runs.FindAsync(run.Id, cancellation) is not { } recorded) return Waiting(run, absence);
        var message = $"interrupted: {absence.Text}; what was done is recorded, and it goes on when the store is back";
        var interrupted = recorded with { State = RunState.Cancelled, Ended = time.GetUtcNow(), Message = message, StoreAbsent = true };
        await state.Runs.UpdateAsync(interrupted, cancellation);
        // What could not be done to files of a store that is not there says nothing about them.
        var kept = (await state.Findings.ListAsync(FindingFilter.Open with { Job = run.Job }, MostFindings, cancellation)).Where(one => one.Finding.Store == run.Destination && one.Finding.Code != "failed");
        await state.Findings.ReplaceAsync(run.Job, run.Destination, Scope.All, [.. kept.Select(one => one.Finding)], time.GetUtcNow(), cancellation);
        return interrupted;
    }

    private RunRecord Waiting(RunRecord run, Absence absence) => run with { Id = "", State = RunState.Waiting, Ended = time.GetUtcNow(), Message = absence.Text, StoreAbsent = true };
}
