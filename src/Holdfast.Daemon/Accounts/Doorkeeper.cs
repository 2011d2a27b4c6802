using System.Collections.Concurrent;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Accounts;

/// <summary>How a try to sign in ended.</summary>
/// <param name="Principal">Who signed in; null when nobody did.</param>
/// <param name="Secret">What the cookie shall hold; null when nobody did.</param>
/// <param name="Wait">How long to wait before the next try; zero when it was the name or the password.</param>
internal sealed record SignInResult(Principal? Principal, string? Secret, TimeSpan Wait);

/// <summary>
/// Knows who comes: by password once, by cookie or token after that. What is known is kept in memory: this process is the
/// only one that changes accounts, and forgets what it knew when it does.
/// </summary>
internal sealed class Doorkeeper(IAccountsDb accounts, Passwords passwords, TimeProvider time)
{
    /// <summary>How long a browser stays signed in that asks for nothing.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromDays(7);

    /// <summary>How long it stays signed in at most.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    private const int MostKnown = 1000;
    private static readonly TimeSpan NotedEvery = TimeSpan.FromHours(1);
    private readonly LockOut _byName = new(5, time);
    // Many people may come from one address, such as that of a proxy.
    private readonly LockOut _byAddress = new(30, time);
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);
    private readonly Lock _counting = new();
    private int _changes;

    /// <summary>Signs somebody in.</summary>
    public async Task<SignInResult> SignInAsync(string name, string password, string address, CancellationToken cancellation)
    {
        // What nobody can be called is one name, however long and however many they are.
        var place = LockOut.PlaceOf(address);
        var who = $"{(UserNames.Problem(name) is null ? name : "?")} from {place}";
        var wait = Count(who, place);
        if (wait > TimeSpan.Zero) return new SignInResult(null, null, wait);
        var user = await accounts.FindUserAsync(name, cancellation);
        if (!await passwords.VerifyAsync(user?.Password, password, cancellation) || Roles.Parse(user!.Role) is not { } role)
            return new SignInResult(null, null, TimeSpan.Zero);
        _byName.Forget(who);
        _byAddress.TakeBack(place);
        var secret = Secrets.New();
        var now = time.GetUtcNow();
        await accounts.PruneSignInsAsync(now - Longest, now - Idle, cancellation);
        await accounts.AddSignInAsync(new SignInRecord(Secrets.Digest(secret), user.Name, now, now, address), cancellation);
        return new SignInResult(new Principal(user.Name, role, IsToken: false), secret, TimeSpan.Zero);
    }

    /// <summary>Who a cookie belongs to; null for nobody.</summary>
    public ValueTask<Principal?> ByCookieAsync(string secret, CancellationToken cancellation) => KnownAsync("cookie " + secret, () => LookUpCookieAsync(secret, cancellation));

    /// <summary>Who a token belongs to; null for nobody.</summary>
    public ValueTask<Principal?> ByTokenAsync(string secret, CancellationToken cancellation) => KnownAsync("token " + secret, () => LookUpTokenAsync(secret, cancellation));

    /// <summary>Ends what a cookie stands for.</summary>
    public async Task SignOutAsync(string secret, CancellationToken cancellation)
    {
        await accounts.RemoveSignInAsync(Secrets.Digest(secret), cancellation);
        Forget();
    }

    /// <summary>Accounts or tokens were changed: everybody is looked up again.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref _changes);
        _known.Clear();
    }

    // A try counts as failed until it has not: many at a time would else all be let through before the first of them has failed.
    private TimeSpan Count(string who, string place)
    {
        lock (_counting)
        {
            var wait = TimeSpan.FromTicks(Math.Max(_byName.Wait(who).Ticks, _byAddress.Wait(place).Ticks));
            if (wait > TimeSpan.Zero) return wait;
            _byName.Failed(who);
            _byAddress.Failed(place);
            return TimeSpan.Zero;
        }
    }

    private async ValueTask<Principal?> KnownAsync(string key, Func<ValueTask<Known?>> lookUp)
    {
        var now = time.GetUtcNow();
        if (_known.TryGetValue(key, out var known) && now < known.Until) return known.Principal;
        var changes = Volatile.Read(ref _changes);
        if (await lookUp() is not { } found) return null;
        if (_known.Count >= MostKnown) _known.Clear();
        _known[key] = found;
        // What was looked up while accounts changed may be what they were before.
        if (Volatile.Read(ref _changes) != changes) _known.TryRemove(key, out _);
        return found.Principal;
    }

    private async ValueTask<Known?> LookUpCookieAsync(string secret, CancellationToken cancellation)
    {
        var digest = Secrets.Digest(secret);
        if (await accounts.FindSignInAsync(digest, cancellation) is not var (signIn, user) || Roles.Parse(user.Role) is not { } role) return null;
        var now = time.GetUtcNow();
        var end = signIn.Since + Longest;
        if (now >= end || now >= signIn.Seen + Idle) return null;
        if (now >= signIn.Seen + NotedEvery) await accounts.SeenSignInAsync(digest, now, cancellation);
        return new Known(new Principal(user.Name, role, IsToken: false), Earlier(now + NotedEvery, end));
    }

    private async ValueTask<Known?> LookUpTokenAsync(string secret, CancellationToken cancellation)
    {
        if (await accounts.FindTokenAsync(Secrets.Digest(secret), cancellation) is not { } token || Roles.Parse(token.Role) is not { } role) return null;
        var now = time.GetUtcNow();
        if (token.Expires is { } end && now >= end) return null;
        if (token.Used is not { } used || now >= used + NotedEvery) await accounts.UsedTokenAsync(token.Id, now, cancellation);
        return new Known(new Principal(token.Name, role, IsToken: true), Earlier(now + NotedEvery, token.Expires ?? DateTimeOffset.MaxValue));
    }

    private static DateTimeOffset Earlier(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;

    private sealed record Known(Principal Principal, DateTimeOffset Until);
}
