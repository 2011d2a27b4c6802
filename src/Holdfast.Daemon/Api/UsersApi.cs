using Holdfast.Contracts.Api;
using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Accounts;
using Holdfast.Engine.Seams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Daemon.Api;

/// <summary>Accounts, tokens, and who changed what.</summary>
internal static class UsersApi
{
    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder api, ApiParts parts)
    {
        var book = parts.Services.Book;
        api.MapGet("/users", async (CancellationToken cancellation) => new Listing<UserRow> { Items = await book.UsersAsync(cancellation) }).Needs(Role.Admin)
            .WithSummary("All accounts by name.");
        api.MapPost("/users", async (NewUser user, CancellationToken cancellation) =>
            TypedResults.Created($"/api/v1/users/{user.Name}", await book.AddAsync(user.Name, user.Role, user.Password, onlyFirst: false, cancellation))).Needs(Role.Admin)
            .WithSummary("Makes an account.");
        api.MapPatch("/users/{name}", async (string name, UserChange change, CancellationToken cancellation) => await book.ChangeAsync(name, change.Role, change.Password, cancellation)).Needs(Role.Admin)
            .WithSummary("Changes the role or the password of an account, and ends what signed in to it.");
        api.MapDelete("/users/{name}", async (string name, CancellationToken cancellation) =>
        {
            await book.RemoveAsync(name, cancellation);
            return TypedResults.NoContent();
        }).Needs(Role.Admin).WithSummary("Removes an account, and ends what signed in to it.");
        api.MapGet("/tokens", async (CancellationToken cancellation) => new Listing<TokenRow> { Items = await book.TokensAsync(cancellation) }).Needs(Role.Admin)
            .WithSummary("All tokens, the newest first.");
        api.MapPost("/tokens", (HttpContext context, NewToken token, CancellationToken cancellation) => CreateTokenAsync(context, parts, token, cancellation)).Needs(Role.Admin)
            .WithSummary("Makes a token. Only this answer has the token itself.");
        api.MapDelete("/tokens/{id}", async (string id, CancellationToken cancellation) =>
        {
            await book.RevokeTokenAsync(id, cancellation);
            return TypedResults.NoContent();
        }).Needs(Role.Admin).WithSummary("Revokes a token.");
        api.MapGet("/audit", (string? after, int? limit, CancellationToken cancellation) => AuditAsync(parts, after, limit, cancellation)).Needs(Role.Admin)
            .WithSummary("Who changed what, the newest first.");
    }

    private static async Task<Created<TokenRow>> CreateTokenAsync(HttpContext context, ApiParts parts, NewToken token, CancellationToken cancellation)
    {
        var (row, secret) = await parts.Services.Book.CreateTokenAsync(token.Name, token.Role, token.Expires, RoleGate.Of(context)!.Who, cancellation);
        RoleGate.Tell(context, $"{row.Id} {row.Name}");
        return TypedResults.Created($"/api/v1/tokens/{row.Id}", row with { Token = secret });
    }

    private static async Task<Listing<AuditRow>> AuditAsync(ApiParts parts, string? after, int? limit, CancellationToken cancellation)
    {
        var most = Paging.Limit(limit);
        var changes = await parts.Services.State.Access.AuditAsync(Paging.Number(after), most + 1, cancellation);
        return Paging.Cut(changes, most, Row, change => Paging.Text(change.Number));
    }

    private static AuditRow Row(AuditRecord change) => new()
    {
        Number = change.Number,
        Time = change.Time,
        Who = change.Who,
        Address = change.Address,
        Action = change.Action,
        Target = change.Target,
        Outcome = change.Outcome,
        Detail = change.Detail,
    };
}
