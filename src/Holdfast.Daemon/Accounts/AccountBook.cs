using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Jobs;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Accounts;

/// <summary>Makes, changes and removes accounts and tokens, for the command line and the API alike.</summary>
internal sealed class AccountBook(IAccountsDb accounts, Passwords passwords, TimeProvider time) : IDisposable
{
    /// <summary>Hashes passwords.</summary>
    public Passwords Passwords => passwords;

    /// <summary>Told when somebody may no longer do what they could.</summary>
    public event Action? Changed;

    /// <summary>All accounts by name.</summary>
    public async Task<IReadOnlyList<UserRow>> UsersAsync(CancellationToken cancellation) => [.. (await accounts.UsersAsync(cancellation)).Select(Of)];

    /// <summary>Makes an account.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="role">The word of its role.</param>
    /// <param name="password">Its password.</param>
    /// <param name="onlyFirst">Only if there is no other.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="JobException">Name, role or password will not do, or there is one of that name.</exception>
    public async Task<UserRow> AddAsync(string name, string role, string password, bool onlyFirst, CancellationToken cancellation)
    {
        if ((UserNames.Problem(name) ?? Accounts.Passwords.Problem(password)) is { } problem) throw new JobException(problem);
        var now = time.GetUtcNow();
        var user = new UserRecord(name, Roles.Word(RoleOf(role)), await passwords.HashAsync(password, cancellation), now, now);
        var added = onlyFirst ? await accounts.AddFirstUserAsync(user, cancellation) : await accounts.AddUserAsync(user, cancellation);
        return added ? Of(user) : throw new JobException(onlyFirst ? "there is an account already" : $"there is an account '{name}' already");
    }

    /// <summary>Changes the role, the password or both, and ends what signed in to the account.</summary>
    /// <exception cref="JobException">There is none of that name, or role or password will not do, or no admin would be left.</exception>
    public async Task<UserRow> ChangeAsync(string name, string? role, string? password, CancellationToken cancellation)
    {
        var user = await FindAsync(name, cancellation);
        if (password is not null && Accounts.Passwords.Problem(password) is { } problem) throw new JobException(problem);
        if (role is not null && RoleOf(role) != Role.Admin) await KeepAnAdminAsync(user, cancellation);
        user = user with
        {
            Role = role is null ? user.Role : Roles.Word(RoleOf(role)),
            Password = password is null ? user.Password : await passwords.HashAsync(password, cancellation),
            Changed = time.GetUtcNow(),
        };
        await accounts.UpdateUserAsync(user, cancellation);
        Changed?.Invoke();
        return Of(user);
    }

    /// <summary>Removes an account.</summary>
    /// <exception cref="JobException">There is none of that name, or no admin would be left.</exception>
    public async Task RemoveAsync(string name, CancellationToken cancellation)
    {
        await KeepAnAdminAsync(await FindAsync(name, cancellation), cancellation);
        await accounts.RemoveUserAsync(name, cancellation);
        Changed?.Invoke();
    }

    /// <summary>All tokens, the newest first.</summary>
    public async Task<IReadOnlyList<TokenRow>> TokensAsync(CancellationToken cancellation) => [.. (await accounts.TokensAsync(cancellation)).Select(Of)];

    /// <summary>Makes a token.</summary>
    /// <returns>What is known of it, and the token itself, which is told only now.</returns>
    /// <exception cref="JobException">Name or role will not do, or it would be worth nothing.</exception>
    public async Task<(TokenRow Row, string Secret)> CreateTokenAsync(string name, string role, DateTimeOffset? expires, string creator, CancellationToken cancellation)
    {
        if (UserNames.Problem(name) is { } problem) throw new JobException(problem);
        var now = time.GetUtcNow();
        if (expires <= now) throw new JobException("a token that has expired already is worth nothing");
        var secret = Secrets.TokenPrefix + Secrets.New();
        var token = new TokenRecord(Secrets.NewId(), name, Roles.Word(RoleOf(role)), Secrets.Digest(secret), now, creator, expires?.ToUniversalTime(), null);
        await accounts.AddTokenAsync(token, cancellation);
        return (Of(token), secret);
    }

    /// <summary>Revokes a token, by its id or by a name that only one has.</summary>
    /// <exception cref="JobException">There is none, or several have the name.</exception>
    public async Task RevokeTokenAsync(string idOrName, CancellationToken cancellation)
    {
        var named = (await accounts.TokensAsync(cancellation)).Where(token => token.Id == idOrName || token.Name == idOrName).ToArray();
        if (named.Length > 1) throw new JobException($"{named.Length} tokens are called '{idOrName}': revoke one by its id");
        if (named.Length == 0) throw new JobException($"there is no token '{idOrName}'");
        await accounts.RemoveTokenAsync(named[0].Id, cancellation);
        Changed?.Invoke();
    }

    private async Task<UserRecord> FindAsync(string name, CancellationToken cancellation) =>
        await accounts.FindUserAsync(name, cancellation) ?? throw new JobException($"there is no account '{name}'");

    private async Task KeepAnAdminAsync(UserRecord leaving, CancellationToken cancellation)
    {
        var admin = Roles.Word(Role.Admin);
        if (leaving.Role == admin && !(await accounts.UsersAsync(cancellation)).Any(user => user.Role == admin && user.Name != leaving.Name))
            throw new JobException($"'{leaving.Name}' is the last admin: make another one first");
    }

    private static Role RoleOf(string word) => Roles.Parse(word) ?? throw new JobException("a role is viewer, operator or admin");

    private static UserRow Of(UserRecord user) => new() { Name = user.Name, Role = user.Role, Created = user.Created, Changed = user.Changed };

    private static TokenRow Of(TokenRecord token) =>
        new() { Id = token.Id, Name = token.Name, Role = token.Role, Created = token.Created, Creator = token.Creator, Expires = token.Expires, Used = token.Used };

    /// <inheritdoc/>
    public void Dispose() => passwords.Dispose();
}
