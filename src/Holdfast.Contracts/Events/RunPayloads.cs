namespace Holdfast.Contracts.Events;

/// <summary>A run at work.</summary>
/// <param name="Kind">Kind of the job.</param>
/// <param name="Source">The store that is read; null for a job on one store.</param>
/// <param name="Target">The store that is changed or checked.</param>
/// <param name="Trigger">What started it: <c>command</c>, <c>schedule</c>, <c>watch</c>, <c>boot</c> or <c>after</c>.</param>
/// <param name="Started">When it began.</param>
public sealed record RunStartedData(string Kind, string? Source, string Target, string Trigger, DateTimeOffset Started);

/// <summary>A run that did all it should.</summary>
/// <param name="Kind">Kind of the job.</param>
/// <param name="Source">The store that was read; null for a job on one store.</param>
/// <param name="Target">The store that was changed or checked.</param>
/// <param name="Trigger">What started it.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Files">Files and links written anew, replaced, renamed or linked.</param>
/// <param name="Bytes">Bytes of content carried.</param>
/// <param name="Removed">Files, links and directories removed.</param>
/// <param name="Metadata">Entries whose owner, mode or time was set.</param>
/// <param name="Checked">Files read and compared.</param>
/// <param name="Recovered">Whether the run before it had failed.</param>
public sealed record SyncCompletedData(
    string Kind, string? Source, string Target, string Trigger, double Seconds, long Files, long Bytes, long Removed, long Metadata, long Checked, bool Recovered);

/// <summary>A run that did not do what it should.</summary>
/// <param name="Source">The store that was read; null for a job on one store.</param>
/// <param name="Target">The store that should have been changed or checked.</param>
/// <param name="Error">Why.</param>
/// <param name="DataAtRiskMb">Content the run had planned to carry and did not, in millions of bytes; 0 when it came to no plan.</param>
/// <param name="Kind">Kind of the job.</param>
/// <param name="Trigger">What started it.</param>
/// <param name="State"><c>failed</c>, or <c>partial</c> when some of it was done.</param>
/// <param name="Done">Operations done.</param>
/// <param name="Failed">Operations that failed.</param>
/// <param name="Changed">Operations left out because the world had changed meanwhile.</param>
/// <param name="StoreAbsent">Whether a store was not there.</param>
public sealed record SyncFailedData(
    string? Source, string Target, string Error, double DataAtRiskMb, string Kind, string Trigger, string State, long Done, long Failed, long Changed, bool StoreAbsent);

/// <summary>A run that was cancelled.</summary>
/// <param name="Kind">Kind of the job.</param>
/// <param name="Source">The store that was read; null for a job on one store.</param>
/// <param name="Target">The store that was changed or checked.</param>
/// <param name="Done">Operations done until then, all recorded.</param>
public sealed record RunCancelledData(string Kind, string? Source, string Target, long Done);

/// <summary>A plan that waits for approval.</summary>
/// <param name="Kind">Kind of the job.</param>
/// <param name="Source">The store that was read; null for a job on one store.</param>
/// <param name="Target">The store it would change.</param>
/// <param name="Reason">Which guard refused it, and why.</param>
/// <param name="PlanDigest">What an approval binds to; null when nobody can approve it.</param>
/// <param name="Removes">Files, links and directories it would remove.</param>
/// <param name="Replaces">Files and links it would replace.</param>
public sealed record GuardRefusedData(string Kind, string? Source, string Target, string Reason, string? PlanDigest, long Removes, long Replaces);

/// <summary>A plan somebody let go on.</summary>
/// <param name="Target">The store it changes.</param>
/// <param name="PlanDigest">The plan.</param>
public sealed record RunApprovedData(string Target, string? PlanDigest);

/// <summary>What was brought back.</summary>
/// <param name="Target">The store.</param>
/// <param name="State">How it ended: <c>succeeded</c>, <c>partial</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Done">Operations done.</param>
/// <param name="Failed">Operations that failed.</param>
/// <param name="Skipped">Operations left out on purpose.</param>
/// <param name="Bytes">Bytes of content brought back.</param>
public sealed record RestoredData(string Target, string State, long Done, long Failed, long Skipped, long Bytes);
