using System.Collections.Concurrent;
using Holdfast.Adapters.SigningIn;
using Holdfast.Daemon.Configuration;

namespace Holdfast.Daemon.SigningIn;

/// <summary>A sign-in that was begun.</summary>
/// <param name="Store">For which store.</param>
/// <param name="Address">The page on which the person says yes.</param>
/// <param name="State">By which its end is known.</param>
internal sealed record SignInBegun(string Store, Uri Address, string State);

/// <summary>Lets people sign in to stores: begins it, takes what the browser brings back, and keeps what was granted.</summary>
/// <param name="config">The configuration.</param>
/// <param name="secrets">Reads the app's file.</param>
/// <param name="time">The clock.</param>
internal sealed class SignIns(HoldfastConfig config, SecretReader secrets, TimeProvider time)
{
    /// <summary>How long a person may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private const int Most = 100;
    private readonly GrantBook _grants = new(config.StateDirectory);
    private readonly ConcurrentDictionary<string, Pending> _pending = new(StringComparer.Ordinal);

    /// <summary>The stores one signs in to, by a person and not by a key.</summary>
    public IReadOnlyList<string> Stores => [.. config.Stores.Where(store => store.Drive is not null).Select(store => store.Name)];

    /// <summary>Begins.</summary>
    /// <param name="store">The store.</param>
    /// <param name="redirect">Where the browser comes back to.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="SignInException">It cannot be begun.</exception>
    public async Task<SignInBegun> BeginAsync(string store, string redirect, CancellationToken cancellation)
    {
        using var google = await OpenAsync(store, cancellation);
        var consent = google.Begin(redirect, config.FindStore(store)!.Drive!.Account);
        Prune();
        _pending[consent.State] = new Pending(store, consent, time.GetUtcNow());
        return new SignInBegun(store, consent.Address, consent.State);
    }

    /// <summary>Ends it with what the browser brought back; each that was begun ends once.</summary>
    /// <returns>The store.</returns>
    /// <exception cref="SignInException">It was refused, is not known, or took too long.</exception>
    public async Task<string> FinishAsync(string? state, string? code, string? error, CancellationToken cancellation)
    {
        Prune();
        if (state is null || !_pending.TryRemove(state, out var pending)) throw new SignInException("this sign-in is not known here, or took too long: begin again", true);
        if (error is not null || code is null) throw new SignInException(error == "access_denied" ? "it was refused on the page of the account" : "the page of the account brought nothing back", true);
        using var google = await OpenAsync(pending.Store, cancellation);
        await _grants.WriteAsync(pending.Store, await google.FinishAsync(pending.Consent, code, cancellation), cancellation);
        return pending.Store;
    }

    /// <summary>Ends it with the address at which the browser ended.</summary>
    public Task<string> FinishAsync(string address, CancellationToken cancellation)
    {
        var words = Uri.TryCreate(address.Trim(), UriKind.Absolute, out var uri) ? System.Web.HttpUtility.ParseQueryString(uri.Query) : null;
        return words?["state"] is null ? throw new SignInException("that is not the address the browser ended at: it begins with http://127.0.0.1 and has state= and code= in it", true)
            : FinishAsync(words["state"], words["code"], words["error"], cancellation);
    }

    /// <summary>Signs in by a code that is typed on another device.</summary>
    /// <param name="store">The store.</param>
    /// <param name="show">Shows the code.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task DeviceAsync(string store, Func<DeviceCode, Task> show, CancellationToken cancellation)
    {
        using var google = await OpenAsync(store, cancellation);
        var code = await google.DeviceAsync(cancellation);
        await show(code);
        await _grants.WriteAsync(store, await google.DeviceGrantAsync(code, cancellation), cancellation);
    }

    private async Task<GoogleSignIn> OpenAsync(string name, CancellationToken cancellation)
    {
        if (config.FindStore(name)?.Drive is not { } drive) throw new SignInException($"'{name}' is no store of kind google-drive", true);
        try { return new GoogleSignIn(await secrets.ReadAllAsync(drive.Client, cancellation), drive.Endpoint, time); }
        catch (SecretException e) { throw new SignInException(e.Message, true, e); }
        catch (ArgumentException e) { throw new SignInException(e.Message, true, e); }
    }

    private void Prune()
    {
        var oldest = time.GetUtcNow() - Patience;
        foreach (var (state, pending) in _pending.OrderByDescending(pair => pair.Value.Since).Select((pair, index) => (pair, index)).Where(item => item.index >= Most || item.pair.Value.Since < oldest).Select(item => item.pair)) _pending.TryRemove(state, out _);
    }

    private sealed record Pending(string Store, GoogleConsent Consent, DateTimeOffset Since);
}
