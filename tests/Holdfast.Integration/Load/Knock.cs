using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.Integration.Load;

/// <summary>One connection to a server, on which requests are written and answers read byte by byte: it costs next to nothing, so that what is measured is the server.</summary>
internal sealed class Knock : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _buffer = new byte[16 << 10];
    private int _have;

    private Knock()
    {
    }

    /// <summary>Connects.</summary>
    public static async Task<Knock> AtAsync(Uri server, CancellationToken cancellation)
    {
        var knock = new Knock();
        try { await knock._socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port), cancellation); }
        catch
        {
            knock.Dispose();
            throw;
        }
        return knock;
    }

    /// <summary>The bytes of a request.</summary>
    public static byte[] Request(Uri server, string path, string token) => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {server.Authority}\r\nAuthorization: Bearer {token}\r\n\r\n");

    /// <summary>Sends bytes, a whole request or the beginning of one.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        while (bytes.Length > 0) bytes = bytes[await _socket.SendAsync(bytes, cancellation)..];
    }

    /// <summary>Sends a request and reads its answer to the end.</summary>
    /// <returns>The status.</returns>
    public async Task<int> AskAsync(ReadOnlyMemory<byte> request, CancellationToken cancellation)
    {
        await SendAsync(request, cancellation);
        int head;
        while ((head = _buffer.AsSpan(0, _have).IndexOf("\r\n\r\n"u8)) < 0) await ReadAsync(cancellation);
        var lines = Encoding.ASCII.GetString(_buffer, 0, head).Split("\r\n");
        var length = int.Parse(lines.First(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Split(':')[1], CultureInfo.InvariantCulture);
        var end = head + 4 + length;
        while (_have < end) await ReadAsync(cancellation);
        _buffer.AsSpan(end, _have - end).CopyTo(_buffer);
        _have -= end;
        return int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture);
    }

    /// <summary>The next line of an answer that goes on; null when the server has closed the connection.</summary>
    public async Task<string?> LineAsync(CancellationToken cancellation)
    {
        int end;
        while ((end = _buffer.AsSpan(0, _have).IndexOf((byte)'\n')) < 0)
        {
            if (!await TryReadAsync(cancellation)) return null;
        }
        var line = Encoding.UTF8.GetString(_buffer, 0, end).TrimEnd('\r');
        _buffer.AsSpan(end + 1, _have - end - 1).CopyTo(_buffer);
        _have -= end + 1;
        return line;
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private async Task ReadAsync(CancellationToken cancellation)
    {
        if (!await TryReadAsync(cancellation)) throw new IOException("the server closed the connection");
    }

    private async Task<bool> TryReadAsync(CancellationToken cancellation)
    {
        if (_have == _buffer.Length) Array.Resize(ref _buffer, 2 * _buffer.Length);
        var read = await _socket.ReceiveAsync(_buffer.AsMemory(_have), cancellation);
        _have += read;
        return read > 0;
    }
}
