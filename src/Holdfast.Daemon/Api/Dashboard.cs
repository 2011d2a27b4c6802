using System.IO.Compression;
using System.Net.Mime;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Daemon.Api;

/// <summary>
/// Hands out the dashboard, which is built into the program, at every address that no route has. The page knows its own
/// addresses: each that is not a file's is answered with the page.
/// </summary>
internal sealed class Dashboard(Assembly carrier)
{
    private const string Page = "index.html";
    private const string Missing = """
        <!doctype html>
        <html lang="en"><title>Holdfast</title>
        <h1>The dashboard is not in this build</h1>
        <p>It was built without Node.js 20.19 or newer. Everything else is there: the API at <a href="/api/openapi.json">/api/openapi.json</a>, and the command line.</p>
        </html>
        """;

    private readonly Dictionary<string, DashboardFile> _files = DashboardFile.All(carrier);

    /// <summary>Answers what asks for a file or a page of it.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var (request, path) = (context.Request, context.Request.Path);
        var isRead = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (context.GetEndpoint() is not null || !isRead || IsOfTheApi(path)) return next(context);
        if (_files.TryGetValue(path.Value?.TrimStart('/') ?? "", out var file)) return WriteAsync(context, file);
        if (Path.HasExtension(path)) return next(context);
        return _files.TryGetValue(Page, out var page) ? WriteAsync(context, page) : SayMissingAsync(context);
    }

    // The dashboard has a page of that name itself, with nothing below it.
    private static bool IsOfTheApi(PathString path) => path.StartsWithSegments("/api", StringComparison.Ordinal, out var below) && below.HasValue;

    private static async Task WriteAsync(HttpContext context, DashboardFile file)
    {
        var (request, response) = (context.Request, context.Response);
        // The names of built files hold a hash of what is in them; those of the others stay the same while they change.
        response.Headers.CacheControl = file.IsNamedByContent ? "public, max-age=31536000, immutable" : "no-cache";
        response.Headers.ETag = file.Tag;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (request.Headers.IfNoneMatch.Contains(file.Tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        response.ContentType = file.ContentType;
        await using var content = file.Open();
        if (!file.IsPacked || TakesGzip(request))
        {
            if (file.IsPacked) response.Headers.ContentEncoding = "gzip";
            response.ContentLength = content.Length;
            if (HttpMethods.IsGet(request.Method)) await content.CopyToAsync(response.Body, context.RequestAborted);
            return;
        }
        await using var plain = new GZipStream(content, CompressionMode.Decompress);
        if (HttpMethods.IsGet(request.Method)) await plain.CopyToAsync(response.Body, context.RequestAborted);
    }

    private static bool TakesGzip(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(coding => (coding.Value == "gzip" || coding.Value == "*") && coding.Quality is not 0);

    private static Task SayMissingAsync(HttpContext context)
    {
        context.Response.ContentType = $"{MediaTypeNames.Text.Html}; charset=utf-8";
        return context.Response.WriteAsync(Missing, context.RequestAborted);
    }
}
