using Holdfast.Engine.Model;

namespace Holdfast.Engine.Seams;

/// <summary>Holdfast's own memory: baselines, runs, findings, which stores were seen, and what happened. One process at a time writes it.</summary>
public interface IStateDb : IAsyncDisposable
{
    /// <summary>What sources and destinations last agreed on.</summary>
    IBaselines Baselines { get; }

    /// <summary>Runs, their plans and their outcomes.</summary>
    IRuns Runs { get; }

    /// <summary>Transfers that were begun and not ended.</summary>
    ITransfers Transfers { get; }

    /// <summary>Findings that are open or were.</summary>
    IFindings Findings { get; }

    /// <summary>Stores that were ever seen.</summary>
    IKnownStores Stores { get; }

    /// <summary>What happened.</summary>
    IEvents Events { get; }

    /// <summary>What screens ask about runs.</summary>
    IRunViews Views { get; }

    /// <summary>What is known of versions.</summary>
    IVersions Versions { get; }

    /// <summary>Who may use the API, and what they changed.</summary>
    IAccountsDb Access { get; }

    /// <summary>What channels were told of it, and are still to be told.</summary>
    IAlerts Alerts { get; }

    /// <summary>Gives back memory that only spares reading again what was read before.</summary>
    ValueTask ShrinkAsync(CancellationToken cancellation);
}

/// <summary>One job carrying data to one destination.</summary>
/// <param name="Id">Row number in the state.</param>
/// <param name="Job">Name of the job.</param>
/// <param name="DestinationUuid">The destination's own identity.</param>
/// <param name="SourceFileSystem">File-system id of the source when the baseline was last recorded; empty at first.</param>
/// <param name="DestinationFileSystem">The same of the destination.</param>
/// <param name="Entries">Number of names agreed on.</param>
public sealed record Leg(long Id, string Job, string DestinationUuid, string SourceFileSystem, string DestinationFileSystem, long Entries);

/// <summary>What sources and destinations last agreed on. The key is (job, destination's store UUID, path).</summary>
public interface IBaselines
{
    /// <summary>Finds or makes the leg of a job to a destination.</summary>
    ValueTask<Leg> OpenLegAsync(string job, string destinationUuid, CancellationToken cancellation);

    /// <summary>The leg of a job to a destination, or null when nothing was ever recorded of it. Writes nothing.</summary>
    ValueTask<Leg?> FindLegAsync(string job, string destinationUuid, CancellationToken cancellation);

    /// <summary>The legs of a job, each with a name under which its destination was seen; those whose destination goes by none are left out.</summary>
    ValueTask<IReadOnlyList<(Leg Leg, string Store)>> LegsAsync(string job, CancellationToken cancellation);

    /// <summary>Notes the file systems the leg's inode numbers belong to.</summary>
    ValueTask SetFileSystemsAsync(Leg leg, string source, string destination, CancellationToken cancellation);

    /// <summary>The baseline in canonical order, all of it or a scope of it (an item that is not deep gives its own row or rows alone).</summary>
    IAsyncEnumerable<BaselineEntry> ReadAsync(Leg leg, Scope scope, CancellationToken cancellation);

    /// <summary>Another name agreed on of a file with more than one; null when there is none.</summary>
    /// <param name="leg">What the two stores agree on.</param>
    /// <param name="source">The file in the source, by one of its names.</param>
    /// <param name="asItIs">Whether it must have been agreed on since the file was last written.</param>
    /// <param name="cancellation">Gives up.</param>
    ValueTask<BaselineEntry?> FindLinkAsync(Leg leg, Entry source, bool asItIs, CancellationToken cancellation);

    /// <summary>Hashes of the pieces in which a content was carried; null when it was not carried in pieces.</summary>
    ValueTask<PartHashes?> PartsAsync(ContentHash hash, CancellationToken cancellation);

    /// <summary>The names agreed on whose source object had this inode and more than one name, in canonical order.</summary>
    ValueTask<IReadOnlyList<TreePath>> NamesAsync(Leg leg, ulong sourceInode, CancellationToken cancellation);
}

/// <summary>What becomes of a baseline row.</summary>
/// <param name="Path">The name.</param>
/// <param name="IsDirectory">Which of the two rows a name can have.</param>
/// <param name="Entry">The new row, or null to drop it.</param>
public readonly record struct BaselineChange(TreePath Path, bool IsDirectory, BaselineEntry? Entry);

/// <summary>Runs, their plans and their outcomes.</summary>
public interface IRuns
{
    /// <summary>Begins a run; it is in the state from now on, as running.</summary>
    ValueTask BeginAsync(RunRecord run, CancellationToken cancellation);

