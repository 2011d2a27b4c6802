using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Holdfast.Adapters.SigningIn;

/// <summary>A token, and what it came with.</summary>
/// <param name="Access">What requests carry.</param>
/// <param name="Lasts">How long.</param>
/// <param name="Grant">What further tokens can be had with; null when there is none new.</param>
internal sealed record GoogleToken(string Access, TimeSpan Lasts, string? Grant)
{
    /// <summary>Shows no secret.</summary>
    public override string ToString() => "a token";
}

/// <summary>A code that a person types on another device.</summary>
/// <param name="Device">Which code it was, for asking whether it was typed.</param>
/// <param name="User">What the person types.</param>
/// <param name="Address">Where.</param>
/// <param name="Interval">Time between two questions.</param>
/// <param name="Lasts">How long it is good.</param>
public sealed record DeviceCode(string Device, string User, string Address, TimeSpan Interval, TimeSpan Lasts);

/// <summary>
/// OAuth 2 as Google documents it for installed apps (with PKCE), for devices and for service accounts, on plain HTTP. Errors name what
/// Google called them, and never what was sent.
/// </summary>
/// <param name="http">Carries requests; follows no redirects.</param>
/// <param name="endpoints">Where they go.</param>
/// <param name="time">The clock.</param>
internal sealed class GoogleOAuth(HttpMessageInvoker http, GoogleEndpoints endpoints, TimeProvider time)
{
    /// <summary>The right to all files of a Drive: what a mirror of it needs.</summary>
    public const string Scope = "https://www.googleapis.com/auth/drive";

    /// <summary>The right to files that the app itself made: all that Google gives to devices.</summary>
    public const string OwnFiles = "https://www.googleapis.com/auth/drive.file";

