using System.Globalization;
using System.Text.Json;
using Holdfast.Contracts.Api;
using Holdfast.Daemon.Commands;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Jobs;
using Holdfast.Daemon.Logging;
using Holdfast.Daemon.Restoring;
using Holdfast.Engine.Seams;
using Holdfast.State.Sqlite;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Holdfast.Daemon.Api;

/// <summary>Turns whatever goes wrong into a problem for the client and, where it is ours, a line of the log.</summary>
internal sealed class Problems(ILog log)
{
    /// <summary>Carries a request out.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
            if (!context.Response.HasStarted && context.Response is { StatusCode: >= 400, ContentLength: null, ContentType: null }) await WriteAsync(context, context.Response.StatusCode, null);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked is gone.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            var (status, detail) = Judge(e);
            if (status >= 500) log.Error("api", "a request failed", ("method", context.Request.Method), ("route", RouteOf(context)), ("error", e.Message), ("kind", e.GetType().Name));
            context.Response.Clear();
            if (e is ApiException { RetryAfter: { } wait }) context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await WriteAsync(context, status, detail);
        }
    }

    /// <summary>Answers with a problem.</summary>
    public static Task WriteAsync(HttpContext context, int status, string? detail)
    {
        context.Response.StatusCode = status;
        if (HttpMethods.IsHead(context.Request.Method)) return Task.CompletedTask;
        context.Response.ContentType = "application/problem+json";
        var title = ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase ? phrase : "Refused";
        return JsonSerializer.SerializeAsync(context.Response.Body, new Problem { Title = title, Status = status, Detail = detail }, ApiJson.Default.Problem, context.RequestAborted);
    }

    // What a person got wrong is told; what we did is in the log alone.
    private static (int Status, string? Detail) Judge(Exception problem) => problem switch
    {
        ApiException e => (e.Status, e.Message),
        BadHttpRequestException e => (e.StatusCode, e.InnerException is JsonException json ? Place(json) : e.Message),
        UsageException or JobException or RestoreException => (StatusCodes.Status400BadRequest, problem.Message),
        ConfigException => (StatusCodes.Status422UnprocessableEntity, problem.Message),
        WorldChangedException => (StatusCodes.Status409Conflict, problem.Message),
        StoreException { Fault: StoreFault.Unavailable } => (StatusCodes.Status503ServiceUnavailable, problem.Message),
        StoreException => (StatusCodes.Status502BadGateway, problem.Message),
        OperationCanceledException or ObjectDisposedException => (StatusCodes.Status503ServiceUnavailable, "the daemon is stopping"),
        StateException => (StatusCodes.Status503ServiceUnavailable, "the state cannot be used; the log says why"),
        _ => (StatusCodes.Status500InternalServerError, null),
    };

    private static string Place(JsonException problem) => string.Create(CultureInfo.InvariantCulture, $"the body is not the JSON that is expected here: at {problem.Path ?? "$"}, line {(problem.LineNumber ?? 0) + 1}, byte {(problem.BytePositionInLine ?? 0) + 1}");

    private static string RouteOf(HttpContext context) => (context.GetEndpoint() as Microsoft.AspNetCore.Routing.RouteEndpoint)?.RoutePattern.RawText ?? "none";
}
