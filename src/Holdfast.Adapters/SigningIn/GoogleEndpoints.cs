namespace Holdfast.Adapters.SigningIn;

/// <summary>Where requests go: to Google, or to one server that speaks like it. Nothing secret is sent anywhere else.</summary>
/// <param name="Api">What addresses of the API begin with, up to <c>/drive/v3</c>.</param>
/// <param name="Upload">What addresses of uploads begin with.</param>
/// <param name="Token">Where tokens are given out.</param>
/// <param name="Consent">The page where a person says yes.</param>
/// <param name="Device">Where codes for devices are given out.</param>
internal sealed record GoogleEndpoints(Uri Api, Uri Upload, Uri Token, Uri Consent, Uri Device)
{
    /// <summary>Google's own.</summary>
    public static GoogleEndpoints Google { get; } = new(
        new Uri("https://www.googleapis.com/drive/v3/"), new Uri("https://www.googleapis.com/upload/drive/v3/"), new Uri("https://oauth2.googleapis.com/token"),
        new Uri("https://accounts.google.com/o/oauth2/v2/auth"), new Uri("https://oauth2.googleapis.com/device/code"));

    /// <summary>Those of a configuration: Google's, or all of them on one server.</summary>
    /// <exception cref="ArgumentException">It is no address of a server.</exception>
    public static GoogleEndpoints Of(string? endpoint)
    {
        if (endpoint is null) return Google;
        if (!Uri.TryCreate(endpoint.TrimEnd('/') + "/", UriKind.Absolute, out var server) || server.Scheme is not ("http" or "https")) throw new ArgumentException($"'{endpoint}' is no address such as https://drive.example.com", nameof(endpoint));
        return new GoogleEndpoints(new Uri(server, "drive/v3/"), new Uri(server, "upload/drive/v3/"), new Uri(server, "token"), new Uri(server, "o/oauth2/v2/auth"), new Uri(server, "device/code"));
    }

    /// <summary>Whether a token may be sent there: to the API itself, and for documents to Google's own hosts.</summary>
    public bool MayKnowToken(Uri address)
    {
        if (Same(address, Api) || Same(address, Upload)) return true;
        return this == Google && address.Scheme == "https" && address.IsDefaultPort && (address.Host == "docs.google.com" || address.Host.EndsWith(".googleapis.com", StringComparison.Ordinal) || address.Host.EndsWith(".googleusercontent.com", StringComparison.Ordinal));
    }

    private static bool Same(Uri left, Uri right) => left.Scheme == right.Scheme && left.Host == right.Host && left.Port == right.Port;
}
