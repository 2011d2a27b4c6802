using Holdfast.Contracts.Commands;

namespace Holdfast.Contracts.Api;

/// <content>Accounts, tokens and the audit log.</content>
public sealed partial class HoldfastClient
{
    /// <summary>Who we are to the daemon.</summary>
    public Task<Identity> WhoAmIAsync(CancellationToken cancellation) => GetAsync("api/v1/session", ApiJson.Default.Identity, cancellation);

    /// <summary>All accounts.</summary>
    public Task<Listing<UserRow>> UsersAsync(CancellationToken cancellation) => GetAsync("api/v1/users", ApiJson.Default.ListingUserRow, cancellation);

    /// <summary>Makes an account.</summary>
    public Task<UserRow> AddUserAsync(NewUser user, CancellationToken cancellation) => PostAsync("api/v1/users", user, ApiJson.Default.NewUser, ApiJson.Default.UserRow, cancellation);

    /// <summary>Changes the role or the password of an account.</summary>
    public Task<UserRow> ChangeUserAsync(string name, UserChange change, CancellationToken cancellation) =>
        AskAsync(HttpMethod.Patch, $"api/v1/users/{Part(name)}", Body(change, ApiJson.Default.UserChange), ApiJson.Default.UserRow, cancellation);

    /// <summary>Removes an account.</summary>
    public Task RemoveUserAsync(string name, CancellationToken cancellation) => TellAsync(HttpMethod.Delete, $"api/v1/users/{Part(name)}", cancellation);

    /// <summary>All tokens, the newest first.</summary>
    public Task<Listing<TokenRow>> TokensAsync(CancellationToken cancellation) => GetAsync("api/v1/tokens", ApiJson.Default.ListingTokenRow, cancellation);

    /// <summary>Makes a token; the answer alone tells it.</summary>
    public Task<TokenRow> CreateTokenAsync(NewToken token, CancellationToken cancellation) => PostAsync("api/v1/tokens", token, ApiJson.Default.NewToken, ApiJson.Default.TokenRow, cancellation);

    /// <summary>Makes a token worthless.</summary>
    public Task RevokeTokenAsync(string id, CancellationToken cancellation) => TellAsync(HttpMethod.Delete, $"api/v1/tokens/{Part(id)}", cancellation);

    /// <summary>Who changed what, the newest first.</summary>
    public Task<Listing<AuditRow>> AuditAsync(Page page, CancellationToken cancellation) => GetAsync(Listed("api/v1/audit", page), ApiJson.Default.ListingAuditRow, cancellation);
}
