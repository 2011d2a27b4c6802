using Holdfast.Contracts.Commands;
using Holdfast.Contracts.Control;
using Holdfast.Daemon.Accounts;
using Holdfast.Daemon.Control;
using Holdfast.Daemon.Logging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Daemon.Api;

/// <summary>The command line from elsewhere: the very commands and answers of the control socket, for whoever has the role.</summary>
internal static class CommandsApi
{
    // Commands that only look, and those that say who may do what. All others do something to data.
    private static readonly HashSet<string> Looking = new(StringComparer.Ordinal)
    {
        CommandNames.Status, CommandNames.Jobs, CommandNames.History, CommandNames.Logs, CommandNames.Explain, CommandNames.Doctor, CommandNames.Events, CommandNames.Findings,
    };

    private static readonly HashSet<string> Ruling = new(StringComparer.Ordinal) { CommandNames.User, CommandNames.Token };

    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder api, ApiParts parts) =>
        api.MapPost("/commands", (HttpContext context, ControlRequest request, CancellationToken cancellation) => CarryOutAsync(context, parts, request, cancellation)).Needs(Role.Viewer)
            .Produces<ControlEvent>(StatusCodes.Status200OK, "application/x-ndjson")
            .WithSummary("Carries a command of the command line out, and tells what it says line by line, its end last. Hanging up cancels it.");

    /// <summary>The least role that may give a command.</summary>
    public static Role RoleOf(string command) => Looking.Contains(command) ? Role.Viewer : Ruling.Contains(command) ? Role.Admin : Role.Operator;

    private static async Task CarryOutAsync(HttpContext context, ApiParts parts, ControlRequest request, CancellationToken cancellation)
    {
        if (request.Version != ControlProtocol.Version) throw ApiException.Wrong($"the daemon speaks version {ControlProtocol.Version} of the protocol: use the same release of both");
        if (RoleGate.Of(context)!.Role < RoleOf(request.Command)) throw new ApiException(StatusCodes.Status403Forbidden, $"this command needs the role {Roles.Word(RoleOf(request.Command))}");
        RoleGate.Tell(context, string.Join(' ', request.Args.Prepend(request.Command)));
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = "application/x-ndjson";
        using var outbox = new ClientOutbox(context.Response.Body, parts.Services.Time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation, parts.Stopping.Token, outbox.Gone);
        var sending = outbox.SendAsync();
        outbox.Close(await EndAsync(parts, request, outbox, end.Token));
        await sending;
    }

    private static async Task<ControlEvent> EndAsync(ApiParts parts, ControlRequest request, ClientOutbox outbox, CancellationToken cancellation)
    {
        try
        {
            return End(await parts.Handler.HandleAsync(request, outbox, cancellation), null);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return parts.Stopping.IsCancellationRequested ? End(ControlProtocol.BusyExit, "the daemon is stopping; the command was cancelled") : End(ControlProtocol.CancelledExit, "cancelled");
        }
        catch (Exception e)
        {
            parts.Services.Log.Error("api", "a command failed", ("command", request.Command), ("error", e.Message), ("kind", e.GetType().Name));
            return End(ControlProtocol.SoftwareExit, "the command failed; the daemon's log says why");
        }
    }

    private static ControlEvent End(int exitCode, string? text) => new() { Kind = ControlEvent.End, ExitCode = exitCode, Text = text };
}
