using Holdfast.Contracts.Api;
using Holdfast.Contracts.Events;
using Holdfast.Daemon.Accounts;
using Holdfast.Daemon.Events;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Daemon.Api;

/// <summary>What happened, and what happens.</summary>
internal static class EventsApi
{
    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder api, ApiParts parts)
    {
        api.MapGet("/events", (long? since, string? name, string? job, string? store, string? run, string? severity, string? after, int? limit, CancellationToken cancellation) =>
            ListAsync(parts, since, Filter(name, job, store, run, severity), after, limit, cancellation)).Needs(Role.Viewer)
            .WithSummary("What happened, the newest first; with since those of greater numbers, the oldest first.");
        api.MapGet("/events/stream", (HttpContext context, long? after, CancellationToken cancellation) => parts.Streams.ServeAsync(context, after, cancellation)).Needs(Role.Viewer)
            .Produces<string>(StatusCodes.Status200OK, "text/event-stream")
            .WithSummary("Every new event as it happens, and how far runs are, as server-sent events. Goes on behind Last-Event-ID, or behind after; without either with what comes.");
    }

    private static async Task<Listing<EventRecord>> ListAsync(ApiParts parts, long? since, EventFilter filter, string? after, int? limit, CancellationToken cancellation)
    {
        var most = Paging.Limit(limit);
        var (events, cursor) = (parts.Services.State.Events, Paging.Number(after));
        var found = since is { } from
            ? await events.ReadAfterAsync(cursor ?? from, filter, most + 1, cancellation)
            : await events.ReadBeforeAsync(cursor ?? long.MaxValue, filter, most + 1, cancellation);
        return Paging.Cut(found, most, EventRecords.Of, happened => Paging.Text(happened.Number));
    }

    private static EventFilter Filter(string? name, string? job, string? store, string? run, string? severity)
    {
        if (name is not null && !EventNames.All.Contains(name)) throw ApiException.Wrong("there is no event of that name");
        return new EventFilter { Names = name is null ? null : [name], Job = job, Store = store, Run = run, Least = Paging.Word<Severity>("severity", severity) ?? Severity.Info };
    }
}
