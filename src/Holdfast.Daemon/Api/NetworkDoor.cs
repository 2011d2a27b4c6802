using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Holdfast.Daemon.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Holdfast.Daemon.Api;

/// <summary>How others than users of this machine come in: the address that is listened on, and the certificate. Without it the control socket serves all the same.</summary>
internal sealed class NetworkDoor : IDisposable
{
    private NetworkDoor()
    {
    }

    /// <summary>Bound to the address; null when nothing is served there.</summary>
    public Socket? Listener { get; private init; }

    /// <summary>What HTTPS is spoken with; null for plain HTTP.</summary>
    public Certificates? Certificates { get; private init; }

    /// <summary>Why nothing is served though it should be; null when it is, or should not be.</summary>
    public string? Trouble { get; private init; }

    /// <summary>Takes the address, and makes the certificate ready.</summary>
    public static NetworkDoor Open(ServerConfig server, string stateDirectory, TimeProvider time)
    {
        if (server.Listen.Address is not { } address) return new NetworkDoor();
        try
        {
            var certificates = server.Https == HttpsRule.Off ? null : new Certificates(server, stateDirectory, time);
            return new NetworkDoor { Certificates = certificates, Listener = SocketTransportOptions.CreateDefaultBoundListenSocket(new IPEndPoint(address, server.Listen.Port)) };
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException or CryptographicException)
        {
            return new NetworkDoor { Trouble = e is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } ? $"{server.Listen} is in use by another program" : e.Message };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Listener?.Dispose();
}
