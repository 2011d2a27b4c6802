using Holdfast.Daemon.Accounts;
using Holdfast.Engine.Seams;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Daemon.Api;

/// <summary>Lets through to a route who has the role it needs, and notes what was changed by whom.</summary>
internal sealed class RoleGate(ApiParts parts)
{
    private const string Key = "principal";
    private const string Detail = "detail";
    private const string LeftOut = "left out";
    private const int LongestDetail = 500;
    private const int LongestTarget = 200;

    // A name, a password and a code.
    private const long MostOfStrangers = 16 << 10;

    /// <summary>Who sent a request; null for nobody known.</summary>
    public static Principal? Of(HttpContext context) => context.Items[Key] as Principal;

    /// <summary>Says what else should stand in the audit log of this request.</summary>
    public static void Tell(HttpContext context, string detail) => context.Items[Detail] = Short(detail, LongestDetail);

    /// <summary>Says that this request changes nothing: it is not written down.</summary>
    public static void LeaveOut(HttpContext context) => context.Items[LeftOut] = true;

    /// <summary>Lets through or refuses.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is not RouteEndpoint route)
        {
            await next(context);
            return;
        }
        if (route.Metadata.GetMetadata<Needs>() is not { } needs) throw new ApiException(StatusCodes.Status403Forbidden, "nobody may use this route");
        var who = await Gatekeeper.WhoAsync(context, parts.Door);
        context.Items[Key] = who;
        var changes = !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method);
        if (needs.Role is null && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = MostOfStrangers;
        if (needs.Role is { } role && !(who?.Role >= role))
        {
            // Whoever is not known is not written down: anybody could fill the log.
            if (changes && who is not null) await NoteAsync(context, route, who, $"{StatusCodes.Status403Forbidden}");
            await RefuseAsync(context, role, who);
            return;
        }
        if (!changes)
        {
            await next(context);
            return;
        }
        try
        {
            await next(context);
            await NoteAsync(context, route, who, $"{context.Response.StatusCode}");
            if (!context.Items.ContainsKey(LeftOut)) parts.Overview.Forget();
        }
        catch (ApiException e) when (e.Status == StatusCodes.Status429TooManyRequests)
        {
            // What is turned away untried would fill the log for whoever tries on.
            throw;
        }
        catch (ApiException e)
        {
            // Of whoever is not known only what counts their tries is written down.
            if (who is not null || context.Items.ContainsKey(Detail)) await NoteAsync(context, route, who, $"{e.Status}");
            throw;
        }
        catch (Exception e) when (e is not BadHttpRequestException)
        {
            await NoteAsync(context, route, who, "failed");
            throw;
        }
    }

    private static string Short(string text, int most) => text.Length > most ? $"{text[..most]}…" : text;

    private static Task RefuseAsync(HttpContext context, Role role, Principal? who)
    {
        if (who is not null) return Problems.WriteAsync(context, StatusCodes.Status403Forbidden, $"this needs the role {Roles.Word(role)}, and {who.Name} has the role {Roles.Word(who.Role)}");
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.WriteAsync(context, StatusCodes.Status401Unauthorized, "sign in first, or send a token");
    }

    private ValueTask NoteAsync(HttpContext context, RouteEndpoint route, Principal? who, string outcome)
    {
        if (context.Items.ContainsKey(LeftOut)) return ValueTask.CompletedTask;
        var action = $"{context.Request.Method} {route.RoutePattern.RawText}";
        var target = Short(string.Join(' ', context.Request.RouteValues.Values), LongestTarget);
        var address = context.Connection.RemoteIpAddress?.ToString() ?? "socket";
        // Whoever hangs up at the right moment would else leave no trace.
        return parts.Services.State.Access.NoteAsync(new AuditRecord(0, parts.Services.Time.GetUtcNow(), who?.Who ?? "nobody", address, action, target, outcome, context.Items[Detail] as string), CancellationToken.None);
    }
}