    /// <summary>Adds operations to a run's plan, before they are applied. Sequence numbers are given by the caller and are unique in the run.</summary>
    ValueTask AddOperationsAsync(string run, IReadOnlyList<Operation> operations, CancellationToken cancellation);

    /// <summary>
    /// Pairs, inside a plan, files that vanished under one name with files of the same inode, size and time that appeared under another, into moves;
    /// and makes all but the first of several new names of one inode into links.
    /// </summary>
    /// <param name="run">The run whose plan it is.</param>
    /// <param name="moves">Whether renames are looked for.</param>
    /// <param name="links">Whether hard links are looked for.</param>
    /// <param name="cancellation">Gives up.</param>
    ValueTask PairAsync(string run, bool moves, bool links, CancellationToken cancellation);

    /// <summary>Operations of a plan that have no outcome yet, in the order of application (see <see cref="OperationKind"/>).</summary>
    IAsyncEnumerable<Operation> PendingAsync(string run, CancellationToken cancellation);

    /// <summary>All operations of a run with how they ended, by sequence number.</summary>
    IAsyncEnumerable<Outcome> OutcomesAsync(string run, CancellationToken cancellation);

    /// <summary>Records outcomes and moves the baseline, in one transaction. Operations that were never added are added. Everything in it is durable on return.</summary>
    /// <param name="run">The run.</param>
    /// <param name="leg">Whose baseline it is; null when the run has none.</param>
    /// <param name="outcomes">How operations ended.</param>
    /// <param name="baseline">What becomes of the baseline.</param>
    /// <param name="announcement">What will be recorded next: see <see cref="ITransfers"/>; null to leave what is announced as it is.</param>
    /// <param name="cancellation">Gives up before anything is recorded.</param>
    ValueTask CommitAsync(string run, Leg? leg, IReadOnlyList<Outcome> outcomes, IReadOnlyList<BaselineChange> baseline, Announcement? announcement, CancellationToken cancellation);

    /// <inheritdoc cref="CommitAsync(string, Leg?, IReadOnlyList{Outcome}, IReadOnlyList{BaselineChange}, Announcement?, CancellationToken)"/>
    ValueTask CommitAsync(string run, Leg? leg, IReadOnlyList<Outcome> outcomes, IReadOnlyList<BaselineChange> baseline, CancellationToken cancellation) =>
        CommitAsync(run, leg, outcomes, baseline, null, cancellation);

    /// <summary>Changes a run's own record (state, totals, end).</summary>
    ValueTask UpdateAsync(RunRecord run, CancellationToken cancellation);

    /// <summary>One run, or null.</summary>
    ValueTask<RunRecord?> FindAsync(string run, CancellationToken cancellation);

    /// <summary>Runs, the newest first.</summary>
    /// <param name="job">Only of this job; null for all.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellation">Gives up.</param>
    ValueTask<IReadOnlyList<RunRecord>> ListAsync(string? job, int limit, CancellationToken cancellation);

    /// <summary>When runs of a job to a destination began: the first that is known of, and the latest of those that succeeded.</summary>
    ValueTask<RunPast> PastAsync(string job, string destination, CancellationToken cancellation);

    /// <summary>Every outcome that touched a name, the newest first, with the run it belongs to.</summary>
    ValueTask<IReadOnlyList<(RunRecord Run, Outcome Outcome)>> HistoryAsync(TreePath path, int limit, CancellationToken cancellation);

    /// <summary>Notes that the trash keeps nothing of some runs any more: what they removed can no longer be brought back.</summary>
    ValueTask ForgetTrashAsync(IReadOnlyList<string> runs, CancellationToken cancellation);

    /// <summary>Drops the details of runs that ended before a moment and whose trash is gone, and returns how many.</summary>
    ValueTask<int> PruneAsync(DateTimeOffset before, CancellationToken cancellation);
}

/// <summary>When runs began.</summary>
/// <param name="First">The first there is a record of; null when there is none.</param>
/// <param name="LastSuccess">The latest of those that succeeded; null when none did.</param>
public sealed record RunPast(DateTimeOffset? First, DateTimeOffset? LastSuccess);

/// <summary>What a run is about to name, and which earlier announcements are settled.</summary>
/// <param name="RecordedThrough">Number of the last batch that is recorded: what was announced of it and of those before is forgotten. -1 for none.</param>
/// <param name="Batch">Number of the batch that comes.</param>
/// <param name="Rows">Its rows as they will be recorded once its files have their names.</param>
public sealed record Announcement(long RecordedThrough, long Batch, IReadOnlyList<BaselineEntry> Rows);

