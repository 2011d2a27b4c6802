using Holdfast.Contracts.Commands;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Status;

/// <summary>Findings as rows of the contract.</summary>
internal static class FindingRows
{
    /// <summary>One, as it is now.</summary>
    public static FindingRow Of(KnownFinding known, DateTimeOffset now) => new()
    {
        Id = known.Id,
        Job = known.Job,
        Code = known.Finding.Code,
        Severity = known.Finding.Severity.ToString().ToLowerInvariant(),
        Store = known.Finding.Store,
        Path = known.Finding.Path.IsRoot ? "" : known.Finding.Path.Utf8 ?? System.Text.Encoding.UTF8.GetString(known.Finding.Path.Bytes),
        PathB64 = known.Finding.Path.Utf8 is null ? Convert.ToBase64String(known.Finding.Path.Bytes) : null,
        Message = known.Finding.Message,
        Advice = known.Finding.Advice,
        Since = known.Since,
        State = known.Closed is not null ? "closed" : known.IsActive(now) ? "open" : known.Mark!.Until is null ? "acknowledged" : "snoozed",
        Closed = known.Closed,
        Until = known.IsActive(now) ? null : known.Mark?.Until,
        Note = known.IsActive(now) ? null : known.Mark?.Note,
        By = known.IsActive(now) ? null : known.Mark?.By,
    };
}
