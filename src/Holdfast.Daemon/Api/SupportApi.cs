using Holdfast.Daemon.Accounts;
using Holdfast.Daemon.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Daemon.Api;

/// <summary>What somebody who shall help needs to see.</summary>
internal static class SupportApi
{
    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder api, ApiParts parts) =>
        api.MapGet("/support-bundle", async (CancellationToken cancellation) =>
            TypedResults.File(await new SupportBundle(parts.Services).MakeAsync(cancellation), "application/zip", $"holdfast-support-{parts.Services.Time.GetUtcNow():yyyyMMdd-HHmmss}.zip")).Needs(Role.Admin)
            .Produces<string>(StatusCodes.Status200OK, "application/zip")
            .WithSummary("An archive for whoever shall help: status, checks, runs, events, settings and log, with names of files, people and hosts replaced.");
}
