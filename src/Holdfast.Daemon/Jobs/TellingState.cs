using Holdfast.Contracts.Commands;
using Holdfast.Contracts.Events;
using Holdfast.Daemon.Events;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Jobs;

/// <summary>The state, of which findings that open and close are told. What is only good to know, and what of it is over, is no event of its own.</summary>
internal sealed class TellingState(IStateDb inner, EventLog told) : IStateDb, IFindings
{
    public IBaselines Baselines => inner.Baselines;

    public IRuns Runs => inner.Runs;

    public ITransfers Transfers => inner.Transfers;

    public IFindings Findings => this;

    public IKnownStores Stores => inner.Stores;

    public IEvents Events => inner.Events;

    public IRunViews Views => inner.Views;

    public IVersions Versions => inner.Versions;

    public IAccountsDb Access => inner.Access;

    public IAlerts Alerts => inner.Alerts;

    public ValueTask ShrinkAsync(CancellationToken cancellation) => inner.ShrinkAsync(cancellation);

    public async ValueTask<FindingChange> ReplaceAsync(string job, string store, Scope scope, IReadOnlyList<Finding> findings, DateTimeOffset now, CancellationToken cancellation)
    {
        var change = await inner.Findings.ReplaceAsync(job, store, scope, findings, now, cancellation);
        var name = CheckFindings.WriterOf(job) ?? job;
        if (Of(EventNames.FindingOpened, name, store, change.Opened, "new", now) is { } opened) told.Publish(opened);
        if (Of(EventNames.FindingClosed, name, store, change.Closed, "over", now) is { } closed) told.Publish(closed);
        return change;
    }

    public ValueTask<IReadOnlyList<(string Job, Finding Finding, DateTimeOffset Since)>> OpenAsync(string? job, int limit, CancellationToken cancellation) =>
        inner.Findings.OpenAsync(job, limit, cancellation);

    public ValueTask<IReadOnlyList<KnownFinding>> ListAsync(FindingFilter filter, int limit, CancellationToken cancellation) => inner.Findings.ListAsync(filter, limit, cancellation);

    public ValueTask<KnownFinding?> FindAsync(long id, CancellationToken cancellation) => inner.Findings.FindAsync(id, cancellation);

    public ValueTask<bool> MarkAsync(long id, FindingMark? mark, CancellationToken cancellation) => inner.Findings.MarkAsync(id, mark, cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static EventRecord? Of(string name, string job, string store, FindingTally tally, string what, DateTimeOffset now)
    {
        var (errors, warnings) = (tally.CountOf(Severity.Error), tally.CountOf(Severity.Warning));
        if (errors + warnings == 0) return null;
        var severity = name == EventNames.FindingClosed ? Severity.Info : errors > 0 ? Severity.Error : Severity.Warning;
        var first = tally.First[0];
        var count = tally.Count == 1 ? $"1 finding is {what}" : FormattableString.Invariant($"{tally.Count:N0} findings are {what}");
        var data = new FindingsData(tally.Count, errors, warnings, tally.CountOf(Severity.Info), tally.Codes, [.. tally.First.Select(finding => Row(job, finding))]);
        return EventRecords.Of(name, now, severity, $"{count} in {store}{(tally.Count == 1 ? ": " : ", the first: ")}{first.Path}: {first.Message}", data, EventJson.Default.FindingsData) with { Job = job, Store = store };
    }

    private static FindingRow Row(string job, Finding finding) => new()
    {
        Job = job,
        Code = finding.Code,
        Severity = EventRecords.Word(finding.Severity),
        Store = finding.Store,
        Path = finding.Path.IsRoot ? "" : finding.Path.Utf8 ?? System.Text.Encoding.UTF8.GetString(finding.Path.Bytes),
        PathB64 = finding.Path.Utf8 is null ? Convert.ToBase64String(finding.Path.Bytes) : null,
        Message = finding.Message,
        Advice = finding.Advice,
    };
}
