using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Daemon.Api;

/// <summary>The description of the API that tools read. It is made from the routes when they change, and built into the program.</summary>
internal static class DocumentApi
{
    private const string Resource = "Holdfast.Daemon.openapi.json";

    /// <summary>Adds the route.</summary>
    public static void Map(IEndpointRouteBuilder root) => root.MapGet("/api/openapi.json", WriteAsync).NeedsNothing().ExcludeFromDescription();

    private static async Task WriteAsync(HttpContext context)
    {
        await using var document = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"{Resource} was not built into the program");
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = document.Length;
        await document.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
