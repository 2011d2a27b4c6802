using Holdfast.Contracts.Events;
using Holdfast.Daemon.Events;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Jobs;

/// <summary>What people say of findings: that they know, that it can wait, or that somebody must look after all.</summary>
internal sealed class FindingMarks(IStateDb state, EventLog events, TimeProvider time)
{
    private const int LongestNote = 1000;

    /// <summary>It is known: it counts no more until it is over, or becomes more severe.</summary>
    /// <exception cref="JobException">There is no such finding, it is over, or what is said of it makes no sense.</exception>
    public Task<KnownFinding> AcknowledgeAsync(long id, string? note, string? by, CancellationToken cancellation) =>
        MarkAsync(id, "acknowledged", new FindingMark(null, Note(note), by, time.GetUtcNow()), cancellation);

    /// <summary>It can wait: until a moment it counts no more.</summary>
    /// <exception cref="JobException">There is no such finding, it is over, or what is said of it makes no sense.</exception>
    public Task<KnownFinding> SnoozeAsync(long id, DateTimeOffset until, string? note, string? by, CancellationToken cancellation) =>
        until <= time.GetUtcNow() ? throw new JobException($"a finding can be snoozed until a moment that is still to come, and {until.ToUniversalTime():yyyy-MM-dd HH:mm} UTC is over")
            : MarkAsync(id, "snoozed", new FindingMark(until, Note(note), by, time.GetUtcNow()), cancellation);

    /// <summary>Somebody must look after all.</summary>
    /// <exception cref="JobException">There is no such finding, or it is over.</exception>
    public Task<KnownFinding> ReopenAsync(long id, string? by, CancellationToken cancellation) => MarkAsync(id, "open", null, cancellation, by);

    /// <summary>The finding of a number.</summary>
    /// <exception cref="JobException">There is none.</exception>
    public async Task<KnownFinding> FindAsync(long id, CancellationToken cancellation) =>
        await state.Findings.FindAsync(id, cancellation) ?? throw new JobException(FormattableString.Invariant($"there is no finding {id}; see: holdfast findings"));

    private async Task<KnownFinding> MarkAsync(long id, string word, FindingMark? mark, CancellationToken cancellation, string? by = null)
    {
        var known = await FindAsync(id, cancellation);
        if (!await state.Findings.MarkAsync(id, mark, cancellation)) throw new JobException(FormattableString.Invariant($"finding {id} is over: there is nothing to say of it"));
        var path = known.Finding.Path.ToString();
        var data = new FindingMarkedData(id, known.Finding.Code, path, word, mark?.Note, mark?.Until, mark?.By ?? by);
        events.Publish(EventRecords.Of(
            EventNames.FindingMarked, time.GetUtcNow(), Severity.Info, $"the finding '{known.Finding.Message}' of {path} is {word}", data, EventJson.Default.FindingMarkedData) with { Job = known.Job, Store = known.Finding.Store });
        return known with { Mark = mark };
    }

    private static string? Note(string? note) => note is { Length: > LongestNote } ? throw new JobException($"a note has at most {LongestNote} characters") : note;
}
