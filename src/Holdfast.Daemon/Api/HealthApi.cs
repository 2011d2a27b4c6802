using Holdfast.Contracts.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Daemon.Api;

/// <summary>For supervisors and monitors: whether the daemon lives, whether it can work, and its numbers.</summary>
internal static class HealthApi
{
    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder root, ApiParts parts)
    {
        root.MapGet("/api/health", () => Ok).NeedsNothing().WithSummary("Whether the daemon answers.");
        root.MapGet("/healthz", () => parts.Scheduler.IsTurning ? Ok : throw Stuck()).NeedsNothing().WithSummary("Whether the daemon answers and still looks at its jobs.");
        root.MapGet("/readyz", async (CancellationToken cancellation) =>
        {
            if (!parts.Scheduler.IsTurning) throw Stuck();
            await parts.Services.State.Events.NewestAsync(cancellation);
            return Ok;
        }).NeedsNothing().WithSummary("Whether the daemon can work: its jobs turn, and its state answers.");
        root.MapGet("/metrics", (HttpContext context, CancellationToken cancellation) => MetricsAsync(context, parts, cancellation)).Needs(Accounts.Role.Viewer)
            .Produces<string>(StatusCodes.Status200OK, "text/plain").WithSummary("Numbers in the text form of Prometheus.");
    }

    private static Liveness Ok { get; } = new() { Status = "ok" };

    private static ApiException Stuck() => new(StatusCodes.Status503ServiceUnavailable, "the daemon no longer looks at its jobs");

    private static async Task MetricsAsync(HttpContext context, ApiParts parts, CancellationToken cancellation)
    {
        context.Response.ContentType = MetricsText.ContentType;
        var text = MetricsText.Of(await parts.Overview.ReadAsync(cancellation), parts.Services.Live.All.Count(), parts.Services.Time.GetUtcNow());
        await context.Response.WriteAsync(text, cancellation);
    }
}
