using Holdfast.Contracts.Api;
using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Accounts;
using Holdfast.Daemon.Jobs;
using Holdfast.Daemon.Status;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Daemon.Api;

/// <summary>Findings, and what people say of them.</summary>
internal static class FindingsApi
{
    private static readonly string[] States = ["open", "acknowledged", "snoozed", "closed"];

    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder api, ApiParts parts)
    {
        api.MapGet("/findings", (string? job, string? severity, string? state, string? after, int? limit, CancellationToken cancellation) => ListAsync(parts, job, severity, state, after, limit, cancellation)).Needs(Role.Viewer)
            .WithSummary("Findings by number: of a job, that matter at least so much, in a state (open, acknowledged, snoozed or closed; without one all that are not closed).");
        api.MapGet("/findings/{id}", async (long id, CancellationToken cancellation) => Row(parts, await FindAsync(parts, id, cancellation))).Needs(Role.Viewer)
            .WithSummary("One finding.");
        api.MapPost("/findings/{id}/acknowledge", async (HttpContext context, long id, Acknowledgement said, CancellationToken cancellation) =>
            Row(parts, await MarksOn(parts, await FindAsync(parts, id, cancellation)).AcknowledgeAsync(id, said.Note, By(context), cancellation))).Needs(Role.Operator)
            .WithSummary("Notes that somebody has seen a finding and lives with it, until it is over.");
        api.MapPost("/findings/{id}/snooze", async (HttpContext context, long id, Snooze said, CancellationToken cancellation) =>
            Row(parts, await MarksOn(parts, await FindAsync(parts, id, cancellation)).SnoozeAsync(id, said.Until, said.Note, By(context), cancellation))).Needs(Role.Operator)
            .WithSummary("Lets a finding count again only from a moment on.");
        api.MapPost("/findings/{id}/reopen", async (HttpContext context, long id, CancellationToken cancellation) =>
            Row(parts, await MarksOn(parts, await FindAsync(parts, id, cancellation)).ReopenAsync(id, By(context), cancellation))).Needs(Role.Operator)
            .WithSummary("Takes an acknowledgement or a snooze back.");
    }

    private static async Task<Listing<FindingRow>> ListAsync(ApiParts parts, string? job, string? severity, string? state, string? after, int? limit, CancellationToken cancellation)
    {
        var most = Paging.Limit(limit);
        if (state is not null && !States.Contains(state)) throw ApiException.Wrong($"state is one of {string.Join(", ", States)}");
        var least = Paging.Word<Severity>("severity", severity) ?? Severity.Info;
        var found = new List<FindingRow>();
        var from = Paging.Number(after) ?? 0;
        while (true)
        {
            var page = await parts.Services.State.Findings.ListAsync(new FindingFilter { Job = job, Least = least, WithClosed = state == "closed", After = from, ByNumber = true }, most + 1, cancellation);
            found.AddRange(page.Select(known => Row(parts, known)).Where(row => state is null || row.State == state));
            if (page.Count <= most || found.Count > most) break;
            from = page[^1].Id;
        }
        return Paging.Cut(found, most, row => row, row => Paging.Text(row.Id));
    }

    private static async Task<KnownFinding> FindAsync(ApiParts parts, long id, CancellationToken cancellation) =>
        await parts.Services.State.Findings.FindAsync(id, cancellation) ?? throw ApiException.NotFound("there is no finding of that id");

    // What is over cannot be marked any more.
    private static FindingMarks MarksOn(ApiParts parts, KnownFinding known) => known.Closed is null ? new FindingMarks(parts.Services.State, parts.Services.Events, parts.Services.Time) : throw ApiException.Conflict("this finding is over");

    private static FindingRow Row(ApiParts parts, KnownFinding known) => FindingRows.Of(known, parts.Services.Time.GetUtcNow());

    private static string By(HttpContext context) => RoleGate.Of(context)!.Who;
}
