using System.Globalization;
using System.Net;

namespace Holdfast.Daemon.Configuration;

/// <summary>Where and how the API and the dashboard are served.</summary>
public sealed record ServerConfig
{
    /// <summary>They are not served.</summary>
    public static ServerConfig Off { get; } = new();

    /// <summary>The address they are served on.</summary>
    public ListenAddress Listen { get; init; } = ListenAddress.Off;

    /// <summary>Names under which they are reached, besides the address and <c>localhost</c>.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Whether, and with what certificate, HTTPS is spoken.</summary>
    public HttpsRule Https { get; init; }

    /// <summary>The file of the certificate, absolute; null for none.</summary>
    public string? Certificate { get; init; }

    /// <summary>The file of its key, absolute; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>Whether other machines may be served without HTTPS.</summary>
    public bool Insecure { get; init; }

    /// <summary>Entries of the audit log older than this go.</summary>
    public TimeSpan AuditKeep { get; init; } = TimeSpan.FromDays(365);

    /// <summary>At most so many entries of it are kept.</summary>
    public int AuditMost { get; init; } = 100_000;

    /// <summary>Whether every word that is sent, passwords too, could be read on the way: other machines are served, and without HTTPS.</summary>
    public bool IsOpenToEavesdroppers => Listen.Address is { } address && !IPAddress.IsLoopback(address) && Https == HttpsRule.Off;
}

/// <summary>An address to listen on.</summary>
/// <param name="Address">The address; null for none.</param>
/// <param name="Port">The port; 0 for one that is free.</param>
public sealed record ListenAddress(IPAddress? Address, int Port)
{
    /// <summary>No address.</summary>
    public static ListenAddress Off { get; } = new(null, 0);

    /// <summary>Whether there is an address.</summary>
    public bool IsOn => Address is not null;

    /// <summary>The address as it is written in a configuration.</summary>
    public override string ToString() => Address is null ? "off" : new IPEndPoint(Address, Port).ToString();

    /// <summary>The address of a text: <c>127.0.0.1:8080</c>, <c>[::1]:8080</c>, <c>localhost:8080</c>, <c>*:8080</c>, <c>8080</c> or <c>off</c>; null for any other.</summary>
    public static ListenAddress? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Equals("off", StringComparison.OrdinalIgnoreCase)) return Off;
        var colon = text.LastIndexOf(':');
        if (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return null;
        var host = colon < 0 ? "localhost" : text[..colon];
        return host switch
        {
            "localhost" => new ListenAddress(IPAddress.Loopback, port),
            "*" => new ListenAddress(IPAddress.Any, port),
            ['[', .. var six, ']'] => IPAddress.TryParse(six, out var address) ? new ListenAddress(address, port) : null,
            // 127.1 and 0x7f000001 are addresses too, and no one expects them.
            _ => IPAddress.TryParse(host, out var address) && address.ToString() == host ? new ListenAddress(address, port) : null,
        };
    }
}

/// <summary>Whether HTTPS is spoken.</summary>
public enum HttpsRule : byte
{
    /// <summary>No.</summary>
    Off = 0,

    /// <summary>With a certificate that Holdfast makes and keeps.</summary>
    SelfMade = 1,

    /// <summary>With the configured certificate.</summary>
    Certificate = 2,
}
