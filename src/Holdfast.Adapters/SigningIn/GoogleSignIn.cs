using System.Security.Cryptography;

namespace Holdfast.Adapters.SigningIn;

/// <summary>A page on which a person says yes, and what proves afterwards that it was we who asked.</summary>
/// <param name="Address">The page.</param>
/// <param name="State">Comes back with the answer.</param>
/// <param name="Redirect">Where the browser comes back to.</param>
/// <param name="Verifier">Known to nobody else.</param>
public sealed record GoogleConsent(Uri Address, string State, string Redirect, string Verifier)
{
    /// <summary>Shows no secret.</summary>
    public override string ToString() => $"a consent on {Address.Host}";
}

/// <summary>Lets a person sign in to Google with an app of theirs.</summary>
public sealed class GoogleSignIn : IDisposable
{
    private readonly HttpMessageInvoker _http;
    private readonly GoogleClient _client;
    private readonly GoogleOAuth _oauth;

    /// <summary>Reads the app's file.</summary>
    /// <param name="client">What stands in it.</param>
    /// <param name="endpoint">A server that speaks like Google's; null for Google.</param>
    /// <param name="time">The clock.</param>
    /// <param name="transport">Carries requests; null for the machine's network.</param>
    /// <exception cref="SignInException">It is no such file, or one of a service account, which nobody signs in for.</exception>
    /// <exception cref="ArgumentException">The endpoint is no address.</exception>
    public GoogleSignIn(string client, string? endpoint, TimeProvider time, HttpMessageHandler? transport = null)
    {
        var endpoints = GoogleEndpoints.Of(endpoint);
        _client = GoogleClient.Parse(client);
        if (_client.IsService) throw new SignInException("it is a service account, which signs in by itself: there is nothing to do", true);
        _http = new HttpMessageInvoker(transport ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(20) });
        _oauth = new GoogleOAuth(_http, endpoints, time);
    }

    /// <summary>The page on which the person says yes.</summary>
    public GoogleConsent Begin(string redirect, string? account)
    {
        var (state, verifier) = (GoogleOAuth.Plain(RandomNumberGenerator.GetBytes(32)), GoogleOAuth.Plain(RandomNumberGenerator.GetBytes(48)));
        return new GoogleConsent(_oauth.Consent(_client, redirect, state, verifier, account), state, redirect, verifier);
    }

    /// <summary>What was granted, for the code that the browser brought back.</summary>
    /// <exception cref="SignInException">It is not accepted.</exception>
    public async Task<string> FinishAsync(GoogleConsent consent, string code, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(consent);
        return Lasting(await _oauth.ExchangeAsync(_client, code, consent.Redirect, consent.Verifier, cancellation));
    }

    /// <summary>A code for a person to type on another device.</summary>
    public Task<DeviceCode> DeviceAsync(CancellationToken cancellation) => _oauth.DeviceAsync(_client, cancellation);

    /// <summary>What was granted on the other device, when somebody has typed the code there.</summary>
    /// <exception cref="SignInException">It was refused, or not typed in time.</exception>
    public async Task<string> DeviceGrantAsync(DeviceCode code, CancellationToken cancellation) => Lasting(await _oauth.DeviceTokenAsync(_client, code, cancellation));

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string Lasting(GoogleToken token) => token.Grant ?? throw new SignInException("what was granted does not last: take Holdfast's access away in the account's settings and begin again", true);
}
