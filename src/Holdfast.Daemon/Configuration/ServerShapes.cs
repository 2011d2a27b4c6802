using System.Text.Json;

namespace Holdfast.Daemon.Configuration;

/// <summary>An address to listen on.</summary>
internal sealed class ListenShape : ScalarShape
{
    /// <inheritdoc/>
    public override string Expected => "an address and a port such as 127.0.0.1:8080, [::1]:8080 or *:8080 for all addresses, a port alone for this machine only, or off";

    /// <inheritdoc/>
    public override object? Parse(string text, ParseContext context) => ListenAddress.Parse(text);

    /// <inheritdoc/>
    public override string? Advise(string text) => text.Contains("//", StringComparison.Ordinal) ? "write the address without http://" : null;

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteStartArray("type");
        json.WriteStringValue("string");
        json.WriteStringValue("integer");
        json.WriteStringValue("boolean");
        json.WriteEndArray();
    }
}

/// <summary>A name of a machine, as it stands in the address bar of a browser.</summary>
internal sealed class HostShape : ScalarShape
{
    /// <inheritdoc/>
    public override string Expected => "a name or address such as nas.example.org, without a port";

    /// <inheritdoc/>
    public override object? Parse(string text, ParseContext context) =>
        text.Length < 254 && Uri.CheckHostName(text.Trim('[', ']')) != UriHostNameType.Unknown ? text.Trim('[', ']').ToLowerInvariant() : null;

    /// <inheritdoc/>
    public override string? Advise(string text) => text.Contains(':', StringComparison.Ordinal) ? "write the name alone" : null;

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "string");
        json.WriteNumber("minLength", 1);
    }
}

/// <summary>Address of a collector.</summary>
internal sealed class CollectorShape : ScalarShape
{
    /// <inheritdoc/>
    public override string Expected => "an address such as http://127.0.0.1:4318";

    /// <inheritdoc/>
    public override object? Parse(string text, ParseContext context) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) && address.UserInfo.Length == 0 ? address : null;

    /// <inheritdoc/>
    public override string? Advise(string text) => text.Contains('@', StringComparison.Ordinal) ? "a password does not belong into an address" : null;

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "string");
        json.WriteString("format", "uri");
    }
}
