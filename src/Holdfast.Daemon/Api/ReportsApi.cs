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
    private const string PagePolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox";

    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder api, ApiParts parts)
    {
        var reports = parts.Services.Reports;
        api.MapGet("/reports", () => new Listing<ReportFile> { Items = [.. reports.Kept] }).Needs(Role.Viewer)
            .WithSummary("The reports that are kept, the newest first.");
        api.MapGet("/reports/{name}", (HttpContext context, string name) => Read(context, reports.Read(name) ?? throw ApiException.NotFound("there is no report of that name"), name)).Needs(Role.Viewer)
            .Produces<string>(StatusCodes.Status200OK, "text/plain")
            .WithSummary("One report as it was written: text, JSON or HTML.");
        api.MapPost("/reports", async (CancellationToken cancellation) => await reports.WriteNowAsync(isDry: false, isPage: false, cancellation)).Needs(Role.Operator)
            .WithSummary("Writes a report now.");
    }

    // The dashboard shows pages inside itself: no script in them, nothing from elsewhere, and out of reach of whoever is signed in.
    private static FileContentHttpResult Read(HttpContext context, byte[] content, string name)
    {
        var kind = Path.GetExtension(name) switch { ".json" => "application/json", ".html" => "text/html", _ => "text/plain" };
        if (kind == "text/html")
        {
            context.Response.Headers.ContentSecurityPolicy = PagePolicy;
            context.Response.Headers.XFrameOptions = "SAMEORIGIN";
        }
        return TypedResults.File(content, $"{kind}; charset=utf-8");
    }
}
