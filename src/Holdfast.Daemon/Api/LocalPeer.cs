using System.Net.Sockets;
using System.Runtime.InteropServices;
using Holdfast.Adapters.Files;
using Holdfast.Daemon.Accounts;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Holdfast.Daemon.Api;

/// <summary>Who came by the control socket. The socket's mode has let them in: they may do everything, as with the state directory itself.</summary>
/// <param name="Principal">Who it is.</param>
internal sealed record LocalPeer(Principal Principal)
{
    // What the kernel noted of the other end when it connected: process, user, group.
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;

    /// <summary>Looks who is at the other end of a connection.</summary>
    /// <exception cref="InvalidOperationException">The connection is no socket.</exception>
    public static LocalPeer Of(BaseConnectionContext connection, IAccounts accounts)
    {
        var socket = connection.Features.Get<IConnectionSocketFeature>()?.Socket ?? throw new InvalidOperationException("the connection has no socket");
        return new LocalPeer(new Principal(NameOf(UserOf(socket), accounts), Role.Admin, IsToken: false) { IsLocal = true });
    }

    private static int UserOf(Socket socket)
    {
        Span<int> credentials = stackalloc int[3];
        socket.GetRawSocketOption(SocketLevel, PeerCredentials, MemoryMarshal.AsBytes(credentials));
        return credentials[1];
    }

    // The name is for the audit log alone: without it the number does.
    private static string NameOf(int user, IAccounts accounts)
    {
        try { return accounts.UserName(user) ?? $"user {user}"; }
        catch (IOException) { return $"user {user}"; }
    }
}
