using Holdfast.Contracts.Api;
using Holdfast.Daemon.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Daemon.Api;

/// <summary>Signing in and out, and the first account of all.</summary>
internal static class SessionApi
{
    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder api, ApiParts parts)
    {
        api.MapPost("/session", (HttpContext context, SignIn signIn, CancellationToken cancellation) => SignInAsync(context, parts, signIn, cancellation)).NeedsNothing()
            .WithSummary("Signs in: the answer sets the cookie.");
        api.MapGet("/session", (HttpContext context) => Of(RoleGate.Of(context)!)).Needs(Role.Viewer)
            .WithSummary("Who is signed in.");
        api.MapDelete("/session", (HttpContext context, CancellationToken cancellation) => SignOutAsync(context, parts, cancellation)).Needs(Role.Viewer)
            .WithSummary("Signs out.");
        api.MapGet("/setup", (CancellationToken cancellation) => SetupStateAsync(parts, cancellation)).NeedsNothing()
            .WithSummary("Whether the first account is still to be made.");
        api.MapPost("/setup", (HttpContext context, Setup setup, CancellationToken cancellation) => SetUpAsync(context, parts, setup, cancellation)).NeedsNothing()
            .WithSummary("Makes the first account, an admin, and signs in; from this machine only, and while there is no account.");
    }

    /// <summary>Signs somebody in, and answers with the cookie.</summary>
    /// <exception cref="ApiException">The name or the password is wrong, or too many tries were.</exception>
    public static async Task<Identity> SignInAsync(HttpContext context, ApiParts parts, SignIn signIn, CancellationToken cancellation)
    {
        var address = context.Connection.RemoteIpAddress?.ToString() ?? "socket";
        RoleGate.Tell(context, $"as {Shown(signIn.Username)}");
        var result = await parts.Door.SignInAsync(signIn.Username, signIn.Password, address, cancellation);
        if (result.Wait > TimeSpan.Zero) throw new ApiException(StatusCodes.Status429TooManyRequests, "too many tries failed; wait, and try again") { RetryAfter = result.Wait };
        if (result.Principal is not { } principal) throw new ApiException(StatusCodes.Status401Unauthorized, "the name or the password is wrong");
        context.Response.Cookies.Append(Gatekeeper.Cookie, result.Secret!, Cookie(context, Doorkeeper.Longest));
        return Of(principal);
    }

    private static async Task<NoContent> SignOutAsync(HttpContext context, ApiParts parts, CancellationToken cancellation)
    {
        if (context.Request.Cookies.TryGetValue(Gatekeeper.Cookie, out var secret)) await parts.Door.SignOutAsync(secret, cancellation);
        context.Response.Cookies.Delete(Gatekeeper.Cookie, Cookie(context, null));
        return TypedResults.NoContent();
    }

    private static async Task<SetupState> SetupStateAsync(ApiParts parts, CancellationToken cancellation) => new() { Needed = (await parts.Services.State.Access.UsersAsync(cancellation)).Count == 0 };

    private static async Task<Identity> SetUpAsync(HttpContext context, ApiParts parts, Setup setup, CancellationToken cancellation)
    {
        if (context.Connection.RemoteIpAddress is { } address && !System.Net.IPAddress.IsLoopback(address)) throw new ApiException(StatusCodes.Status403Forbidden, "the first account is made on the machine itself");
        if (!(await SetupStateAsync(parts, cancellation)).Needed) throw ApiException.Conflict("there is an account already");
        if (!Secrets.AreEqual(setup.Code.Trim().ToUpperInvariant(), parts.SetupCode.Read())) throw new ApiException(StatusCodes.Status403Forbidden, $"that is not the code in the file {SetupCode.FileName} of the state directory");
        await parts.Services.Book.AddAsync(setup.Username, Roles.Word(Role.Admin), setup.Password, onlyFirst: true, cancellation);
        parts.SetupCode.Forget();
        return await SignInAsync(context, parts, new SignIn { Username = setup.Username, Password = setup.Password }, cancellation);
    }

    private static Identity Of(Principal who) => new() { Name = who.Name, Role = Roles.Word(who.Role), Kind = who.IsToken ? "token" : who.IsLocal ? "local" : "user" };

    private static CookieOptions Cookie(HttpContext context, TimeSpan? age) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/", MaxAge = age };

    private static string Shown(string name) => name.Length > UserNames.Longest ? "a name that is none" : name;
}
