using Holdfast.Contracts.Commands;
using Holdfast.Contracts.Control;
using Holdfast.Daemon.Accounts;
using Holdfast.Daemon.Control;
using Holdfast.Daemon.Logging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Daemon.Api;

/// <summary>The commands of the command line, from this machine and from elsewhere, for whoever has the role.</summary>
internal static class CommandsApi
{
    // Commands that only look, and those that say who may do what, or let the daemon in somewhere. All others do something to data.
    private static readonly HashSet<string> Looking = new(StringComparer.Ordinal)
    {
        CommandNames.Status, CommandNames.Jobs, CommandNames.History, CommandNames.Logs, CommandNames.Explain, CommandNames.Doctor, CommandNames.Events, CommandNames.Findings,
    };

    private static readonly HashSet<string> Ruling = new(StringComparer.Ordinal) { CommandNames.User, CommandNames.Token, CommandNames.Login };

    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder api, ApiParts parts)
    {
        api.MapPost("/commands", (HttpContext context, ControlRequest request, CancellationToken cancellation) => CarryOutAsync(context, parts, request, cancellation)).Needs(Role.Viewer)
            .Produces<ControlEvent>(StatusCodes.Status200OK, "application/x-ndjson")
            .WithSummary("Carries a command of the command line out, and tells what it says line by line, its end last. Hanging up ends it, and so does deleting what Location names.");
        api.MapDelete("/commands/{id}", (HttpContext context, string id) => Cancel(context, parts, id)).Needs(Role.Viewer)
            .WithSummary("Asks a command under way to end; whoever gave it is still told its end.");
    }

    /// <summary>The least role that may give a command.</summary>
    public static Role RoleOf(string command) => Looking.Contains(command) ? Role.Viewer : Ruling.Contains(command) ? Role.Admin : Role.Operator;

    private static NoContent Cancel(HttpContext context, ApiParts parts, string id)
    {
        // How the command ended is noted with the command.
        RoleGate.LeaveOut(context);
        return parts.Commands.Cancel(id, RoleGate.Of(context)!) ? TypedResults.NoContent() : throw ApiException.NotFound("you have no command of that id under way");
    }

    private static async Task CarryOutAsync(HttpContext context, ApiParts parts, ControlRequest request, CancellationToken cancellation)
    {
        if (request.Version != ControlProtocol.Version) throw ApiException.Wrong($"the daemon speaks version {ControlProtocol.Version} of the protocol, the client version {request.Version}: use the same release of both");
        var who = RoleGate.Of(context)!;
        if (who.Role < RoleOf(request.Command)) throw new ApiException(StatusCodes.Status403Forbidden, $"this command needs the role {Roles.Word(RoleOf(request.Command))}");
        RoleGate.Tell(context, string.Join(' ', request.Args.Prepend(request.Command)));
        if (Looking.Contains(request.Command)) RoleGate.LeaveOut(context);
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = "application/x-ndjson";
        using var given = parts.Stopping.IsCancellationRequested ? null : parts.Commands.TryBegin(who);
        if (given is not null) context.Response.Headers.Location = $"/api/v1/commands/{given.Id}";
        // Whoever gave it can ask it to end before it has anything to say.
        await context.Response.Body.FlushAsync(cancellation);
        using var outbox = new ClientOutbox(context.Response.Body, parts.Services.Time);
        var sending = outbox.SendAsync();
        outbox.Close(given is null ? End(ControlProtocol.BusyExit, parts.Stopping.IsCancellationRequested ? "the daemon is stopping" : $"the daemon carries {CommandsUnderWay.Most} commands out already") : await EndAsync(parts, request, given, outbox, cancellation));
        await sending;
    }

    private static async Task<ControlEvent> EndAsync(ApiParts parts, ControlRequest request, CommandsUnderWay.Given given, ClientOutbox outbox, CancellationToken gone)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(gone, parts.Stopping.Token, outbox.Gone, given.Wish);
        try
        {
            return End(await parts.Handler.HandleAsync(Signed(request, given.Who), outbox, end.Token), null);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            return parts.Stopping.IsCancellationRequested ? End(ControlProtocol.BusyExit, "the daemon is stopping; the command was cancelled") : End(ControlProtocol.CancelledExit, "cancelled");
        }
        catch (Exception e)
        {
            parts.Services.Log.Error("api", "a command failed", ("command", request.Command), ("error", e.Message), ("kind", e.GetType().Name));
            return End(ControlProtocol.SoftwareExit, given.Who.IsLocal ? e.Message : "the command failed; the daemon's log says why");
        }
    }

    // Whoever comes over the network does not say who they are: that is known.
    private static ControlRequest Signed(ControlRequest request, Principal who) =>
        who.IsLocal || request.Command != CommandNames.MarkFinding ? request : request with { Options = new Dictionary<string, string>(request.Options) { ["by"] = who.Who } };

    private static ControlEvent End(int exitCode, string? text) => new() { Kind = ControlEvent.End, ExitCode = exitCode, Text = text };
}
