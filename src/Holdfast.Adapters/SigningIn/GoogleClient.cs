using System.Text.Json;

namespace Holdfast.Adapters.SigningIn;

/// <summary>Signing in failed. The message names no secret.</summary>
/// <param name="message">What happened, for people.</param>
/// <param name="isRefused">Whether the grant or the app is refused, so that only a person can mend it.</param>
/// <param name="inner">What lies behind it.</param>
public sealed class SignInException(string message, bool isRefused, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether only a person can mend it.</summary>
    public bool IsRefused => isRefused;
}

/// <summary>Who asks for tokens: an app for which people grant, or a service account with a key of its own.</summary>
/// <param name="Id">Id of the app, or address of the service account.</param>
/// <param name="Secret">Secret of the app, or private key of the service account.</param>
/// <param name="IsService">Whether it is a service account.</param>
internal sealed record GoogleClient(string Id, string Secret, bool IsService)
{
    /// <summary>Reads the file that Google hands out. Addresses in it are not used: they would decide where secrets go.</summary>
    /// <exception cref="SignInException">It is no such file.</exception>
    public static GoogleClient Parse(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("type", out var type) && type.GetString() == "service_account") return new GoogleClient(Text(root, "client_email"), Text(root, "private_key"), true);
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("installed", out var app)) return new GoogleClient(Text(app, "client_id"), Text(app, "client_secret"), false);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // Told below, without what stands in the file.
        }
        throw new SignInException("the client file is none of an app for desktops (\"installed\"), of a device, or of a service account: download it anew from the Google Cloud console", true);
    }

    /// <summary>Shows no secret.</summary>
    public override string ToString() => Id;

    private static string Text(JsonElement from, string name) => from.GetProperty(name).GetString() is { Length: > 0 } text ? text : throw new KeyNotFoundException(name);
}
