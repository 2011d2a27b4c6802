using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.State.Sqlite;

namespace Holdfast.Integration.Faults;

/// <summary>A state that cannot write any more from a certain write about a run on: its disk is full or gone.</summary>
internal sealed class FailingState(IStateDb inner, int from) : IStateDb, IRuns
{
    private int _writes;

    public int Writes => _writes;

    public IBaselines Baselines => inner.Baselines;

    public IRuns Runs => this;

    public ITransfers Transfers => inner.Transfers;

    public IFindings Findings => inner.Findings;

    public IKnownStores Stores => inner.Stores;

    public IEvents Events => inner.Events;

    public IRunViews Views => inner.Views;

    public IVersions Versions => inner.Versions;

    public IAccountsDb Access => inner.Access;

    public IAlerts Alerts => inner.Alerts;

    public ValueTask ShrinkAsync(CancellationToken cancellation) => inner.ShrinkAsync(cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    public ValueTask BeginAsync(RunRecord run, CancellationToken cancellation) => Write(() => inner.Runs.BeginAsync(run, cancellation));

    public ValueTask AddOperationsAsync(string run, IReadOnlyList<Operation> operations, CancellationToken cancellation) => Write(() => inner.Runs.AddOperationsAsync(run, operations, cancellation));

    public ValueTask PairAsync(string run, bool moves, bool links, CancellationToken cancellation) => Write(() => inner.Runs.PairAsync(run, moves, links, cancellation));

    public ValueTask CommitAsync(string run, Leg? leg, IReadOnlyList<Outcome> outcomes, IReadOnlyList<BaselineChange> baseline, Announcement? announcement, CancellationToken cancellation) =>
        Write(() => inner.Runs.CommitAsync(run, leg, outcomes, baseline, announcement, cancellation));

    public ValueTask UpdateAsync(RunRecord run, CancellationToken cancellation) => Write(() => inner.Runs.UpdateAsync(run, cancellation));

    public ValueTask ForgetTrashAsync(IReadOnlyList<string> runs, CancellationToken cancellation) => Write(() => inner.Runs.ForgetTrashAsync(runs, cancellation));

    public ValueTask<int> PruneAsync(DateTimeOffset before, CancellationToken cancellation) => inner.Runs.PruneAsync(before, cancellation);

    public IAsyncEnumerable<Operation> PendingAsync(string run, CancellationToken cancellation) => inner.Runs.PendingAsync(run, cancellation);

    public IAsyncEnumerable<Outcome> OutcomesAsync(string run, CancellationToken cancellation) => inner.Runs.OutcomesAsync(run, cancellation);

    public ValueTask<RunRecord?> FindAsync(string run, CancellationToken cancellation) => inner.Runs.FindAsync(run, cancellation);

    public ValueTask<IReadOnlyList<RunRecord>> ListAsync(string? job, int limit, CancellationToken cancellation) => inner.Runs.ListAsync(job, limit, cancellation);

    public ValueTask<IReadOnlyList<(RunRecord Run, Outcome Outcome)>> HistoryAsync(TreePath path, int limit, CancellationToken cancellation) => inner.Runs.HistoryAsync(path, limit, cancellation);

    public ValueTask<RunPast> PastAsync(string job, string destination, CancellationToken cancellation) => inner.Runs.PastAsync(job, destination, cancellation);

    private ValueTask Write(Func<ValueTask> write) => Interlocked.Increment(ref _writes) >= from ? throw new StateException("the disk of the state is full") : write();
}
