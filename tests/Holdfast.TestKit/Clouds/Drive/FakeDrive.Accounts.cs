using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;

namespace Holdfast.TestKit.Clouds.Drive;

/// <content>Signing in: codes with PKCE, devices, service accounts, and tokens that run out.</content>
public sealed partial class FakeDrive
{
    private readonly Dictionary<string, DateTimeOffset> _tokens = new(StringComparer.Ordinal);
    private readonly HashSet<string> _grants = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Challenge, string Redirect)> _codes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _limited = new(StringComparer.Ordinal);
    private bool _isLimited;
    private readonly Dictionary<string, bool> _devices = new(StringComparer.Ordinal);

    /// <summary>Id and secret of the app that may sign people in.</summary>
    public const string ClientId = "holdfast-test.apps.example.com";

    /// <summary>Its secret.</summary>
    public const string ClientSecret = "the-secret-of-the-app";

    /// <summary>Seconds between two questions of a device, as it is told.</summary>
    public int DeviceInterval { get; set; } = 5;

    /// <summary>Whose files these are.</summary>
    public string Account { get; set; } = "ada@example.com";

    /// <summary>The key of a service account that may sign in, as PEM; null for none.</summary>
    public string? ServiceKey { get; set; }

    /// <summary>Tokens given out for a grant, so far.</summary>
    public int Refreshes { get; private set; }

    /// <summary>A grant as a person would have given it: what is kept to get tokens with.</summary>
    public string Grant()
    {
        lock (_gate)
        {
            var grant = $"1//grant-{++_made}";
            _grants.Add(grant);
            return grant;
        }
    }

    /// <summary>A token that is good for an hour.</summary>
    public string Token()
    {
        lock (_gate) return NewToken();
    }

    /// <summary>Takes all grants back.</summary>
    public void Revoke()
    {
        lock (_gate)
        {
            _grants.Clear();
            _tokens.Clear();
        }
    }

    /// <summary>Lets all tokens run out; grants stay.</summary>
    public void ExpireAccess()
    {
        lock (_gate) _tokens.Clear();
    }

    /// <summary>The person types the code of a device and says yes.</summary>
    public void AllowDevice()
    {
        lock (_gate) foreach (var device in _devices.Keys.ToArray()) _devices[device] = true;
    }

    private HttpResponseMessage? SignIn(DriveCall call) => call.Parts switch
    {
        ["o", "oauth2", "v2", "auth"] when call.Is("GET") => Consent(call),
        ["token"] when call.Is("POST") => Tokens(Form(call)),
        ["device", "code"] when call.Is("POST") => Device(Form(call)),
        ["revoke"] when call.Is("POST") => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([]) },
        _ => null,
    };

    // The person says yes at once.
    private HttpResponseMessage Consent(DriveCall call)
    {
        if (call.Query["client_id"] != ClientId || call.Query["response_type"] != "code" || call.Query["code_challenge_method"] != "S256" || call.Query["code_challenge"] is not { Length: 43 } challenge
            || call.Query["redirect_uri"] is not { } redirect || !redirect.StartsWith("http://127.0.0.1:", StringComparison.Ordinal) || call.Query["scope"] is not { Length: > 0 })
            return Refused(HttpStatusCode.BadRequest, "invalid_request");
        var code = $"4/code-{++_made}";
        _codes[code] = (challenge, redirect);
        var answer = new HttpResponseMessage(HttpStatusCode.Redirect) { Content = new ByteArrayContent([]) };
        answer.Headers.Location = new Uri($"{redirect}{(redirect.Contains('?', StringComparison.Ordinal) ? '&' : '?')}state={Uri.EscapeDataString(call.Query["state"] ?? "")}&code={Uri.EscapeDataString(code)}");
        return answer;
    }

    private HttpResponseMessage Device(System.Collections.Specialized.NameValueCollection form)
    {
        if (form["client_id"] != ClientId) return Refused(HttpStatusCode.Unauthorized, "invalid_client");
        // Devices are given the right to the app's own files, and to no others.
        if (form["scope"]?.EndsWith("/auth/drive.file", StringComparison.Ordinal) != true) return Refused(HttpStatusCode.BadRequest, "invalid_scope");
        var code = $"device-{++_made}";
        _devices[code] = false;
        return DriveFault.Json(HttpStatusCode.OK, new JsonObject { ["device_code"] = code, ["user_code"] = "ABCD-EFGH", ["verification_url"] = "https://device.example.com", ["expires_in"] = 1800, ["interval"] = DeviceInterval });
    }

    private HttpResponseMessage Tokens(System.Collections.Specialized.NameValueCollection form)
    {
        if (form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer") return Service(form["assertion"] ?? "");
        if (form["client_id"] != ClientId || form["client_secret"] != ClientSecret) return Refused(HttpStatusCode.Unauthorized, "invalid_client");
        switch (form["grant_type"])
        {
            case "authorization_code":
                if (!_codes.Remove(form["code"] ?? "", out var asked) || asked.Redirect != form["redirect_uri"]) return Refused(HttpStatusCode.BadRequest, "invalid_grant");
                var verifier = Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"] ?? ""))).TrimEnd('=').Replace('+', '-').Replace('/', '_');
                return verifier == asked.Challenge ? Given(true) : Refused(HttpStatusCode.BadRequest, "invalid_grant");
            case "refresh_token":
                Refreshes++;
                return _grants.Contains(form["refresh_token"] ?? "") ? Given(false, _limited.Contains(form["refresh_token"]!)) : Refused(HttpStatusCode.BadRequest, "invalid_grant");
            case "urn:ietf:params:oauth:grant-type:device_code":
                return !_devices.TryGetValue(form["device_code"] ?? "", out var allowed) ? Refused(HttpStatusCode.BadRequest, "invalid_grant") : allowed ? Given(true, true) : Refused((HttpStatusCode)428, "authorization_pending");
            default: return Refused(HttpStatusCode.BadRequest, "unsupported_grant_type");
        }
    }

    private HttpResponseMessage Service(string assertion)
    {
        var parts = assertion.Split('.');
        if (ServiceKey is null || parts.Length != 3) return Refused(HttpStatusCode.BadRequest, "invalid_grant");
        using var key = RSA.Create();
        key.ImportFromPem(ServiceKey);
        if (!key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Bytes(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)) return Refused(HttpStatusCode.BadRequest, "invalid_grant");
        var claims = JsonNode.Parse(Bytes(parts[1]))!;
        var (issued, ends) = (claims["iat"]!.GetValue<long>(), claims["exp"]!.GetValue<long>());
        return claims["scope"] is null || claims["aud"] is null || ends - issued > 3600 || Math.Abs(time.GetUtcNow().ToUnixTimeSeconds() - issued) > 300 ? Refused(HttpStatusCode.BadRequest, "invalid_grant") : Given(false);
    }

    private HttpResponseMessage Given(bool withGrant, bool isLimited = false)
    {
        var given = new JsonObject { ["access_token"] = NewToken(), ["expires_in"] = 3599, ["token_type"] = "Bearer", ["scope"] = "https://www.googleapis.com/auth/drive" };
        if (withGrant)
        {
            var grant = $"1//grant-{++_made}";
            _grants.Add(grant);
            if (isLimited) _limited.Add(grant);
            given["refresh_token"] = grant;
        }
        if (isLimited) _limited.Add(given["access_token"]!.GetValue<string>());
        return DriveFault.Json(HttpStatusCode.OK, given);
    }

    private string NewToken()
    {
        var token = $"ya29.token-{++_made}";
        _tokens[token] = time.GetUtcNow() + TimeSpan.FromHours(1);
        return token;
    }

    private void CheckToken(DriveCall call)
    {
        var sent = call.Header("Authorization");
        if (sent is null || !sent.StartsWith("Bearer ", StringComparison.Ordinal) || !_tokens.TryGetValue(sent["Bearer ".Length..], out var until) || until <= time.GetUtcNow())
            throw new DriveFault(HttpStatusCode.Unauthorized, "authError", "Invalid Credentials");
        _isLimited = _limited.Contains(sent["Bearer ".Length..]);
    }

    private static byte[] Bytes(string text)
    {
        var plain = text.Replace('-', '+').Replace('_', '/');
        return Convert.FromBase64String(plain.PadRight((plain.Length + 3) / 4 * 4, '='));
    }

    private static System.Collections.Specialized.NameValueCollection Form(DriveCall call) => HttpUtility.ParseQueryString(Encoding.UTF8.GetString(call.Body));

    private static HttpResponseMessage Refused(HttpStatusCode status, string error) => DriveFault.Json(status, new JsonObject { ["error"] = error, ["error_description"] = "scripted" });
}