    private static readonly TimeSpan Slower = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The page where a person says yes.</summary>
    public Uri Consent(GoogleClient client, string redirect, string state, string verifier, string? account)
    {
        var challenge = Plain(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        var query = new List<KeyValuePair<string, string>>
        {
            new("client_id", client.Id), new("redirect_uri", redirect), new("response_type", "code"), new("scope", Scope), new("state", state),
            new("code_challenge", challenge), new("code_challenge_method", "S256"), new("access_type", "offline"), new("prompt", "consent"),
        };
        if (account is not null) query.Add(new("login_hint", account));
        return new Uri(endpoints.Consent + "?" + string.Join('&', query.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}")));
    }

    /// <summary>Turns the code that a browser brought back into a grant and a token.</summary>
    public Task<GoogleToken> ExchangeAsync(GoogleClient client, string code, string redirect, string verifier, CancellationToken cancellation) => TokenAsync(
        Of(client, ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect), ("code_verifier", verifier)), cancellation);

    /// <summary>A new token for a grant.</summary>
    public Task<GoogleToken> RefreshAsync(GoogleClient client, string grant, CancellationToken cancellation) => TokenAsync(Of(client, ("grant_type", "refresh_token"), ("refresh_token", grant)), cancellation);

    /// <summary>A code for a person without a browser here.</summary>
    public async Task<DeviceCode> DeviceAsync(GoogleClient client, CancellationToken cancellation)
    {
        using var json = await PostAsync(endpoints.Device, new Dictionary<string, string> { ["client_id"] = client.Id, ["scope"] = OwnFiles }, cancellation);
        var root = json.RootElement;
        var address = root.TryGetProperty("verification_url", out var old) ? old : root.GetProperty("verification_uri");
        return new DeviceCode(root.GetProperty("device_code").GetString()!, root.GetProperty("user_code").GetString()!, address.GetString()!, Seconds(root, "interval", 5), Seconds(root, "expires_in", 1800));
    }

    /// <summary>Asks until a device's code was typed: not more often than the server wants, which may change its mind (RFC 8628, section 3.5).</summary>
    /// <exception cref="SignInException">It was refused, or not typed in time.</exception>
    public async Task<GoogleToken> DeviceTokenAsync(GoogleClient client, DeviceCode code, CancellationToken cancellation)
    {
        var (since, interval) = (time.GetTimestamp(), code.Interval);
        while (true)
        {
            if (time.GetElapsedTime(since) + interval > code.Lasts) throw new SignInException("the code was not typed in time: begin again", true);
            await Task.Delay(interval, time, cancellation);
            try { return await TokenAsync(Of(client, ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("device_code", code.Device)), cancellation); }
            catch (SignInException e) when (e.Data["error"] is "authorization_pending") { /* asked again */ }
            catch (SignInException e) when (e.Data["error"] is "slow_down") { interval += Slower; }
            catch (SignInException e) when (!e.IsRefused) { interval += interval; }
        }
    }

    /// <summary>A token for a service account.</summary>
    /// <param name="client">The account.</param>
    /// <param name="subject">Whom it acts for; null for itself.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<GoogleToken> ServiceAsync(GoogleClient client, string? subject, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        using var claims = new MemoryStream();
        using (var json = new Utf8JsonWriter(claims))
        {
            json.WriteStartObject();
            json.WriteString("iss", client.Id);
            if (subject is not null) json.WriteString("sub", subject);
            json.WriteString("scope", Scope);
            json.WriteString("aud", endpoints.Token.ToString());
            json.WriteNumber("iat", now);
            json.WriteNumber("exp", now + 3600);
            json.WriteEndObject();
        }
        var head = Plain("""{"alg":"RS256","typ":"JWT"}"""u8) + "." + Plain(claims.ToArray());
        try
        {
            using var key = RSA.Create();
            key.ImportFromPem(client.Secret);
            var assertion = head + "." + Plain(key.SignData(Encoding.ASCII.GetBytes(head), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
            return TokenAsync(new Dictionary<string, string> { ["grant_type"] = "urn:ietf:params:oauth:grant-type:jwt-bearer", ["assertion"] = assertion }, cancellation);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException) { throw new SignInException("the private key of the service account cannot be read", true); }
    }

    /// <summary>Text that a URL can carry.</summary>
    public static string Plain(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static Dictionary<string, string> Of(GoogleClient client, params (string Word, string Value)[] words)
    {
        var form = new Dictionary<string, string> { ["client_id"] = client.Id, ["client_secret"] = client.Secret };
        foreach (var (word, value) in words) form[word] = value;
        return form;
    }

    private async Task<GoogleToken> TokenAsync(Dictionary<string, string> form, CancellationToken cancellation)
    {
        using var json = await PostAsync(endpoints.Token, form, cancellation);
        var root = json.RootElement;
        return new GoogleToken(root.GetProperty("access_token").GetString()!, Seconds(root, "expires_in", 3600), root.TryGetProperty("refresh_token", out var grant) ? grant.GetString() : null);
    }

    private async Task<JsonDocument> PostAsync(Uri address, Dictionary<string, string> form, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) };
            using var response = await http.SendAsync(request, both.Token);
            var body = await response.Content.ReadAsByteArrayAsync(both.Token);
            if (response.StatusCode == HttpStatusCode.OK) return JsonDocument.Parse(body);
            throw Refused(response.StatusCode, body);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested) { throw new SignInException($"{address.Host} did not answer in time", false, e); }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException) { throw new SignInException($"{address.Host} could not be asked for a token: {e.Message}", false, e); }
    }

    private static SignInException Refused(HttpStatusCode status, byte[] body)
    {
        string? error = null;
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.TryGetProperty("error", out var told) && told.ValueKind == JsonValueKind.String) error = told.GetString();
        }
        catch (JsonException) { /* told by its status */ }
        var message = error switch
        {
            "invalid_grant" => "what was granted is not accepted any more (invalid_grant): it was taken back, not used for six months, or given to an app in testing more than a week ago",
            "invalid_client" or "unauthorized_client" => $"the app is not accepted ({error}): is the client file still the right one?",
            "access_denied" => "it was refused on the page of the account (access_denied)",
            _ => string.Create(CultureInfo.InvariantCulture, $"no token was given: {error ?? "HTTP"} ({(int)status})"),
        };
        return new SignInException(message, (int)status is >= 400 and < 500 && status != HttpStatusCode.TooManyRequests) { Data = { ["error"] = error } };
    }

    private static TimeSpan Seconds(JsonElement from, string name, int usual) => TimeSpan.FromSeconds(from.TryGetProperty(name, out var told) && told.TryGetInt32(out var seconds) ? seconds : usual);
}
