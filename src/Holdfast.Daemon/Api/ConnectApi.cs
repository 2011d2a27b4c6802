using System.Net;
using Holdfast.Adapters.SigningIn;
using Holdfast.Contracts.Api;
using Holdfast.Daemon.Accounts;
using Holdfast.Daemon.Logging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Daemon.Api;

/// <summary>Signing in to stores of other people's servers from the dashboard.</summary>
internal static class ConnectApi
{
    private const string Path = "/connect/google";

    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder api, ApiParts parts)
    {
        api.MapPost("/stores/{name}/connect", (string name, HttpContext http, CancellationToken cancellation) => BeginAsync(parts, name, http, cancellation)).Needs(Role.Admin)
            .WithSummary("Begins to sign in to a store, or again: gives the page on which a person says yes.");
        api.MapPost("/stores/{name}/connect/finish", (string name, ConnectReturn back, CancellationToken cancellation) => FinishAsync(parts, name, back, cancellation)).Needs(Role.Admin)
            .WithSummary("Ends signing in with the address at which the browser ended, when it could not come back by itself.");
        api.MapGet(Path, (string? state, string? code, string? error, CancellationToken cancellation) => ReturnAsync(parts, state, code, error, cancellation)).NeedsNothing().ExcludeFromDescription()
            .WithSummary("Where a browser comes back to after signing in; what it brings proves itself.");
    }

    private static async Task<ConnectBegun> BeginAsync(ApiParts parts, string name, HttpContext http, CancellationToken cancellation)
    {
        Check(parts, name);
        // Pages of accounts bring a browser back to its own machine alone; where the dashboard is elsewhere, the person brings the address.
        var port = http.Connection.LocalPort is > 0 and var listens ? listens : 8080;
        var host = http.Request.Host.Host;
        var isHere = http.Request.Scheme == "http" && (host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)));
        var returns = FormattableString.Invariant($"http://127.0.0.1:{(isHere ? http.Request.Host.Port ?? port : 1)}/api/v1{Path}");
        try
        {
            var begun = await parts.Services.SignIns.BeginAsync(name, returns, cancellation);
            return new ConnectBegun { Store = name, Address = begun.Address.ToString(), Returns = returns };
        }
        catch (SignInException e) { throw ApiException.Conflict(e.Message); }
    }

    private static async Task<ConnectDone> FinishAsync(ApiParts parts, string name, ConnectReturn back, CancellationToken cancellation)
    {
        Check(parts, name);
        try
        {
            var store = await parts.Services.SignIns.FinishAsync(back.Address, cancellation);
            parts.Services.Log.Info("login", "somebody signed in", ("store", store));
            return new ConnectDone { Store = store };
        }
        catch (SignInException e) { throw ApiException.Conflict(e.Message); }
    }

    private static async Task<IResult> ReturnAsync(ApiParts parts, string? state, string? code, string? error, CancellationToken cancellation)
    {
        try
        {
            var store = await parts.Services.SignIns.FinishAsync(state, code, error, cancellation);
            parts.Services.Log.Info("login", "somebody signed in", ("store", store));
            return Results.Text($"Holdfast is connected to {store}. You can close this page.", "text/plain; charset=utf-8");
        }
        catch (SignInException e) { return Results.Text($"Holdfast is not connected: {e.Message}", "text/plain; charset=utf-8", statusCode: StatusCodes.Status400BadRequest); }
    }

    private static void Check(ApiParts parts, string name)
    {
        if (parts.Services.Config.FindStore(name) is not { } store) throw ApiException.NotFound("there is no store of that name");
        if (store.Drive is null) throw ApiException.Conflict($"one does not sign in to a store of kind {store.KindWord}");
    }
}
