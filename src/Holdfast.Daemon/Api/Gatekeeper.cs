using System.Globalization;
using System.Net;
using Holdfast.Daemon.Accounts;
using Holdfast.Daemon.Configuration;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Daemon.Api;

/// <summary>
/// Looks at a request before anything else does: whether it was meant for this server (a page elsewhere that had its own name
/// lead here is turned away), and whether it comes from a page of ours or from no page at all.
/// </summary>
internal sealed class Gatekeeper(ServerConfig server)
{
    /// <summary>Name of the cookie that browsers stay signed in by.</summary>
    public const string Cookie = "session";

    // The dashboard asks nobody else for anything, and no page elsewhere can show it inside itself.
    private const string ContentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    // What browsers and proxies add to requests, and programs do not.
    private static readonly string[] Marks = ["Origin", "Cookie", "Forwarded", "Via", "X-Forwarded-", "X-Real-", "Sec-Fetch-"];

    private readonly HashSet<string> _hosts = new(server.Hosts, StringComparer.OrdinalIgnoreCase) { "localhost" };

    /// <summary>Sets the headers of the answer, and turns away what is not for us.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        if (context.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000";
        if (context.Features.Get<LocalPeer>() is not null)
            return IsPassedOn(context.Request) ? Problems.WriteAsync(context, StatusCodes.Status403Forbidden, "the control socket is for programs of this machine, not for what passes requests of others on: let that use the address") : next(context);
        if (!IsOurs(context)) return Problems.WriteAsync(context, StatusCodes.Status421MisdirectedRequest, "this server does not go by that name; the setting server.hosts says by which names it does");
        if (!IsFromUs(context.Request)) return Problems.WriteAsync(context, StatusCodes.Status403Forbidden, "the request comes from a page of another server");
        return next(context);
    }

    /// <summary>Who sent a request; null for nobody known.</summary>
    public static async ValueTask<Principal?> WhoAsync(HttpContext context, Doorkeeper door)
    {
        if (context.Features.Get<LocalPeer>() is { } peer) return peer.Principal;
        if (Bearer(context.Request) is { } token) return await door.ByTokenAsync(token, context.RequestAborted);
        return context.Request.Cookies.TryGetValue(Cookie, out var secret) && secret.Length > 0 ? await door.ByCookieAsync(secret, context.RequestAborted) : null;
    }

    // Behind a proxy everybody would come in as the user the proxy runs as.
    private static bool IsPassedOn(HttpRequest request) =>
        request.Headers.Keys.Any(name => Marks.Any(mark => name.StartsWith(mark, StringComparison.OrdinalIgnoreCase)));

    private static string? Bearer(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
    }

    private bool IsOurs(HttpContext context)
    {
        var name = context.Request.Host.Host.Trim('[', ']');
        if (_hosts.Contains(name)) return true;
        if (!IPAddress.TryParse(name, out var address)) return false;
        // An address cannot be pointed elsewhere as a name can: the one that was connected to is ours.
        return IPAddress.IsLoopback(address) || (context.Connection.LocalIpAddress is { } local && address.Equals(local.IsIPv4MappedToIPv6 ? local.MapToIPv4() : local));
    }

    // Browsers say where a request comes from whenever that matters; programs do not.
    private static bool IsFromUs(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" && !IsNavigation(request)) return false;
        if (request.Headers.Origin.ToString() is not { Length: > 0 } origin) return true;
        return Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            && uri.Scheme == request.Scheme
            && string.Equals(uri.Authority, Authority(request), StringComparison.OrdinalIgnoreCase);
    }

    // Following a link from a mail to the dashboard is in order: it changes nothing, and the cookie does not come with it.
    private static bool IsNavigation(HttpRequest request) => HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"].ToString() == "navigate";

    private static string Authority(HttpRequest request) =>
        new UriBuilder(string.Create(CultureInfo.InvariantCulture, $"{request.Scheme}://{request.Host}")).Uri.Authority;
}
