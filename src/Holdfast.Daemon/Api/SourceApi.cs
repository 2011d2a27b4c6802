using Holdfast.Contracts.Api;
using Holdfast.Daemon.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Daemon.Api;

/// <summary>The short paths of older backup tools, so that their scripts go on working: they act on all jobs that move data, or on one.</summary>
internal static class SourceApi
{
    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder root, ApiParts parts)
    {
        root.MapPost("/api/login", (HttpContext context, SignIn signIn, CancellationToken cancellation) => SessionApi.SignInAsync(context, parts, signIn, cancellation)).NeedsNothing()
            .WithSummary("Signs in: the answer sets the cookie.");
        root.MapGet("/api/status", (HttpContext context, CancellationToken cancellation) => StatusApi.WriteAsync(context, parts, cancellation)).Needs(Role.Viewer).Produces<Overview>()
            .WithSummary("How everything stands, on one screen.");
        root.MapPost("/api/sync/start", (string? job, CancellationToken cancellation) => TurnAsync(parts, job, parts.Scheduler.Start, cancellation)).Needs(Role.Operator)
            .WithSummary("Starts all jobs that move data, or one.");
        root.MapPost("/api/sync/stop", (string? job, CancellationToken cancellation) => TurnAsync(parts, job, parts.Scheduler.Stop, cancellation)).Needs(Role.Operator)
            .WithSummary("Stops all jobs that move data, or one.");
        root.MapPost("/api/sync/pause", (string? job, CancellationToken cancellation) => TurnAsync(parts, job, parts.Scheduler.Pause, cancellation)).Needs(Role.Operator)
            .WithSummary("Pauses all jobs that move data, or one.");
        root.MapPost("/api/sync/resume", (string? job, CancellationToken cancellation) => TurnAsync(parts, job, parts.Scheduler.Resume, cancellation)).Needs(Role.Operator)
            .WithSummary("Resumes all jobs that move data, or one.");
    }

    private static async Task<SyncState> TurnAsync(ApiParts parts, string? job, Action<string> turn, CancellationToken cancellation)
    {
        var jobs = job is not null ? [job] : parts.Services.Config.Jobs.Where(one => one.WritesDestinations).Select(one => one.Name).ToArray();
        foreach (var name in jobs) JobsApi.Turn(parts, name, turn);
        return new SyncState { Status = (await parts.Overview.ReadAsync(cancellation)).State, Jobs = jobs };
    }
}
