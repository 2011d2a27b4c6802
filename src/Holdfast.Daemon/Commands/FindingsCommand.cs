using System.Globalization;
using Holdfast.Contracts;
using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Events;
using Holdfast.Daemon.Jobs;
using Holdfast.Daemon.Status;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Commands;

/// <summary>Tells findings, and takes what people say of them.</summary>
internal static class FindingsCommand
{
    private const int Most = 1000;
    private static readonly DurationShape Duration = new(TimeSpan.FromSeconds(1));

    /// <summary><c>findings</c>: those that are open, and with <c>all</c> those that are over.</summary>
    public static async Task<ExitCode> RunAsync(CommandCall call, CancellationToken cancellation)
    {
        var limit = call.Option("limit") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : Most;
        var filter = new FindingFilter { Job = call.Option("job"), Least = EventRecords.SeverityOf(call.Option("severity") ?? "info"), WithClosed = call.Has("all") };
        foreach (var known in await call.Services.State.Findings.ListAsync(filter, limit, cancellation)) await TellAsync(call, known, cancellation);
        return ExitCode.Done;
    }

    /// <summary><c>mark-finding ack|snooze|reopen ID</c>.</summary>
    public static async Task<ExitCode> MarkAsync(CommandCall call, CancellationToken cancellation)
    {
        if (call.Request.Args is not [var word, var number] || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            throw new UsageException("findings: say 'findings ack ID', 'findings snooze ID --until TIME' or 'findings reopen ID'");
        var marks = new FindingMarks(call.Services.State, call.Services.Events, call.Services.Time);
        if (call.Has("dry-run"))
        {
            await TellAsync(call, await marks.FindAsync(id, cancellation), cancellation);
            return ExitCode.Done;
        }
        var (note, by) = (call.Option("note"), call.Option("by"));
        var known = word switch
        {
            "ack" => await marks.AcknowledgeAsync(id, note, by, cancellation),
            "snooze" => await marks.SnoozeAsync(id, Until(call), note, by, cancellation),
            "reopen" => await marks.ReopenAsync(id, by, cancellation),
            _ => throw new UsageException($"findings: '{word}' is none of ack, snooze and reopen"),
        };
        await TellAsync(call, known, cancellation);
        return ExitCode.Done;
    }

    private static DateTimeOffset Until(CommandCall call)
    {
        var text = call.Option("until") ?? throw new UsageException("findings snooze: say until when, such as '--until 7d' or '--until 2026-12-01'");
        if (Duration.Parse(text, new ParseContext("/")) is TimeSpan span) return call.Services.Time.GetUtcNow() + span;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment
            : throw new UsageException($"findings snooze: '{text}' is no time: say how long, such as 7d, or a date, such as 2026-12-01 or 2026-12-01T08:00+01:00");
    }

    private static ValueTask TellAsync(CommandCall call, KnownFinding known, CancellationToken cancellation) =>
        call.RowAsync(FindingRows.Of(known, call.Services.Time.GetUtcNow()), RowJson.Default.FindingRow, cancellation);
}
