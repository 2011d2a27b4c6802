using System.Net.Sockets;

namespace Holdfast.Adapters.Networking;

/// <summary>
/// A connection that acknowledges at once what it hears. Some servers send the head of an answer by itself and hold its body back until the head
/// was acknowledged (Nagle's algorithm, RFC 896), which a client that has just asked otherwise puts off for 40 ms: Ceph's gateway is one.
/// </summary>
/// <param name="socket">The connection; owned.</param>
internal sealed class PromptStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    // tcp(7): IPPROTO_TCP, TCP_QUICKACK. The kernel takes it back by and by, so that it is said before each reading.
    private const int Tcp = 6;
    private const int QuickAck = 12;

    /// <summary>Connects to a server.</summary>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return OperatingSystem.IsLinux() ? new PromptStream(socket) : new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try { Socket.SetRawSocketOption(Tcp, QuickAck, [1, 0, 0, 0]); }
        catch (SocketException e) { throw new IOException(e.Message, e); }
        return base.ReadAsync(buffer, cancellationToken);
    }
}
