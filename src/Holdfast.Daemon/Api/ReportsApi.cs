using Holdfast.Contracts.Api;
using Holdfast.Daemon.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Daemon.Api;

/// <summary>Reports that are kept, and new ones.</summary>
internal static class ReportsApi
{
    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder api, ApiParts parts)
    {
        var reports = parts.Services.Reports;
        api.MapGet("/reports", () => new Listing<ReportFile> { Items = [.. reports.Kept] }).Needs(Role.Viewer)
            .WithSummary("The reports that are kept, the newest first.");
        api.MapGet("/reports/{name}", (string name) => Read(reports.Read(name) ?? throw ApiException.NotFound("there is no report of that name"), name)).Needs(Role.Viewer)
            .Produces<string>(StatusCodes.Status200OK, "text/plain")
            .WithSummary("One report as it was written: text, JSON or HTML.");
        api.MapPost("/reports", async (CancellationToken cancellation) => await reports.WriteNowAsync(isDry: false, isPage: false, cancellation)).Needs(Role.Operator)
            .WithSummary("Writes a report now.");
    }

    private static FileContentHttpResult Read(byte[] content, string name) => TypedResults.File(content, Path.GetExtension(name) switch
    {
        ".json" => "application/json; charset=utf-8",
        ".html" => "text/html; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    });
}