/// <summary>A transfer that was begun and not ended.</summary>
/// <param name="Run">The run.</param>
/// <param name="Job">The name its baseline is kept under.</param>
/// <param name="DestinationUuid">The store it changes.</param>
/// <param name="Announced">Rows of files that have got their names, or were about to, and are not recorded.</param>
public sealed record OpenTransfer(string Run, string Job, string DestinationUuid, IReadOnlyList<BaselineEntry> Announced);

/// <summary>
/// Transfers that were begun and not ended. A name can only be recorded once it is given, so a run that is cut off leaves
/// names nobody knows of. What a run will record is announced before it gives the names; whoever comes after such a run
/// looks which of them were given, and so nothing that we put there is ever taken for somebody else's.
/// </summary>
public interface ITransfers
{
    /// <summary>Begins: from now on the run changes its destination. Durable on return.</summary>
    ValueTask OpenAsync(OpenTransfer transfer, CancellationToken cancellation);

    /// <summary>Ends: everything that was done is recorded.</summary>
    ValueTask CloseAsync(string run, CancellationToken cancellation);

    /// <summary>Transfers of a job to a destination that were not ended, by run.</summary>
    ValueTask<IReadOnlyList<OpenTransfer>> FindAsync(string job, string destinationUuid, CancellationToken cancellation);
}

/// <summary>What became of the findings of a job in a store.</summary>
/// <param name="Opened">Those that are new.</param>
/// <param name="Closed">Those that are over.</param>
public sealed record FindingChange(FindingTally Opened, FindingTally Closed);

/// <summary>Findings that are open or were.</summary>
public interface IFindings
{
    /// <summary>
    /// Tells what a run over a scope of a store saw: what it did not see again inside that scope is closed, what is new is opened. What the job's runs on
    /// other stores saw stays. At most 1,000 of a code are kept singly; the count says how many there are.
    /// </summary>
    /// <returns>What was opened and closed.</returns>
    ValueTask<FindingChange> ReplaceAsync(string job, string store, Scope scope, IReadOnlyList<Finding> findings, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Open findings, the most severe first.</summary>
    ValueTask<IReadOnlyList<(string Job, Finding Finding, DateTimeOffset Since)>> OpenAsync(string? job, int limit, CancellationToken cancellation);

    /// <summary>Findings with all that is known of them, open ones before those that are over.</summary>
    ValueTask<IReadOnlyList<KnownFinding>> ListAsync(FindingFilter filter, int limit, CancellationToken cancellation);

    /// <summary>One finding, or null.</summary>
    ValueTask<KnownFinding?> FindAsync(long id, CancellationToken cancellation);

    /// <summary>Notes what somebody said of an open finding, in the place of what was said before; null takes that back.</summary>
    /// <returns>False when there is no such finding, or it is over.</returns>
    ValueTask<bool> MarkAsync(long id, FindingMark? mark, CancellationToken cancellation);
}

/// <summary>Stores that were ever seen.</summary>
public interface IKnownStores
{
    /// <summary>What was recorded of all stores ever seen, in no order.</summary>
    ValueTask<IReadOnlyList<KnownStore>> ListAsync(CancellationToken cancellation);

    /// <summary>Records how a store was seen. Whoever saw it without a marker, before another run wrote one, takes that back from nobody.</summary>
    ValueTask SaveAsync(KnownStore store, CancellationToken cancellation);

    /// <summary>What is known of a store's trash; null when it was never looked at for this job.</summary>
    ValueTask<KnownTrash?> FindTrashAsync(string storeUuid, string job, CancellationToken cancellation);

    /// <summary>Records what is known of a store's trash.</summary>
    ValueTask SaveTrashAsync(string storeUuid, string job, KnownTrash trash, CancellationToken cancellation);

    /// <summary>Forgets how the store configured under this name was seen, wherever it lay: it was replaced on purpose. What was agreed on with it stays.</summary>
    /// <returns>Whether it was known.</returns>
    ValueTask<bool> ForgetAsync(string name, CancellationToken cancellation);
}

/// <summary>A store's trash as a job left it.</summary>
/// <param name="SweptAt">When all of it was last looked at.</param>
/// <param name="Bytes">What it held then, and what was added since.</param>
public sealed record KnownTrash(DateTimeOffset SweptAt, long Bytes);

/// <summary>A store as it was last seen in order.</summary>
public sealed record KnownStore(string Name, string Location, string Uuid, string FileSystemId, DateTimeOffset SeenAt)
{
    /// <summary>A store as it is now.</summary>
    public static KnownStore Of(StoreFacts facts, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return new KnownStore(facts.Name, facts.Location, facts.Uuid, facts.FileSystemId, now);
    }
}
