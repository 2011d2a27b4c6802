namespace Holdfast.Engine.Seams;

/// <summary>An account.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Role">What it may do: <c>viewer</c>, <c>operator</c> or <c>admin</c>.</param>
/// <param name="Password">The password's hash, as its hasher wrote it.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Changed">When its role or password was last set.</param>
public sealed record UserRecord(string Name, string Role, string Password, DateTimeOffset Created, DateTimeOffset Changed);

/// <summary>A browser that signed in.</summary>
/// <param name="Digest">SHA-256 of what its cookie holds.</param>
/// <param name="User">Name of the account.</param>
/// <param name="Since">When it signed in.</param>
/// <param name="Seen">When it last asked for something; not kept to the second.</param>
/// <param name="Address">Where it signed in from.</param>
public sealed record SignInRecord(byte[] Digest, string User, DateTimeOffset Since, DateTimeOffset Seen, string Address);

/// <summary>What lets a program in.</summary>
/// <param name="Id">By what it is named when it is revoked.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Digest">SHA-256 of the token.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Creator">By whom.</param>
/// <param name="Expires">From when on it is worth nothing; null for never.</param>
/// <param name="Used">When it was last used, not kept to the second; null for never.</param>
public sealed record TokenRecord(string Id, string Name, string Role, byte[] Digest, DateTimeOffset Created, string Creator, DateTimeOffset? Expires, DateTimeOffset? Used);

/// <summary>A change somebody made, or tried to.</summary>
/// <param name="Number">Its number, which only grows; given when it is kept.</param>
/// <param name="Time">When.</param>
/// <param name="Who">Account, token or other origin.</param>
/// <param name="Address">Where from.</param>
/// <param name="Action">What.</param>
/// <param name="Target">To what.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Detail">What else should be known; null for nothing.</param>
public sealed record AuditRecord(long Number, DateTimeOffset Time, string Who, string Address, string Action, string Target, string Outcome, string? Detail);

/// <summary>Who may use the API, and what they changed. Nothing here is needed to keep data right.</summary>
public interface IAccountsDb
{
    /// <summary>All accounts by name.</summary>
    ValueTask<IReadOnlyList<UserRecord>> UsersAsync(CancellationToken cancellation);

    /// <summary>One account, or null.</summary>
    ValueTask<UserRecord?> FindUserAsync(string name, CancellationToken cancellation);

    /// <summary>Makes an account.</summary>
    /// <returns>False, and nothing is changed, when there is one of that name.</returns>
    ValueTask<bool> AddUserAsync(UserRecord user, CancellationToken cancellation);

    /// <summary>Makes an account if it is the first of all.</summary>
    /// <returns>False, and nothing is changed, when there is any.</returns>
    ValueTask<bool> AddFirstUserAsync(UserRecord user, CancellationToken cancellation);

    /// <summary>Changes an account, and ends what signed in to it.</summary>
    /// <returns>Whether there is one of that name.</returns>
    ValueTask<bool> UpdateUserAsync(UserRecord user, CancellationToken cancellation);

    /// <summary>Removes an account, and ends what signed in to it.</summary>
    /// <returns>Whether there was one of that name.</returns>
    ValueTask<bool> RemoveUserAsync(string name, CancellationToken cancellation);

    /// <summary>Keeps that a browser signed in.</summary>
    ValueTask AddSignInAsync(SignInRecord signIn, CancellationToken cancellation);

    /// <summary>Who a cookie belongs to, with the account as it is now; null when it is worth nothing.</summary>
    ValueTask<(SignInRecord SignIn, UserRecord User)?> FindSignInAsync(byte[] digest, CancellationToken cancellation);

    /// <summary>Notes that it was seen.</summary>
    ValueTask SeenSignInAsync(byte[] digest, DateTimeOffset seen, CancellationToken cancellation);

    /// <summary>Ends it.</summary>
    ValueTask RemoveSignInAsync(byte[] digest, CancellationToken cancellation);

    /// <summary>Forgets what signed in before one moment, or was last seen before another.</summary>
    ValueTask<int> PruneSignInsAsync(DateTimeOffset since, DateTimeOffset seen, CancellationToken cancellation);

    /// <summary>All tokens, the newest first.</summary>
    ValueTask<IReadOnlyList<TokenRecord>> TokensAsync(CancellationToken cancellation);

    /// <summary>Keeps a token.</summary>
    ValueTask AddTokenAsync(TokenRecord token, CancellationToken cancellation);

    /// <summary>The token of a digest; null when it is worth nothing.</summary>
    ValueTask<TokenRecord?> FindTokenAsync(byte[] digest, CancellationToken cancellation);

    /// <summary>Notes that it was used.</summary>
    ValueTask UsedTokenAsync(string id, DateTimeOffset used, CancellationToken cancellation);

    /// <summary>Revokes a token.</summary>
    /// <returns>Whether there was one of that id.</returns>
    ValueTask<bool> RemoveTokenAsync(string id, CancellationToken cancellation);

    /// <summary>Notes a change.</summary>
    ValueTask NoteAsync(AuditRecord change, CancellationToken cancellation);

    /// <summary>Forgets changes that were noted before a moment, and the oldest of those that are more than so many.</summary>
    /// <returns>How many were forgotten.</returns>
    ValueTask<int> PruneAuditAsync(DateTimeOffset before, int most, CancellationToken cancellation);

    /// <summary>Changes, the newest first.</summary>
    /// <param name="before">Only those with a smaller number; null for all.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellation">Gives up.</param>
    ValueTask<IReadOnlyList<AuditRecord>> AuditAsync(long? before, int limit, CancellationToken cancellation);
}
